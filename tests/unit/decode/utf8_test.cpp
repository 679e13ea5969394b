// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/decode/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace
{

using aliyun::cas::detail::is_utf8;
using aliyun::cas::detail::utf8_character;
using aliyun::cas::detail::utf8_prefix;

/// Whether `bytes` are one character, by the definition: some number is encoded like this, in as few bytes as it takes.
bool is_one_character(std::string_view bytes)
{
    auto const lead = static_cast<unsigned char>(bytes[0]);
    std::uint32_t number = bytes.size() == 1 ? lead : lead & (0x7Fu >> bytes.size());
    if (bytes.size() == 1 ? lead >= 0x80 : (lead & ~(0x7Fu >> bytes.size())) != ((0xF00u >> bytes.size()) & 0xFF))
        return false;
    for (char const c : bytes.substr(1))
    {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
            return false;
        number = number << 6 | (static_cast<unsigned char>(c) & 0x3F);
    }
    constexpr std::uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    return number >= lowest[bytes.size()] && number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
}

} // namespace

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(every_character_is_encoded_and_recognised)
{
    for (std::uint32_t number = 1; number <= 0x10FFFF; ++number)
    {
        utf8_character const character(number);
        if (number >= 0xD800 && number < 0xE000)
        {
            BOOST_REQUIRE(character.size == 0u);
            continue;
        }
        BOOST_REQUIRE(is_one_character(character.view()));
        BOOST_REQUIRE(is_utf8(character.view()));
    }
    for (std::uint32_t const none : {0u, 0x110000u, 0xFFFFFFFFu})
        BOOST_TEST(utf8_character(none).size == 0u);
    BOOST_TEST(utf8_character(0x4E2D).view() == "\u4e2d");
    BOOST_TEST(utf8_character(0x1F600).view() == "\U0001F600");
}

BOOST_AUTO_TEST_CASE(of_all_short_byte_sequences_only_characters_are_recognised)
{
    auto const bytes_of = [](std::uint32_t number, std::size_t size)
    {
        std::string bytes(size, '\0');
        for (auto& c : bytes)
        {
            c = static_cast<char>(static_cast<unsigned char>(number));
            number >>= 8;
        }
        return bytes;
    };
    for (std::uint32_t number = 0; number < 0x100; ++number)
        BOOST_REQUIRE(is_utf8(bytes_of(number, 1)) == is_one_character(bytes_of(number, 1)));
    for (std::uint32_t number = 0; number < 0x10000; ++number)
    {
        auto const bytes = bytes_of(number, 2);
        auto const expected =
            (is_one_character(bytes.substr(0, 1)) && is_one_character(bytes.substr(1))) || is_one_character(bytes);
        BOOST_REQUIRE(is_utf8(bytes) == expected);
    }
    for (std::uint32_t number = 0; number < 0x1000000; number += 7) // with a lead byte of three in front, and of four
        for (std::uint32_t const lead : {0xE0u + (number & 0xF), 0xF0u + (number & 0xF)})
        {
            auto const bytes = bytes_of(number << 8 | lead, lead < 0xF0 ? 3 : 4);
            BOOST_REQUIRE(is_utf8(bytes) == is_one_character(bytes));
        }
}

BOOST_AUTO_TEST_CASE(a_bad_byte_is_found_at_any_distance)
{
    for (std::size_t at = 0; at < 200; ++at)
    {
        std::string text(200, 'a');
        text[at] = '\xFF';
        BOOST_TEST(utf8_prefix(text) == at);
        text.replace(at, 1, "\xE4\xB8\xAD");
        BOOST_TEST(is_utf8(text));
        text.resize(at + 2);
        BOOST_TEST(utf8_prefix(text) == at);
    }
}

BOOST_AUTO_TEST_SUITE_END()

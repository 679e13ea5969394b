// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/text/percent_encoding.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace aliyun::cas::detail;

/// By the letter of RFC 3986, one character after the other.
std::string encoded_naively(std::string_view text)
{
    constexpr std::string_view stays = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    std::string result;
    for (char const c : text)
    {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
        result += stays.find(c) != stays.npos ? std::string(1, c) : std::string(hex);
    }
    return result;
}

struct both_forms
{
    std::string once;
    std::string twice;

    friend bool operator==(both_forms const&, both_forms const&) = default;
};

/// Encodes into memory of exactly the promised size, `shift` bytes off its alignment, between guards that must survive.
both_forms encoded_between_guards(std::string_view text, std::size_t shift,
                                  void (*encode)(std::string_view, canonical_output&))
{
    constexpr std::size_t guard = 40;
    constexpr char mark = '\x5A';
    auto const once_room = text.size() * once_growth + encoding_slack;
    auto const twice_room = text.size() * twice_growth + encoding_slack;
    std::vector<char> once(guard + shift + once_room + guard, mark);
    std::vector<char> twice(guard + shift + twice_room + guard, mark);
    auto* const once_start = once.data() + guard + shift;
    auto* const twice_start = twice.data() + guard + shift;

    canonical_output out{once_start, twice_start};
    encode(text, out);

    auto const is_mark = [](char c) { return c == mark; };
    BOOST_REQUIRE(std::all_of(once.data(), once_start, is_mark));
    BOOST_REQUIRE(std::all_of(once_start + once_room, once.data() + once.size(), is_mark));
    BOOST_REQUIRE(std::all_of(twice.data(), twice_start, is_mark));
    BOOST_REQUIRE(std::all_of(twice_start + twice_room, twice.data() + twice.size(), is_mark));
    return {{once_start, out.once}, {twice_start, out.twice}};
}

both_forms encoded(std::string_view text, std::size_t shift = 0)
{
    return encoded_between_guards(text, shift,
                                  [](std::string_view from, canonical_output& out) { out = encode(from, out); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(percent_encoding)

BOOST_AUTO_TEST_CASE(every_byte_is_encoded_once_and_twice)
{
    std::size_t unreserved = 0;
    for (int byte = 0; byte < 256; ++byte)
    {
        std::string const text(1, static_cast<char>(byte));
        both_forms const expected{encoded_naively(text), encoded_naively(encoded_naively(text))};
        BOOST_TEST_CONTEXT("byte " << byte)
        {
            BOOST_CHECK(encoded(text) == expected);
            BOOST_CHECK(encoded_between_guards(text, 0, &write_encoded_plainly) == expected);
            BOOST_TEST(is_unreserved(text[0]) == (expected.once == text));
        }
        unreserved += is_unreserved(text[0]) ? 1u : 0u;
    }
    BOOST_TEST(unreserved == 66u);
}

BOOST_AUTO_TEST_CASE(every_byte_is_seen_at_every_place_of_a_block)
{
    for (int byte = 0; byte < 256; ++byte)
        for (std::size_t size = 1; size <= 33; ++size)
            for (std::size_t at = 0; at < size; ++at)
            {
                std::string text(size, 'a');
                text[at] = static_cast<char>(byte);
                BOOST_REQUIRE(encoded(text).once == encoded_naively(text));
            }
}

BOOST_AUTO_TEST_CASE(random_texts_of_every_length_and_alignment_agree_with_the_naive_form)
{
    std::mt19937 random{20261124};
    std::uniform_int_distribution<int> any_byte{0, 255};
    std::uniform_int_distribution<int> letter{'a', 'z'};
    for (int density = 0; density <= 4; ++density) // from nothing that stays as it is to nearly all
        for (std::size_t size = 0; size <= 100; ++size)
            for (std::size_t shift = 0; shift < 16; ++shift)
            {
                std::string storage(shift + size, 'x');
                for (char& c : storage)
                    c = static_cast<char>(
                        std::uniform_int_distribution<int>{0, 3}(random) < density ? letter(random) : any_byte(random));
                auto const text = std::string_view(storage).substr(shift);
                auto const once = encoded_naively(text);
                both_forms const expected{once, encoded_naively(once)};
                BOOST_REQUIRE(encoded(text, shift) == expected);
                BOOST_REQUIRE(encoded_between_guards(text, shift, &write_encoded_plainly) == expected);
            }
}

BOOST_AUTO_TEST_CASE(texts_that_grow_the_most_stay_within_their_bound)
{
    for (std::size_t size = 0; size <= 1000; size += 37)
    {
        auto const forms = encoded(std::string(size, '%'));
        BOOST_TEST(forms.once.size() == size * once_growth);
        BOOST_TEST(forms.twice.size() == size * twice_growth);
        BOOST_TEST(encoded(std::string(size, '~')).twice.size() == size);
    }
}

BOOST_AUTO_TEST_CASE(no_byte_behind_the_text_is_read)
{
    // Each text stands at the very end of an allocation of its own: the address sanitizer sees what reads beyond it.
    for (std::size_t size = 1; size <= 64; ++size)
    {
        std::vector<char> text(size, 'b');
        text.shrink_to_fit();
        BOOST_TEST(encoded({text.data(), text.size()}).once == std::string(size, 'b'));
    }
}

BOOST_AUTO_TEST_CASE(utf8_is_encoded_byte_by_byte_and_a_space_is_never_a_plus)
{
    BOOST_TEST(encoded("\u8bc1\u4e66 a+b*~").once == "%E8%AF%81%E4%B9%A6%20a%2Bb%2A~");
    BOOST_TEST(encoded("a b").twice == "a%2520b");
}

BOOST_AUTO_TEST_CASE(the_plain_form_works_at_compile_time)
{
    constexpr auto text = []
    {
        std::array<char, 3> once{};
        std::array<char, 5> twice{};
        canonical_output out{once.data(), twice.data()};
        write_encoded_plainly("/", out);
        return std::pair(once, twice);
    }();
    static_assert(std::string_view(text.first.data(), 3) == "%2F");
    static_assert(std::string_view(text.second.data(), 5) == "%252F");
}

BOOST_AUTO_TEST_SUITE_END()

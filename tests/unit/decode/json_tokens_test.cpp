// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/decode/json_tokens.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace
{

using namespace aliyun::cas::detail;

std::string unescaped(std::string_view escaped)
{
    auto const text = std::string(escaped) + "\"}";
    std::string target;
    auto const* const end = unescape_json(text.data(), text.data() + text.size(), target);
    return end == nullptr ? "refused" : end == text.data() + text.size() - 1 ? target : "wrong end";
}

/// How much of `text` is a number, or `npos`.
std::size_t number_size(std::string_view text)
{
    auto const closed = std::string(text) + "}";
    auto const* const end = skip_json_number(closed.data());
    return end == nullptr ? std::string_view::npos : static_cast<std::size_t>(end - closed.data());
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_tokens)

BOOST_AUTO_TEST_CASE(a_run_ends_where_a_look_at_each_byte_says)
{
    for (std::size_t size = 0; size < 40; ++size)
        for (std::size_t at = 0; at < size; ++at)
            for (int byte = 0; byte < 256; ++byte)
            {
                std::vector<char> text(size, 'x');
                text[at] = static_cast<char>(byte);
                bool const ends = byte == '"' || byte == '\\' || byte < 0x20;
                auto const* const end = text.data() + size;
                auto const* const expected = ends ? text.data() + at : end;
                for (auto const run : {find_plain_run(text.data(), end), find_plain_run_portably(text.data(), end)})
                {
                    BOOST_REQUIRE(run.end == expected);
                    BOOST_REQUIRE(run.is_ascii == (byte < 0x80));
                }
            }
}

BOOST_AUTO_TEST_CASE(a_byte_beyond_ascii_in_a_run_is_told_wherever_it_stands)
{
    for (std::size_t size = 1; size < 40; ++size)
        for (std::size_t at = 0; at < size; ++at)
        {
            auto text = std::string(size, 'x') + "\"" + std::string(20, 'y');
            text[at] = '\xC3';
            auto const* const end = text.data() + text.size();
            for (auto const run : {find_plain_run(text.data(), end), find_plain_run_portably(text.data(), end)})
            {
                BOOST_REQUIRE(run.end == text.data() + size);
                BOOST_REQUIRE(!run.is_ascii);
            }
        }
}

BOOST_AUTO_TEST_CASE(escapes_become_characters)
{
    BOOST_TEST(unescaped("") == "");
    BOOST_TEST(unescaped(R"(a\n\r\t\b\f\"\\\/b)") == "a\n\r\t\b\f\"\\/b");
    BOOST_TEST(unescaped(R"(\u0041\u00e9\u4E2d\uD83d\uDE00)") == "A\u00e9\u4e2d\U0001F600");
    BOOST_TEST(unescaped("\u4e2d\\n\u4e2d") == "\u4e2d\n\u4e2d");
}

BOOST_AUTO_TEST_CASE(what_is_no_escape_or_rare_is_refused)
{
    for (auto const* const text :
         {R"(\x)", R"(\)", R"(\u)", R"(\u12)", R"(\u12g4)", R"(\u 123)", R"(\ud83d)", R"(\ud83dx)", R"(\ud83d\n)",
          R"(\ud83d\u0041)", R"(\ud83d\u)", R"(\ude00)", R"(\u0000)", "\xFF", "\n"})
        BOOST_TEST(unescaped(text) == "refused");
}

BOOST_AUTO_TEST_CASE(numbers_are_known_by_their_grammar)
{
    for (std::string_view const number : {"0", "-0", "12", "-3.25", "1e5", "1E+5", "0.0e-12", "1e9999"})
        BOOST_TEST(number_size(number) == number.size());
    BOOST_TEST(number_size("01") == std::string_view::npos);
    for (auto const* const none : {"", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "e5", "1e12345", "-01"})
        BOOST_TEST(number_size(none) == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(plain_integers_have_up_to_18_digits)
{
    auto const read = [](std::string_view text)
    {
        auto const closed = std::string(text) + "}";
        auto const integer = read_plain_integer(closed.data());
        return integer.end == nullptr ? "none" : (integer.negative ? "-" : "") + std::to_string(integer.magnitude);
    };
    for (auto const* const integer : {"0", "7", "-7", "123456789012345678", "-999999999999999999"})
        BOOST_TEST(read(integer) == integer);
    for (auto const* const none : {"", "-", "01", "-01", "1.0", "1e3", "1E3", "1234567890123456789", "x"})
        BOOST_TEST(read(none) == "none");
}

BOOST_AUTO_TEST_SUITE_END()

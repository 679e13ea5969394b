// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/secret_string.hpp"

#include "../text/freed_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace
{

using aliyun::cas::secret_string;
using test_support::freed_memory_watch;

constexpr std::string_view secret = "LTAI-very-secret-key-material";

} // namespace

BOOST_AUTO_TEST_SUITE(secret_strings)

BOOST_AUTO_TEST_CASE(no_copy_survives_in_memory_that_is_given_back)
{
    freed_memory_watch const watch{secret};
    {
        secret_string original{secret};
        secret_string copy{original};
        secret_string moved{std::move(original)};
        secret_string assigned;
        assigned = copy;
        assigned = secret_string(secret);
        assigned = std::move(moved);
        BOOST_TEST(assigned.reveal() == secret);
        assigned.append(" and more, so that it grows");
        copy.assign("shorter");
        copy = secret_string("other");
        std::vector<secret_string> many(7, secret_string(secret));
        many.reserve(100);
        many.clear();
    }
    BOOST_TEST(watch.freed() >= 8u);
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_CASE(clearing_and_assigning_wipe_at_once)
{
    secret_string text{secret};
    auto const* const memory = text.reveal().data();
    text.clear();
    BOOST_TEST(text.empty());
    for (std::size_t i = 0; i < secret.size(); ++i)
        BOOST_REQUIRE(memory[i] == '\0');
}

BOOST_AUTO_TEST_CASE(nothing_of_it_lies_in_the_object_itself)
{
    secret_string text{"short"};
    auto const* const object = reinterpret_cast<char const*>(&text);
    std::string_view const bytes{object, sizeof text};
    BOOST_TEST(bytes.find("short") == bytes.npos);
    auto const moved = std::move(text);
    BOOST_TEST(moved.reveal() == "short");
    BOOST_TEST(text.empty()); // NOLINT(bugprone-use-after-move): an empty text is promised
    static_assert(std::is_nothrow_move_constructible_v<secret_string> &&
                  std::is_nothrow_move_assignable_v<secret_string>);
}

BOOST_AUTO_TEST_CASE(it_prints_as_three_stars_whatever_it_holds)
{
    std::ostringstream out;
    out << secret_string(secret) << ' ' << secret_string();
    BOOST_TEST(out.str() == "*** ***");
    static_assert(!std::is_convertible_v<secret_string, std::string_view> &&
                  !std::is_convertible_v<secret_string, std::string>);
}

BOOST_AUTO_TEST_CASE(texts_are_equal_if_every_byte_is)
{
    BOOST_CHECK(secret_string(secret) == secret_string(secret));
    BOOST_CHECK(secret_string() == secret_string(""));
    BOOST_CHECK(secret_string("abc") != secret_string("abd"));
    BOOST_CHECK(secret_string("abc") != secret_string("Abc"));
    BOOST_CHECK(secret_string("abc") != secret_string("ab"));
    BOOST_CHECK(secret_string("ab") != secret_string("abc"));
    BOOST_CHECK(secret_string(std::string_view("a\0b", 3)) != secret_string(std::string_view("a\0c", 3)));
    BOOST_CHECK(secret_string("\x80") != secret_string(std::string_view("\0", 1)));
}

BOOST_AUTO_TEST_CASE(it_is_made_from_every_kind_of_text)
{
    std::string const text = "text";
    BOOST_TEST(secret_string(text).reveal() == "text");
    BOOST_TEST(secret_string(std::string_view(text)).reveal() == "text");
    BOOST_TEST(secret_string("text").reveal() == "text");
    BOOST_TEST(secret_string(std::string_view("a\0b", 3)).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_part_of_itself_may_be_assigned_or_appended)
{
    // As in trimming the line end of a key that was read from a file.
    secret_string text{"  key\n"};
    text.assign(text.reveal().substr(2, 3));
    BOOST_TEST(text.reveal() == "key");
    for (int i = 0; i < 5; ++i)
        text.append(text.reveal());
    BOOST_TEST(text.size() == 96u);
    BOOST_TEST(text.reveal().substr(90) == "keykey");
    auto& same = text;
    text = same;
    BOOST_TEST(text.size() == 96u);
}

BOOST_AUTO_TEST_SUITE_END()

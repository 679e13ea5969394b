// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/text/wiped_buffer.hpp"
#include "freed_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace
{

using aliyun::cas::detail::wiped_buffer;
using test_support::freed_memory_watch;

constexpr std::string_view secret = "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkq";

wiped_buffer holding(std::string_view text)
{
    wiped_buffer buffer;
    buffer.append(text);
    return buffer;
}

bool is_wiped(char const* memory, std::size_t size)
{
    return std::all_of(memory, memory + size, [](char c) { return c == '\0'; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(wiped_buffers)

BOOST_AUTO_TEST_CASE(the_watch_sees_memory_that_is_not_wiped)
{
    freed_memory_watch const watch{secret};
    {
        std::string const careless{secret};
        BOOST_TEST(careless.size() == secret.size());
    }
    BOOST_TEST(watch.leaks() == 1u);
}

BOOST_AUTO_TEST_CASE(destruction_wipes)
{
    freed_memory_watch const watch{secret};
    {
        auto const buffer = holding(secret);
        BOOST_TEST(buffer.view() == secret);
    }
    BOOST_TEST(watch.freed() > 0u);
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_CASE(growth_keeps_the_content_and_wipes_the_old_memory)
{
    freed_memory_watch const watch{secret};
    wiped_buffer buffer;
    std::string expected;
    expected.reserve(100 * secret.size());
    for (int i = 0; i < 100; ++i)
    {
        buffer.append(secret);
        expected += secret;
        BOOST_REQUIRE(buffer.view() == expected);
    }
    buffer.reserve(10 * buffer.capacity());
    BOOST_TEST(buffer.view() == expected);
    BOOST_TEST(watch.freed() >= 5u);
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_CASE(what_was_cleared_or_cut_off_is_wiped_when_the_memory_goes)
{
    freed_memory_watch const watch{secret};
    {
        auto cleared = holding(secret);
        cleared.clear();
        BOOST_TEST(cleared.empty());
        auto cut = holding(secret);
        cut.resize(3);
        BOOST_TEST(cut.view() == "---");
        auto regrown = holding(secret);
        regrown.resize(1);
        regrown.reserve(10'000);
        BOOST_TEST(regrown.view() == "-");
    }
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_CASE(forget_wipes_at_once_and_keeps_the_memory)
{
    auto buffer = holding(secret);
    buffer.resize(5);
    auto const* const memory = buffer.data();
    auto const capacity = buffer.capacity();
    BOOST_TEST(!is_wiped(memory, secret.size()));
    buffer.forget();
    BOOST_TEST(buffer.empty());
    BOOST_TEST(buffer.capacity() == capacity);
    BOOST_TEST(is_wiped(memory, secret.size()));
}

BOOST_AUTO_TEST_CASE(moving_leaves_nothing_behind)
{
    freed_memory_watch const watch{secret};
    auto from = holding(secret);
    auto const* const memory = from.data();
    wiped_buffer to{std::move(from)};
    BOOST_CHECK(to.data() == memory);
    BOOST_TEST(to.view() == secret);
    BOOST_TEST(from.view() == ""); // NOLINT(bugprone-use-after-move): an empty buffer is promised
    BOOST_TEST(from.capacity() == 0u);
    from.append("again");
    BOOST_TEST(from.view() == "again");
}

BOOST_AUTO_TEST_CASE(move_assignment_wipes_what_was_there_before)
{
    auto overwritten = holding(secret);
    auto const* const memory = overwritten.data();
    auto other = holding("other");
    overwritten = std::move(other);
    BOOST_TEST(overwritten.view() == "other");
    BOOST_TEST(is_wiped(memory, secret.size())); // its memory lives on in `other`, without the content
    BOOST_TEST(other.view() == "");
}

BOOST_AUTO_TEST_CASE(shrinking_gives_back_only_what_is_too_much_and_wipes_it)
{
    freed_memory_watch const watch{secret};
    auto buffer = holding(secret);
    buffer.shrink(buffer.capacity());
    BOOST_TEST(buffer.view() == secret);
    buffer.shrink(buffer.capacity() - 1);
    BOOST_TEST(buffer.capacity() == 0u);
    BOOST_TEST(buffer.empty());
    BOOST_TEST(watch.freed() == 1u);
    BOOST_TEST(watch.leaks() == 0u);
    buffer.append("usable");
    BOOST_TEST(buffer.view() == "usable");
}

BOOST_AUTO_TEST_CASE(appending_a_part_of_itself_works_even_when_it_grows)
{
    auto buffer = holding("0123456789");
    std::string expected = "0123456789";
    for (int i = 0; i < 12; ++i)
    {
        buffer.append(buffer.view().substr(1));
        expected += expected.substr(1);
        BOOST_REQUIRE(buffer.view() == expected);
    }
}

BOOST_AUTO_TEST_CASE(empty_texts_change_nothing)
{
    wiped_buffer buffer;
    buffer.append({});
    buffer.forget();
    buffer.shrink(0);
    BOOST_TEST(buffer.empty());
    BOOST_TEST(buffer.view() == "");
    BOOST_CHECK(buffer.data() == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Who is next under a quota that several clients share, in made-up time.

#include "aliyun/cas/detail/call/quota_registry.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <ostream>

namespace
{

using namespace std::chrono_literals;
using aliyun::cas::detail::quota_key;
using aliyun::cas::detail::quota_line;
using aliyun::cas::detail::quota_registry;
using answer = quota_line::answer;
using time_point = quota_line::time_point;

constexpr time_point start{1000h};
constexpr time_point never = start + 24h;

struct caller final : aliyun::cas::detail::quota_waiter
{
    int told = 0;

private:
    void on_first_in_line() override { ++told; }
};

/// A line of ten calls a second that has just had ten: the next turns are at 1.0 s, 1.1 s and so on.
struct full_line
{
    full_line()
    {
        for (int i = 0; i < 10; ++i)
        {
            caller quick;
            BOOST_CHECK(line.ask(quick, nullptr, start, never).is == answer::go);
        }
    }
    quota_line::turn ask(caller& who, void const* client, time_point now, time_point latest = never)
    {
        return line.ask(who, client, now, latest);
    }

    quota_line line{10, 1};
    int const a = 0, b = 0; // two clients: their addresses
};

} // namespace

namespace aliyun::cas::detail
{
std::ostream& boost_test_print_type(std::ostream& out, quota_line::answer value)
{
    constexpr std::array<char const*, 3> names{"go", "wait", "too_late"};
    return out << names[static_cast<std::size_t>(value)];
}
} // namespace aliyun::cas::detail

BOOST_AUTO_TEST_SUITE(quota_lines)

BOOST_FIXTURE_TEST_CASE(turns_come_in_the_order_of_the_calls_whatever_their_clients, full_line)
{
    std::array<caller, 4> calls;
    std::array<void const*, 4> const clients{&a, &b, &b, &a};
    for (std::size_t i = 0; i < 4; ++i)
        BOOST_TEST(ask(calls[i], clients[i], start).is == answer::wait);
    auto now = start + 1s;
    for (std::size_t i = 0; i < 4; ++i)
    {
        for (std::size_t behind = i + 1; behind < 4; ++behind)
            BOOST_TEST(ask(calls[behind], clients[behind], now).is == answer::wait);
        BOOST_TEST(ask(calls[i], clients[i], now - 1ms).is == answer::wait);
        BOOST_TEST(ask(calls[i], clients[i], now).is == answer::go);
        if (i < 3)
            BOOST_TEST(calls[i + 1].told == 1);
        now += 100ms;
    }
    BOOST_TEST(line.is_empty());
}

BOOST_FIXTURE_TEST_CASE(a_first_that_leaves_takes_no_turn_with_it, full_line)
{
    caller first;
    caller second;
    BOOST_CHECK(ask(first, &a, start).at == start + 1s);
    ask(second, &a, start);
    line.leave(first, start + 990ms);
    BOOST_TEST(second.told == 1);
    BOOST_CHECK(ask(second, &a, start + 990ms).at == start + 1s);
    BOOST_TEST(ask(second, &a, start + 1s).is == answer::go);
}

BOOST_FIXTURE_TEST_CASE(a_timer_that_is_late_does_not_lower_the_rate, full_line)
{
    auto now = start;
    for (int i = 0; i < 50; ++i)
    {
        caller one;
        auto turn = ask(one, &a, now);
        while (turn.is == answer::wait)
            turn = ask(one, &a, now = turn.at + 7ms);
    }
    BOOST_CHECK(now <= start + 1s + 49 * 107ms);
    BOOST_CHECK(now >= start + 1s + 49 * 100ms);
}

BOOST_FIXTURE_TEST_CASE(a_turn_that_would_come_too_late_is_refused_at_once_and_takes_nothing, full_line)
{
    caller first;
    caller hasty;
    auto const refused = ask(hasty, &a, start, start + 999ms);
    BOOST_TEST(refused.is == answer::too_late);
    BOOST_CHECK(refused.at == start + 1s);
    ask(first, &a, start);
    BOOST_TEST(ask(hasty, &a, start, start + 1050ms).is == answer::too_late);
    BOOST_TEST(ask(first, &a, start + 1s).is == answer::go);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_has_become_slower_is_left_at_the_latest_time, full_line)
{
    std::array<caller, 3> calls;
    for (auto& one : calls)
        BOOST_TEST(ask(one, &a, start, start + 1300ms).is == answer::wait);
    for (int i = 0; i < 20; ++i)
        line.on_throttled(start + i * 1s - 20s);
    line.on_throttled(start + 10ms);
    BOOST_TEST(ask(calls[2], &a, start + 1250ms, start + 1300ms).is == answer::wait);
    BOOST_TEST(ask(calls[2], &a, start + 1300ms, start + 1300ms).is == answer::too_late);
    BOOST_TEST(ask(calls[0], &a, start + 1s, start + 1300ms).is == answer::too_late); // even the first
    BOOST_TEST(calls[1].told == 1);
    line.leave(calls[1], start + 1s);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_stands_still_holds_up_no_other, full_line)
{
    std::array<caller, 3> asleep;
    std::array<caller, 2> awake;
    for (auto& one : asleep)
        ask(one, &a, start);
    for (auto& one : awake)
        BOOST_TEST(ask(one, &b, start).is == answer::wait);
    BOOST_TEST(ask(awake[0], &b, start + 1s + quota_line::patience - 1ms).is == answer::wait);
    BOOST_TEST(awake[0].told == 0);
    BOOST_TEST(ask(awake[0], &b, start + 1s + quota_line::patience).is == answer::go);
    BOOST_TEST(awake[1].told == 1);
    // The others wake up, and stand behind.
    BOOST_TEST(ask(asleep[1], &a, start + 1s + quota_line::patience).is == answer::wait);
    BOOST_TEST(ask(awake[1], &b, start + 1600ms).is == answer::go);
    BOOST_TEST(asleep[1].told == 1);
    BOOST_TEST(ask(asleep[1], &a, start + 1700ms).is == answer::go);
}

BOOST_FIXTURE_TEST_CASE(calls_of_the_same_client_never_pass_each_other, full_line)
{
    caller first;
    caller second;
    ask(first, &a, start);
    ask(second, &a, start);
    BOOST_TEST(ask(second, &a, start + 1h).is == answer::wait);
    BOOST_TEST(ask(first, &a, start + 1h).is == answer::go);
    BOOST_TEST(ask(second, &a, start + 1h).is == answer::go);
}

BOOST_FIXTURE_TEST_CASE(of_a_client_whose_context_is_gone_nobody_is_told, full_line)
{
    std::array<caller, 2> gone;
    caller other;
    ask(gone[0], &a, start);
    ask(other, &b, start);
    ask(gone[1], &a, start);
    line.forget(&a, start + 10ms);
    BOOST_TEST(other.told == 1);
    BOOST_TEST(ask(other, &b, start + 1s).is == answer::go);
    BOOST_TEST(gone[1].told == 0);
    BOOST_TEST(line.is_empty());
}

BOOST_AUTO_TEST_CASE(a_line_is_shared_by_endpoint_key_operation_and_rate)
{
    quota_registry all;
    quota_key const key{"cas.aliyuncs.com", "id", "DeleteUserCertificate", 100, 0.97};
    auto const line = all.line(key, nullptr, start);
    BOOST_CHECK(all.line(key, nullptr, start) == line);
    auto const differs = [&](auto change)
    {
        auto other = key;
        change(other);
        return all.line(other, nullptr, start) != line;
    };
    BOOST_TEST(differs([](quota_key& other) { other.endpoint = "cas.ap-southeast-1.aliyuncs.com"; }));
    BOOST_TEST(differs([](quota_key& other) { other.access_key_id = "id2"; }));
    BOOST_TEST(differs([](quota_key& other) { other.action = "CreateUserCertificate"; }));
    BOOST_TEST(differs([](quota_key& other) { other.per_second = 10; }));
    BOOST_TEST(differs([](quota_key& other) { other.share = 0.5; }));
    auto renewed = key;
    renewed.access_key_id = "renewed";
    BOOST_CHECK(all.line(renewed, line, start) == line);
}

BOOST_AUTO_TEST_CASE(a_line_that_no_client_has_is_kept_for_a_minute)
{
    quota_registry all;
    quota_key const key{"cas.aliyuncs.com", "id", "DeleteUserCertificate", 100, 0.97};
    quota_key const another{"cas.aliyuncs.com", "id2", "DeleteUserCertificate", 100, 0.97};
    std::weak_ptr<quota_line> const line = all.line(key, nullptr, start);
    auto const used = all.line(another, nullptr, start);
    static_cast<void>(all.line({}, nullptr, start + 59s));
    BOOST_TEST(!line.expired());
    static_cast<void>(all.line({}, nullptr, start + 61s));
    BOOST_TEST(line.expired());
    BOOST_CHECK(all.line(another, nullptr, start + 1h) == used);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// When calls under a quota may be sent, in made-up time.

#include "aliyun/cas/detail/call/quota_fsm.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace
{

using namespace std::chrono_literals;
using aliyun::cas::detail::quota_fsm;
using time_point = quota_fsm::time_point;

constexpr time_point start{1000h};

/// The times of `count` calls that are all there from the start on.
std::vector<time_point> times_of(quota_fsm quota, std::size_t count)
{
    std::vector<time_point> times;
    auto now = start;
    for (std::size_t i = 0; i < count; ++i)
        times.push_back(now = quota.take(now));
    return times;
}

/// The most calls that any window of `length` holds.
std::size_t most_within(std::vector<time_point> const& times, std::chrono::nanoseconds length)
{
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last)
    {
        while (times[last] - times[first] >= length)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

double seconds_between(time_point from, time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

BOOST_AUTO_TEST_SUITE(quotas)

BOOST_AUTO_TEST_CASE(no_second_holds_more_calls_than_the_quota_wherever_it_begins)
{
    for (double const rate : {1.0, 2.0, 10.0, 100.0})
    {
        auto const times = times_of(quota_fsm(rate, 0.97), 1000);
        BOOST_TEST(most_within(times, 1s) == static_cast<std::size_t>(rate));
    }
}

BOOST_AUTO_TEST_CASE(three_thousand_calls_take_the_least_time_and_five_percent_at_most)
{
    auto const times = times_of(quota_fsm(10, 0.97), 3000);
    auto const took = seconds_between(times.front(), times.back());
    BOOST_TEST(took < 300 * 1.05);
    BOOST_TEST(took > 300 * 0.99);
}

BOOST_AUTO_TEST_CASE(after_a_pause_a_seconds_worth_goes_out_at_once_and_the_rest_evenly)
{
    quota_fsm quota(10, 1);
    for (int i = 0; i < 10; ++i)
        BOOST_CHECK(quota.take(start) == start);
    auto last = start + 900ms;
    for (int i = 0; i < 30; ++i)
    {
        auto const at = quota.take(start + 1ms);
        BOOST_CHECK(at == last + 100ms);
        last = at;
    }
    for (int i = 0; i < 10; ++i)
        BOOST_CHECK(quota.take(start + 60s) == start + 60s);
    BOOST_CHECK(quota.take(start + 60s) == start + 61s);
}

BOOST_AUTO_TEST_CASE(calls_that_come_slower_than_the_quota_never_wait)
{
    quota_fsm quota(10, 0.97);
    for (int i = 0; i < 500; ++i)
        BOOST_CHECK(quota.take(start + i * 104ms) == start + i * 104ms);
}

BOOST_AUTO_TEST_CASE(a_quota_of_less_than_one_call_a_second_is_kept)
{
    quota_fsm quota(0.5, 1);
    BOOST_CHECK(quota.take(start) == start);
    BOOST_CHECK(quota.take(start) == start + 2s);
    BOOST_CHECK(quota.take(start) == start + 4s);
}

BOOST_AUTO_TEST_CASE(the_wait_of_one_that_comes_after_others_is_foreseen)
{
    quota_fsm quota(10, 1);
    BOOST_CHECK(quota.estimate(start, 0) == 0s);
    for (int i = 0; i < 10; ++i)
        quota.take(start);
    BOOST_CHECK(quota.estimate(start, 0) == 1s);
    BOOST_CHECK(quota.estimate(start, 20) == 3s);
    BOOST_CHECK(quota.estimate(start + 500ms, 20) == 2500ms);
}

BOOST_AUTO_TEST_CASE(throttling_lowers_the_rate_once_a_window_and_it_recovers)
{
    quota_fsm quota(10, 1);
    quota.on_throttled(start);
    BOOST_TEST(quota.rate(start) == 7.5);
    quota.on_throttled(start + 10ms); // of the same second: no further news
    BOOST_TEST(quota.rate(start) == 7.5);
    BOOST_TEST(quota.rate(start + 2s) == 8.5);
    quota.on_throttled(start + 2s);
    BOOST_TEST(quota.rate(start + 2s) == 8.5 * 0.75);
    BOOST_TEST(quota.rate(start + 1h) == 10.0);
    auto now = start + 1h;
    for (int i = 0; i < 100; ++i)
        quota.on_throttled(now += 1s);
    BOOST_TEST(quota.rate(now) >= 1.0); // never to a standstill
    BOOST_TEST(quota.rate(now) < 2.0);
}

BOOST_AUTO_TEST_CASE(after_throttling_calls_are_spread_even_if_a_burst_would_be_due)
{
    quota_fsm quota(10, 1);
    quota.take(start);
    quota.on_throttled(start);
    auto const interval = std::chrono::nanoseconds(1'000'000'000) / 7.5;
    BOOST_TEST(seconds_between(start, quota.take(start)) == std::chrono::duration<double>(interval).count(),
               boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(any_rate_and_any_time_are_borne)
{
    for (double const rate : {1e-320, 1e-9, 0.1, 3.7, 1e6, 1e18, 1e308})
    {
        quota_fsm quota(rate, 0.97);
        auto now = start;
        for (int i = 0; i < 300; ++i)
        {
            auto const at = quota.take(now);
            BOOST_CHECK(at >= now);
            BOOST_CHECK(quota.estimate(now, 1'000'000) >= at - now);
            if (i % 50 == 49)
                quota.on_throttled(now);
            now += 10ms;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

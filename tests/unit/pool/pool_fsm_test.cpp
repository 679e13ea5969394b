// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/pool/pool_fsm.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>

namespace
{

using namespace std::chrono_literals;
using aliyun::cas::client_stats;
using aliyun::cas::close_reason;
using aliyun::cas::retry_policy;
using aliyun::cas::detail::pool_fsm;

pool_fsm::time_point const now{std::chrono::hours(1000)};

/// What the pool does whenever something has changed.
std::size_t connect(pool_fsm& pool, std::size_t waiters, pool_fsm::time_point when = now)
{
    std::size_t begun = 0;
    for (; pool.wants_connection(waiters, when); ++begun)
        pool.begin_connecting(when);
    return begun;
}

pool_fsm with_capacity(std::size_t capacity)
{
    return pool_fsm{capacity, retry_policy{}};
}

void check_sums(client_stats const& stats)
{
    BOOST_REQUIRE_EQUAL(stats.open, stats.idle + stats.busy + stats.connecting);
    BOOST_REQUIRE_LE(stats.open, stats.capacity);
    BOOST_REQUIRE_EQUAL(stats.attempted, stats.open + stats.closed_in_all());
    BOOST_REQUIRE_EQUAL(stats.opened, stats.idle + stats.busy + stats.closed_in_all() -
                                          stats.closed_for(close_reason::not_connected) -
                                          stats.closed_for(close_reason::unused));
}

} // namespace

BOOST_AUTO_TEST_SUITE(pool_decisions)

BOOST_AUTO_TEST_CASE(nothing_is_connected_while_nobody_waits)
{
    auto pool = with_capacity(4);
    BOOST_TEST(connect(pool, 0) == 0u);
    BOOST_TEST(pool.open() == 0u);
}

BOOST_AUTO_TEST_CASE(one_connection_is_made_for_each_waiter_and_no_more)
{
    auto pool = with_capacity(10);
    BOOST_TEST(connect(pool, 1) == 1u);
    BOOST_TEST(connect(pool, 1) == 0u); // the one that is being made will serve it
    BOOST_TEST(connect(pool, 2) == 1u);
    BOOST_TEST(pool.open() == 2u);
}

BOOST_AUTO_TEST_CASE(there_are_never_more_than_allowed)
{
    auto pool = with_capacity(2);
    BOOST_TEST(connect(pool, 9) == 2u);
    pool.connected(false);
    pool.connected(true);
    BOOST_TEST(pool.open() == 2u);
    BOOST_TEST(connect(pool, 9) == 0u); // those in use count
    pool.closed_busy(close_reason::broken);
    BOOST_TEST(connect(pool, 9) == 1u);
    BOOST_TEST(pool.stats(9).resumed == 1u);
    BOOST_TEST(pool.stats(9).waiting == 9u);
}

BOOST_AUTO_TEST_CASE(all_who_wait_are_told_when_the_last_of_several_attempts_has_failed)
{
    auto pool = with_capacity(3);
    BOOST_TEST(connect(pool, 100) == 3u);
    BOOST_TEST(!pool.connecting_failed(now, 0.5));
    BOOST_TEST(connect(pool, 100) == 0u);
    BOOST_TEST(!pool.connecting_failed(now, 0.5));
    BOOST_TEST(pool.connecting_failed(now, 0.5));
    BOOST_TEST(pool.failures() == 1); // one round of attempts
}

BOOST_AUTO_TEST_CASE(after_a_failure_one_is_tried_at_a_time_and_after_pauses_that_grow)
{
    auto pool = with_capacity(16);
    auto when = now;
    auto longest = std::chrono::nanoseconds(200ms);
    connect(pool, 100, when);
    for (int i = 1; i < 16; ++i)
        BOOST_TEST(!pool.connecting_failed(when, 1));
    for (int round = 1; round < 10; ++round)
    {
        BOOST_TEST(pool.connecting_failed(when, round == 2 ? 0.25 : 1));
        BOOST_TEST(pool.failures() == round);
        auto const pause = round == 2 ? longest / 4 : longest;
        BOOST_CHECK(pool.pause() == pause);
        BOOST_CHECK(pool.paused_until() == when + pause);
        BOOST_TEST(!pool.wants_connection(100, when + pause - 1ns));
        BOOST_TEST(pool.wants_after_pause(100));
        BOOST_TEST(!pool.wants_after_pause(0));
        when += pause;
        BOOST_TEST(connect(pool, 100, when) == 1u);
        BOOST_TEST(!pool.wants_after_pause(100)); // it is under way
        longest = std::min<std::chrono::nanoseconds>(2 * longest, pool_fsm::longest_pause);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_comes_back_is_not_met_by_all_at_once)
{
    auto pool = with_capacity(16);
    connect(pool, 100);
    for (int i = 0; i < 16; ++i)
        static_cast<void>(pool.connecting_failed(now, 0));
    for (std::size_t const at_once : {1u, 2u, 4u})
    {
        BOOST_TEST(connect(pool, 100) == at_once);
        for (std::size_t i = 0; i < at_once; ++i)
            pool.connected(false);
        BOOST_TEST(pool.failures() == 0);
    }
    BOOST_TEST(pool.open() == 7u);
    BOOST_TEST(connect(pool, 100) == 8u);
}

BOOST_AUTO_TEST_CASE(connections_in_use_give_hope_for_one_pause_or_while_they_come_back)
{
    auto pool = with_capacity(2);
    connect(pool, 1);
    pool.connected(false); // and is used
    connect(pool, 1);
    BOOST_TEST(!pool.connecting_failed(now, 0)); // the other may come back
    connect(pool, 1);
    BOOST_TEST(pool.connecting_failed(now, 0)); // but did not
    pool.returned();
    connect(pool, 1);
    BOOST_TEST(!pool.connecting_failed(now, 0));
    connect(pool, 1);
    BOOST_TEST(pool.connecting_failed(now, 0));
}

BOOST_AUTO_TEST_CASE(failures_of_long_ago_are_forgotten)
{
    auto pool = with_capacity(1);
    connect(pool, 1);
    for (int i = 0; i < 5; ++i)
    {
        BOOST_TEST(pool.connecting_failed(now, 1));
        BOOST_TEST(connect(pool, 1, now + pool_fsm::longest_pause) == 1u);
    }
    BOOST_TEST(pool.failures() == 5);
    BOOST_TEST(pool.connecting_failed(now, 0));
    BOOST_TEST(connect(pool, 1, now + pool_fsm::remembered + 1ns) == 1u);
    BOOST_TEST(pool.failures() == 0);
}

BOOST_AUTO_TEST_CASE(a_closed_pool_connects_no_more_but_counts_what_is_left)
{
    auto pool = with_capacity(4);
    BOOST_TEST(connect(pool, 2) == 2u);
    pool.close();
    BOOST_TEST(pool.is_closed());
    BOOST_TEST(connect(pool, 4) == 0u);
    BOOST_TEST(!pool.wants_after_pause(4));
    pool.connecting_given_up();
    pool.connected(false);
    pool.closed_busy(close_reason::shutdown);
    BOOST_TEST(pool.open() == 0u);
    check_sums(pool.stats(0));
}

BOOST_AUTO_TEST_CASE(in_any_course_of_events_the_sums_agree)
{
    std::mt19937 random{16};
    for (std::size_t capacity = 1; capacity <= 5; ++capacity)
    {
        auto pool = with_capacity(capacity);
        auto when = now;
        for (int event = 0; event < 5'000; ++event)
        {
            auto const stats = pool.stats(0);
            auto const reason = static_cast<close_reason>(2 + random() % 6);
            when += std::chrono::milliseconds(random() % 500);
            switch (random() % 8)
            {
            case 0:
                connect(pool, random() % 8, when);
                break;
            case 1:
                if (stats.connecting > 0)
                    pool.connected(random() % 2 == 0);
                break;
            case 2:
                if (stats.connecting > 0)
                    static_cast<void>(pool.connecting_failed(when, 0.5));
                break;
            case 3:
                if (stats.connecting > 0)
                    pool.connecting_given_up();
                break;
            case 4:
                if (stats.busy > 0)
                    pool.closed_busy(reason);
                break;
            case 5:
                if (stats.idle > 0)
                    pool.closed_idle(reason);
                break;
            case 6:
                if (stats.busy > 0)
                    pool.became_idle();
                break;
            default:
                if (stats.idle > 0)
                    pool.taken();
            }
            check_sums(pool.stats(0));
        }
        BOOST_TEST(pool.stats(0).attempted > 100u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

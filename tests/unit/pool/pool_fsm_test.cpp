// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/pool/pool_fsm.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

namespace
{

using aliyun::cas::detail::pool_fsm;

} // namespace

BOOST_AUTO_TEST_SUITE(pool_decisions)

BOOST_AUTO_TEST_CASE(nothing_is_connected_while_nobody_waits)
{
    pool_fsm pool{4};
    BOOST_TEST(!pool.begin_connecting(0));
    BOOST_TEST(pool.open() == 0u);
}

BOOST_AUTO_TEST_CASE(one_connection_is_made_for_each_waiter_and_no_more)
{
    pool_fsm pool{10};
    BOOST_TEST(pool.begin_connecting(1));
    BOOST_TEST(!pool.begin_connecting(1)); // the one that is being made will serve it
    BOOST_TEST(pool.begin_connecting(2));
    BOOST_TEST(pool.open() == 2u);
    BOOST_TEST(pool.connecting() == 2u);
}

BOOST_AUTO_TEST_CASE(there_are_never_more_than_allowed)
{
    pool_fsm pool{2};
    BOOST_TEST(pool.begin_connecting(9));
    BOOST_TEST(pool.begin_connecting(9));
    BOOST_TEST(!pool.begin_connecting(9));
    pool.connected();
    pool.connected();
    BOOST_TEST(pool.connecting() == 0u);
    BOOST_TEST(pool.open() == 2u);
    BOOST_TEST(!pool.begin_connecting(9)); // those in use count
}

BOOST_AUTO_TEST_CASE(a_connection_that_failed_or_was_dropped_makes_room)
{
    pool_fsm pool{1};
    BOOST_TEST(pool.begin_connecting(1));
    pool.connecting_failed();
    BOOST_TEST(pool.open() == 0u);
    BOOST_TEST(pool.begin_connecting(1));
    pool.connected();
    BOOST_TEST(!pool.begin_connecting(1));
    pool.dropped();
    BOOST_TEST(pool.open() == 0u);
    BOOST_TEST(pool.begin_connecting(1));
}

BOOST_AUTO_TEST_CASE(a_closed_pool_connects_no_more_but_counts_what_is_left)
{
    pool_fsm pool{4};
    BOOST_TEST(pool.begin_connecting(2));
    BOOST_TEST(pool.begin_connecting(2));
    pool.close();
    BOOST_TEST(pool.is_closed());
    BOOST_TEST(!pool.begin_connecting(4));
    pool.connecting_failed();
    pool.connected();
    pool.dropped();
    BOOST_TEST(pool.open() == 0u);
}

BOOST_AUTO_TEST_CASE(in_any_course_of_events_the_counts_stay_within_their_bounds)
{
    std::mt19937 random{16};
    for (std::size_t capacity = 1; capacity <= 5; ++capacity)
    {
        pool_fsm pool{capacity};
        std::size_t connecting = 0; // a model that keeps its own books
        std::size_t ready = 0;
        for (int event = 0; event < 5'000; ++event)
        {
            switch (random() % 4)
            {
            case 0:
            {
                auto const waiters = random() % 8;
                bool const expected = waiters > connecting && connecting + ready < capacity;
                BOOST_REQUIRE(pool.begin_connecting(waiters) == expected);
                connecting += expected ? 1 : 0;
                break;
            }
            case 1:
                if (connecting > 0)
                {
                    pool.connected();
                    --connecting;
                    ++ready;
                }
                break;
            case 2:
                if (connecting > 0)
                {
                    pool.connecting_failed();
                    --connecting;
                }
                break;
            default:
                if (ready > 0)
                {
                    pool.dropped();
                    --ready;
                }
            }
            BOOST_REQUIRE(pool.open() == connecting + ready);
            BOOST_REQUIRE(pool.connecting() == connecting);
            BOOST_REQUIRE(pool.open() <= capacity);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

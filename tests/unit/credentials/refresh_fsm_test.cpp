// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/credentials/refresh_fsm.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ostream>

using aliyun::cas::detail::refresh_fsm;
using step = refresh_fsm::step;
using namespace std::chrono_literals;

namespace aliyun::cas::detail
{

static std::ostream& boost_test_print_type(std::ostream& out, step value)
{
    constexpr char const* names[] = {"use", "use and fetch", "wait", "fetch and wait"};
    return out << names[static_cast<std::size_t>(value)];
}

} // namespace aliyun::cas::detail

namespace
{

// Both clocks, which go on together.
struct scene
{
    refresh_fsm fsm;
    std::chrono::seconds now{1'000'000};

    [[nodiscard]] refresh_fsm::wall_time wall() const { return refresh_fsm::wall_time(now); }
    [[nodiscard]] refresh_fsm::steady_time steady() const { return refresh_fsm::steady_time(now); }

    step call() { return fsm.on_call(wall(), steady()); }
    step call_after(std::chrono::seconds time)
    {
        now += time;
        return call();
    }
    void fetched(std::chrono::seconds lifetime) { fsm.on_fetched(wall() + lifetime, wall()); }
    void failed() { fsm.on_failed(steady()); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(credential_refresh)

BOOST_AUTO_TEST_CASE(the_first_call_fetches_and_the_others_wait_for_the_same_answer)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(it.call() == step::wait);
    it.fetched(3600s);
    BOOST_TEST(it.call() == step::use);
}

BOOST_AUTO_TEST_CASE(what_has_no_end_is_used_for_ever)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fsm.on_fetched({}, it.wall());
    BOOST_TEST(it.call_after(24h * 365) == step::use);
}

BOOST_AUTO_TEST_CASE(they_are_renewed_fifteen_minutes_before_the_end_and_nobody_waits)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(2h);
    BOOST_TEST(it.call_after(105min - 1s) == step::use);
    BOOST_TEST(it.call_after(1s) == step::use_and_fetch);
    BOOST_TEST(it.call_after(1s) == step::use);
    it.fetched(2h);
    BOOST_TEST(it.call_after(1h) == step::use);
}

BOOST_AUTO_TEST_CASE(short_lived_ones_are_renewed_in_their_last_quarter)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(100s);
    BOOST_TEST(it.call_after(74s) == step::use);
    BOOST_TEST(it.call_after(1s) == step::use_and_fetch);
    BOOST_TEST(it.call_after(14s) == step::use); // 89 of 100
    BOOST_TEST(it.call_after(1s) == step::wait); // what was begun is waited for now
}

BOOST_AUTO_TEST_CASE(those_that_end_while_nobody_calls_are_waited_for)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(1h);
    BOOST_TEST(it.call_after(59min + 30s) == step::fetch_and_wait);
    it.fetched(1h);
    BOOST_TEST(it.call_after(10h) == step::fetch_and_wait);
}

BOOST_AUTO_TEST_CASE(a_failure_to_renew_good_ones_is_followed_by_a_pause)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(2h);
    BOOST_TEST(it.call_after(110min) == step::use_and_fetch);
    it.failed();
    BOOST_TEST(it.call_after(9s) == step::use);
    BOOST_TEST(it.call_after(1s) == step::use_and_fetch);
    it.failed();
    BOOST_TEST(it.call_after(10min) == step::fetch_and_wait); // over: the pause is no reason to have none
}

BOOST_AUTO_TEST_CASE(a_failure_when_there_are_none_is_not_kept_from_the_next_call)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.failed();
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(1h);
    BOOST_TEST(it.call() == step::use);
}

BOOST_AUTO_TEST_CASE(refused_ones_are_not_used_again)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(1h);
    it.fsm.on_refused();
    BOOST_TEST(it.call() == step::fetch_and_wait);
    BOOST_TEST(it.call() == step::wait);
    it.fetched(1h);
    BOOST_TEST(it.call() == step::use);
}

BOOST_AUTO_TEST_CASE(a_source_that_never_answers_is_asked_anew_after_a_minute)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    BOOST_TEST(it.call_after(59s) == step::wait);
    BOOST_TEST(it.call_after(1s) == step::fetch_and_wait);
    BOOST_TEST(it.call_after(1s) == step::wait);
}

BOOST_AUTO_TEST_CASE(what_was_abandoned_is_asked_for_by_the_next)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fsm.on_abandoned();
    BOOST_TEST(it.call() == step::fetch_and_wait);
}

BOOST_AUTO_TEST_CASE(an_answer_that_has_ended_already_is_asked_for_again)
{
    scene it;
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(-5s);
    BOOST_TEST(it.call() == step::fetch_and_wait);
    it.fetched(0s);
    BOOST_TEST(it.call() == step::fetch_and_wait);
}

BOOST_AUTO_TEST_SUITE_END()

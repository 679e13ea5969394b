// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// When a wait looks again, and when it ends; and what it waits for when a certificate was ordered.

#include "aliyun/cas/detail/call/wait_fsm.hpp"

#include "aliyun/cas/operations/dv_order_decided.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using detail::wait_fsm;
using step = wait_fsm::step;

namespace aliyun::cas::detail
{

inline std::ostream& boost_test_print_type(std::ostream& out, wait_fsm::step value)
{
    return out << static_cast<int>(value);
}

} // namespace aliyun::cas::detail

namespace
{

wait_options rhythm()
{
    wait_options options;
    options.first_interval = 2s;
    options.growth = 1.5;
    options.longest_interval = 4s;
    return options;
}

dv_order_result answer(char const* status, char const* name = "", char const* value = "")
{
    dv_order_result made;
    made.status.assign(status);
    made.check_type = "DNS";
    made.check_name = name;
    made.check_value = value;
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(waits)

BOOST_AUTO_TEST_CASE(the_first_look_is_at_once_and_ends_the_wait_if_the_condition_holds)
{
    wait_fsm fsm(rhythm());
    BOOST_TEST(fsm.start() == step::look);
    BOOST_TEST(fsm.on_answer(true, 1min) == step::finish);
    BOOST_TEST(fsm.looks() == 1);
}

BOOST_AUTO_TEST_CASE(intervals_grow_up_to_the_longest)
{
    wait_fsm fsm(rhythm());
    static_cast<void>(fsm.start());
    for (auto const expected : {2s, 3s, 4s, 4s})
    {
        BOOST_TEST(fsm.on_answer(false, 1min) == step::wait);
        BOOST_TEST(fsm.wait().count() == std::chrono::nanoseconds(expected).count());
        BOOST_TEST(fsm.on_waited() == step::look);
    }
    BOOST_TEST(fsm.looks() == 5);
}

BOOST_AUTO_TEST_CASE(the_last_look_is_made_at_the_deadline_and_none_later)
{
    wait_fsm fsm(rhythm());
    static_cast<void>(fsm.start());
    BOOST_TEST(fsm.on_answer(false, 500ms) == step::wait);
    BOOST_TEST((fsm.wait() == 500ms));
    BOOST_TEST(fsm.on_waited() == step::look);
    BOOST_TEST(fsm.on_answer(false, 0ns) == step::give_up);
}

BOOST_AUTO_TEST_CASE(what_holds_at_the_last_look_is_no_failure)
{
    wait_fsm fsm(rhythm());
    static_cast<void>(fsm.start());
    BOOST_TEST(fsm.on_answer(true, -1s) == step::finish);
}

BOOST_AUTO_TEST_CASE(a_look_without_an_answer_is_followed_by_another_one)
{
    for (auto const why : {stop_reason::exhausted, stop_reason::deadline, stop_reason::budget})
    {
        wait_fsm fsm(rhythm());
        static_cast<void>(fsm.start());
        BOOST_TEST(fsm.on_failure(why, 1min) == step::wait);
        BOOST_TEST(fsm.on_waited() == step::look);
        BOOST_TEST(fsm.on_failure(why, 0ns) == step::fail);
    }
}

BOOST_AUTO_TEST_CASE(what_the_service_refuses_ends_the_wait)
{
    for (auto const why : {stop_reason::refused, stop_reason::not_repeatable, stop_reason::cancelled})
    {
        wait_fsm fsm(rhythm());
        static_cast<void>(fsm.start());
        BOOST_TEST(fsm.on_failure(why, 1min) == step::fail);
    }
}

BOOST_AUTO_TEST_CASE(a_rhythm_that_makes_no_sense_is_refused)
{
    auto const with = [](auto change)
    {
        auto options = rhythm();
        change(options);
        return options;
    };
    BOOST_CHECK_THROW(detail::checked(with([](auto& o) { o.first_interval = 0s; })), std::invalid_argument);
    BOOST_CHECK_THROW(detail::checked(with([](auto& o) { o.longest_interval = 1s; })), std::invalid_argument);
    BOOST_CHECK_THROW(detail::checked(with([](auto& o) { o.growth = 0.5; })), std::invalid_argument);
    BOOST_CHECK_THROW(detail::checked(with([](auto& o) { o.deadline = -1s; })), std::invalid_argument);
    BOOST_TEST((detail::checked(with([](auto& o) { o.deadline = std::chrono::milliseconds::max(); })).deadline <
                std::chrono::hours(24 * 366)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(orders_that_are_waited_for)

BOOST_AUTO_TEST_CASE(an_order_is_decided_once_it_is_issued_or_has_failed)
{
    dv_order_decided decided;
    BOOST_TEST(!decided(answer("checking", "_dnsauth", "abc")));
    BOOST_TEST(!decided(answer("something new")));
    BOOST_TEST(decided(answer("issued")));
    BOOST_TEST(decided(answer("check_failed")));
    BOOST_TEST(decided(answer("check_fail")));
}

BOOST_AUTO_TEST_CASE(a_challenge_is_handed_over_once_and_again_if_it_changes)
{
    std::vector<dv_challenge> published;
    dv_order_decided decided([&](dv_challenge const& challenge) { published.push_back(challenge); });
    static_cast<void>(decided(answer("checking")));
    BOOST_TEST(published.empty()); // it is not known yet
    static_cast<void>(decided(answer("checking", "_dnsauth", "abc")));
    static_cast<void>(decided(answer("checking", "_dnsauth", "abc")));
    BOOST_REQUIRE(published.size() == 1u);
    BOOST_TEST(published[0].type == "DNS");
    BOOST_TEST(published[0].name == "_dnsauth");
    BOOST_TEST(published[0].value == "abc");
    static_cast<void>(decided(answer("checking", "_dnsauth", "def")));
    BOOST_REQUIRE(published.size() == 2u);
    BOOST_TEST(published[1].value == "def");
}

BOOST_AUTO_TEST_SUITE_END()

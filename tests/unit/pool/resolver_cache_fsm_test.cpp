// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// When a name is looked up, and what serves meanwhile.

#include "aliyun/cas/detail/pool/resolver_cache_fsm.hpp"

#include <boost/test/unit_test.hpp>

using aliyun::cas::detail::resolver_cache_fsm;
using namespace std::chrono_literals;
using step = resolver_cache_fsm::step;

namespace
{

resolver_cache_fsm::time_point const start{1000h};

/// Has found addresses at the start: fresh for a minute, good for an hour more.
resolver_cache_fsm informed()
{
    resolver_cache_fsm fsm{1min, 1h};
    static_cast<void>(fsm.on_wanted(start));
    fsm.on_found(start);
    return fsm;
}

} // namespace

BOOST_AUTO_TEST_SUITE(resolver_caches)

BOOST_AUTO_TEST_CASE(one_lookup_serves_all_who_wait)
{
    resolver_cache_fsm fsm{1min, 1h};
    BOOST_CHECK(fsm.on_wanted(start) == step::look_up);
    for (int i = 0; i < 50; ++i)
        BOOST_CHECK(fsm.on_wanted(start + i * 1s) == step::wait);
    BOOST_TEST(!fsm.may_use_old(start));
    fsm.on_found(start + 50s);
    BOOST_CHECK(fsm.on_wanted(start + 50s) == step::use);
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_for_its_time_and_then_asked_for_anew)
{
    auto fsm = informed();
    BOOST_CHECK(fsm.on_wanted(start + 1min - 1ms) == step::use);
    BOOST_CHECK(fsm.on_wanted(start + 1min) == step::look_up);
    BOOST_CHECK(fsm.on_wanted(start + 1min) == step::wait);
    fsm.on_found(start + 1min);
    BOOST_CHECK(fsm.on_wanted(start + 2min - 1ms) == step::use);
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_past_failures_but_not_for_ever)
{
    auto fsm = informed();
    BOOST_CHECK(fsm.on_wanted(start + 10min) == step::look_up);
    BOOST_TEST(fsm.may_use_old(start + 10min));
    BOOST_TEST(fsm.on_failed(start + 10min));
    BOOST_CHECK(fsm.on_wanted(start + 10min + 5s - 1ms) == step::use); // a pause after the failure
    BOOST_CHECK(fsm.on_wanted(start + 10min + 5s) == step::look_up);
    BOOST_TEST(fsm.on_failed(start + 61min - 1ms));
    BOOST_CHECK(fsm.on_wanted(start + 62min) == step::look_up);
    BOOST_TEST(!fsm.may_use_old(start + 62min));
    BOOST_TEST(!fsm.on_failed(start + 62min));
    BOOST_CHECK(fsm.on_wanted(start + 62min) == step::look_up); // without a pause: there is nothing to use
}

BOOST_AUTO_TEST_CASE(a_failure_without_an_old_answer_is_nobodys_answer)
{
    resolver_cache_fsm fsm{1min, 1h};
    static_cast<void>(fsm.on_wanted(start));
    BOOST_TEST(!fsm.on_failed(start));
    BOOST_CHECK(fsm.on_wanted(start) == step::look_up);
}

BOOST_AUTO_TEST_CASE(addresses_that_lead_nowhere_are_asked_for_anew_and_serve_if_there_are_no_others)
{
    auto fsm = informed();
    fsm.on_unreachable();
    BOOST_CHECK(fsm.on_wanted(start + 1s) == step::look_up);
    BOOST_TEST(fsm.may_use_old(start + 1s));
    BOOST_TEST(fsm.on_failed(start + 1s));
    BOOST_CHECK(fsm.on_wanted(start + 1s) == step::use);
}

BOOST_AUTO_TEST_CASE(a_lookup_that_never_ends_is_not_waited_for_by_all_to_come)
{
    resolver_cache_fsm fsm{1min, 1h};
    BOOST_CHECK(fsm.on_wanted(start) == step::look_up);
    BOOST_CHECK(fsm.on_wanted(start + 60s - 1ms) == step::wait);
    BOOST_CHECK(fsm.on_wanted(start + 60s) == step::look_up);
    BOOST_CHECK(fsm.on_wanted(start + 61s) == step::wait);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_if_that_is_wanted)
{
    resolver_cache_fsm fsm{0s, 0s};
    static_cast<void>(fsm.on_wanted(start));
    fsm.on_found(start);
    BOOST_CHECK(fsm.on_wanted(start) == step::look_up);
    BOOST_TEST(!fsm.on_failed(start));
}

BOOST_AUTO_TEST_SUITE_END()

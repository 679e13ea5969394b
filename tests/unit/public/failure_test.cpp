// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/failure.hpp"
#include "aliyun/cas/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace
{

namespace cas = aliyun::cas;
using cas::errc;
using cas::failure;
using cas::outcome;
using cas::server_errc;

failure throttled()
{
    failure why{server_errc::throttled};
    why.server_code = "Throttling.User";
    why.message = "Slow down.";
    why.request_id = "R-1";
    why.http_status = 429;
    why.attempts = 4;
    why.phase = cas::call_phase::reading;
    why.stopped_because = cas::stop_reason::exhausted;
    return why;
}

} // namespace

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(an_answer_is_told_in_full)
{
    BOOST_TEST(throttled().what() ==
               "the quota of calls is used up; service code Throttling.User; message: Slow down.; "
               "request id R-1; HTTP status 429; 4 attempts, all attempts are used up");
    std::ostringstream out;
    out << throttled();
    BOOST_TEST(out.str() == throttled().what());
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out_and_without_an_answer_the_phase_is_told)
{
    failure why{errc::certificate_not_trusted};
    why.detail = "hostname mismatch";
    why.attempts = 1;
    why.phase = cas::call_phase::handshake;
    BOOST_TEST(why.what() == "the server's certificate is not trusted; hostname mismatch; while TLS handshake");
}

BOOST_AUTO_TEST_CASE(a_write_in_doubt_says_so)
{
    failure why{errc::deadline_exceeded};
    why.phase = cas::call_phase::reading;
    why.attempts = 2;
    why.stopped_because = cas::stop_reason::deadline;
    why.maybe_executed = true;
    BOOST_TEST(why.what() == "the deadline of the call has passed; while reading the response; 2 attempts, no time was "
                             "left; it may have been executed");
}

BOOST_AUTO_TEST_CASE(phases_and_reasons_have_words_of_their_own)
{
    std::set<std::string_view> phases;
    for (int value = 0; value <= static_cast<int>(cas::call_phase::backing_off); ++value)
        phases.insert(spelling(static_cast<cas::call_phase>(value)));
    BOOST_TEST(phases.size() == 9u);
    BOOST_TEST(spelling(cas::call_phase::waiting) == "waiting for a connection");
    BOOST_TEST(spelling(cas::call_phase::backing_off) == "backing off");
    std::set<std::string_view> reasons;
    for (int value = 0; value <= static_cast<int>(cas::stop_reason::cancelled); ++value)
        reasons.insert(spelling(static_cast<cas::stop_reason>(value)));
    BOOST_TEST(reasons.size() == 6u);
    BOOST_TEST(spelling(cas::stop_reason::refused) == "the answer is final");
    BOOST_TEST(spelling(cas::stop_reason::cancelled) == "it was cancelled");
}

BOOST_AUTO_TEST_CASE(the_value_of_a_failed_outcome_throws_the_failure_itself)
{
    outcome<int> const failed{throttled()};
    BOOST_TEST(!failed);
    try
    {
        static_cast<void>(failed.value());
        BOOST_ERROR("nothing was thrown");
    }
    catch (cas::call_error const& error)
    {
        BOOST_CHECK(error.code() == server_errc::throttled);
        BOOST_TEST(error.why().request_id == "R-1");
        BOOST_TEST(error.why().attempts == 4);
        BOOST_TEST(std::string_view(error.what()).find(throttled().what()) != std::string_view::npos);
    }
    BOOST_CHECK_THROW(static_cast<void>(failed.value()), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(an_outcome_is_a_value_or_a_failure)
{
    outcome<int> good{7};
    BOOST_TEST(good.value() == 7);
    BOOST_TEST(*good == 7);
    outcome<std::unique_ptr<int>> movable{std::make_unique<int>(8)};
    auto const taken = std::move(movable).value();
    BOOST_TEST(*taken == 8);
    outcome<int> const bad{failure(errc::busy)};
    BOOST_CHECK(bad.error().code == errc::busy);
    static_assert(std::is_same_v<outcome<int>::value_type, int>);
}

BOOST_AUTO_TEST_CASE(types_that_may_stand_in_a_coroutine_expression_are_no_aggregates)
{
    static_assert(!std::is_aggregate_v<failure>);
}

BOOST_AUTO_TEST_SUITE_END()

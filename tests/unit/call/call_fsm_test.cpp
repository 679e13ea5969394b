// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Whole calls as scripts: how each attempt ends, and what the machine says to it.

#include "aliyun/cas/detail/call/call_fsm.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>

namespace
{

namespace cas = aliyun::cas;
namespace net = boost::asio::error;
using namespace std::chrono_literals;
using boost::system::error_code;
using cas::errc;
using cas::repeat_safety;
using cas::server_errc;
using cas::stop_reason;
using cas::detail::attempt_end;
using cas::detail::call_fsm;
using step = call_fsm::step;

cas::retry_policy policy_of(int attempts, std::chrono::milliseconds first = 200ms,
                            std::chrono::milliseconds longest = 5000ms)
{
    cas::retry_policy policy;
    policy.max_attempts = attempts;
    policy.first_backoff = first;
    policy.longest_backoff = longest;
    return policy;
}

attempt_end answered(error_code code, int status = 400)
{
    attempt_end end;
    end.code = code;
    end.http_status = status;
    end.sent = end.answered = true;
    return end;
}

attempt_end unreachable()
{
    attempt_end end;
    end.code = net::connection_refused;
    return end;
}

attempt_end cut_off()
{
    attempt_end end;
    end.code = net::eof;
    end.sent = true;
    return end;
}

attempt_end stale()
{
    auto end = cut_off();
    end.was_idle = true;
    return end;
}

attempt_end stopped_after_sending()
{
    auto end = cut_off();
    end.code = net::operation_aborted;
    return end;
}

attempt_end clock_is_off()
{
    auto end = answered(server_errc::timestamp_expired);
    end.can_correct_clock = true;
    return end;
}

/// One call that is never short of time.
class script
{
public:
    explicit script(repeat_safety repeat, cas::retry_policy const& policy = policy_of(4)) : fsm(policy, repeat) {}

    step attempt(attempt_end const& end, double chance = 0.5, std::chrono::nanoseconds left = 24h)
    {
        fsm.begin_attempt();
        return fsm.on_attempt(end, left, chance);
    }

    call_fsm fsm;
};

} // namespace

BOOST_AUTO_TEST_SUITE(call_course)

BOOST_AUTO_TEST_CASE(a_success_ends_the_call_at_once)
{
    script call{repeat_safety::unsafe};
    BOOST_CHECK(call.attempt(answered({}, 200)) == step::succeed);
    BOOST_TEST(call.fsm.attempts() == 1);
    BOOST_TEST(!call.fsm.maybe_executed());
}

BOOST_AUTO_TEST_CASE(a_final_answer_ends_the_call_at_once)
{
    script call{repeat_safety::safe};
    BOOST_CHECK(call.attempt(answered(server_errc::forbidden)) == step::fail);
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::refused);
    BOOST_TEST(call.fsm.attempts() == 1);
}

BOOST_AUTO_TEST_CASE(a_throttled_call_is_tried_as_often_as_the_policy_says)
{
    for (auto const repeat : {repeat_safety::safe, repeat_safety::idempotent, repeat_safety::unsafe})
        for (int attempts = 1; attempts <= 6; ++attempts)
        {
            script call{repeat, policy_of(attempts)};
            for (int i = 1; i < attempts; ++i)
                BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::try_again);
            BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::fail);
            BOOST_TEST(call.fsm.attempts() == attempts);
            BOOST_CHECK(call.fsm.stopped_because() == stop_reason::exhausted);
            BOOST_TEST(!call.fsm.maybe_executed());
        }
}

BOOST_AUTO_TEST_CASE(a_later_attempt_may_succeed)
{
    script call{repeat_safety::unsafe};
    BOOST_CHECK(call.attempt(unreachable()) == step::try_again);
    BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::try_again);
    BOOST_CHECK(call.attempt(answered({}, 200)) == step::succeed);
    BOOST_TEST(call.fsm.attempts() == 3);
    BOOST_TEST(!call.fsm.maybe_executed());
}

BOOST_AUTO_TEST_CASE(waits_double_from_the_first_to_the_longest_and_chance_spreads_them_over_the_whole_span)
{
    script longest{repeat_safety::safe, policy_of(100)};
    script shortest{repeat_safety::safe, policy_of(100)};
    script middle{repeat_safety::safe, policy_of(100)};
    for (auto const expected : {200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms})
    {
        BOOST_CHECK(longest.attempt(unreachable(), 1) == step::try_again);
        BOOST_CHECK(longest.fsm.wait() == expected);
        BOOST_CHECK(middle.attempt(unreachable(), 0.5) == step::try_again);
        BOOST_CHECK(middle.fsm.wait() == expected / 2);
        BOOST_CHECK(shortest.attempt(unreachable(), 0) == step::try_again);
        BOOST_CHECK(shortest.fsm.wait() == 0ms);
    }
    for (int i = 7; i < 90; ++i)
        BOOST_CHECK(longest.attempt(unreachable(), 1) == step::try_again);
    BOOST_CHECK(longest.fsm.wait() == 5000ms);
}

BOOST_AUTO_TEST_CASE(a_policy_without_a_longest_wait_does_not_overflow)
{
    script call{repeat_safety::safe, policy_of(100, 1000ms, std::chrono::milliseconds::max())};
    std::chrono::nanoseconds last{};
    for (int i = 0; i < 40; ++i)
    {
        static_cast<void>(call.attempt(unreachable(), 1, std::chrono::nanoseconds::max()));
        BOOST_CHECK(call.fsm.wait() >= last);
        last = call.fsm.wait();
    }
    BOOST_CHECK(last == 1000ms * (1 << 20));
}

BOOST_AUTO_TEST_CASE(the_services_own_wish_to_wait_is_honoured_if_it_is_longer)
{
    script call{repeat_safety::safe};
    auto throttled = answered(server_errc::throttled);
    throttled.retry_after = 7s;
    BOOST_CHECK(call.attempt(throttled, 1) == step::try_again);
    BOOST_CHECK(call.fsm.wait() == 7s);
    throttled.retry_after = 0s;
    BOOST_CHECK(call.attempt(throttled, 1) == step::try_again);
    BOOST_CHECK(call.fsm.wait() == 400ms);
}

BOOST_AUTO_TEST_CASE(a_wait_that_would_outlast_the_deadline_is_not_begun)
{
    script by_backoff{repeat_safety::safe};
    BOOST_CHECK(by_backoff.attempt(unreachable(), 1, 201ms) == step::try_again);
    BOOST_CHECK(by_backoff.attempt(unreachable(), 1, 400ms) == step::fail);
    BOOST_CHECK(by_backoff.fsm.stopped_because() == stop_reason::deadline);

    script by_wish{repeat_safety::safe};
    auto throttled = answered(server_errc::throttled);
    throttled.retry_after = 3600s;
    BOOST_CHECK(by_wish.attempt(throttled, 0, 30s) == step::fail);
    BOOST_CHECK(by_wish.fsm.stopped_because() == stop_reason::deadline);

    script too_late{repeat_safety::safe};
    BOOST_CHECK(too_late.attempt(unreachable(), 0, -1ms) == step::fail);
    BOOST_CHECK(too_late.fsm.stopped_because() == stop_reason::deadline);
}

BOOST_AUTO_TEST_CASE(a_stale_connection_is_replaced_at_once_and_does_not_count)
{
    script call{repeat_safety::safe, policy_of(2)};
    BOOST_CHECK(call.attempt(stale()) == step::try_again);
    BOOST_CHECK(call.fsm.wait() == 0ns);
    BOOST_CHECK(call.attempt(stale()) == step::try_again);
    BOOST_CHECK(call.fsm.wait() == 0ns);
    BOOST_CHECK(call.attempt(unreachable()) == step::try_again); // the first that counts
    BOOST_CHECK(call.attempt(unreachable()) == step::fail);
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::exhausted);
    BOOST_TEST(call.fsm.attempts() == 4);
}

BOOST_AUTO_TEST_CASE(connections_that_always_turn_out_stale_end_the_call)
{
    script call{repeat_safety::safe, policy_of(3)};
    int attempts = 0;
    while (call.attempt(stale()) == step::try_again)
        BOOST_REQUIRE(++attempts < 10);
    BOOST_TEST(call.fsm.attempts() == 5); // two that do not count, and three
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::exhausted);
}

BOOST_AUTO_TEST_CASE(an_idempotent_write_on_a_stale_connection_is_repeated_and_may_have_run)
{
    script call{repeat_safety::idempotent};
    BOOST_CHECK(call.attempt(stale()) == step::try_again);
    BOOST_TEST(call.fsm.maybe_executed());
    BOOST_CHECK(call.attempt(answered(server_errc::not_found, 404)) == step::succeed);
}

BOOST_AUTO_TEST_CASE(an_unsafe_write_that_got_no_answer_is_never_repeated)
{
    for (auto const& end :
         {cut_off(), stale(), answered(server_errc::nonce_used), answered(server_errc::internal_error, 500),
          answered(errc::unexpected_http_status, 502), answered(errc::malformed_response, 200)})
    {
        script call{repeat_safety::unsafe};
        BOOST_CHECK(call.attempt(end) == step::fail);
        BOOST_CHECK(call.fsm.stopped_because() == stop_reason::not_repeatable);
        BOOST_TEST(call.fsm.maybe_executed());
    }
}

BOOST_AUTO_TEST_CASE(a_read_that_got_no_answer_is_repeated_and_never_said_to_have_run)
{
    script call{repeat_safety::safe};
    BOOST_CHECK(call.attempt(cut_off()) == step::try_again);
    BOOST_CHECK(call.attempt(answered(server_errc::nonce_used)) == step::try_again);
    BOOST_CHECK(call.attempt(answered(server_errc::service_unavailable, 503)) == step::try_again);
    BOOST_CHECK(call.attempt(cut_off()) == step::fail);
    BOOST_TEST(!call.fsm.maybe_executed());
}

BOOST_AUTO_TEST_CASE(that_a_write_may_have_run_is_not_forgotten_by_later_attempts)
{
    script call{repeat_safety::idempotent};
    BOOST_CHECK(call.attempt(unreachable()) == step::try_again);
    BOOST_TEST(!call.fsm.maybe_executed());
    BOOST_CHECK(call.attempt(cut_off()) == step::try_again);
    BOOST_TEST(call.fsm.maybe_executed());
    BOOST_CHECK(call.attempt(unreachable()) == step::try_again);
    BOOST_CHECK(call.attempt(answered(server_errc::forbidden)) == step::fail);
    BOOST_TEST(call.fsm.maybe_executed());
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::refused);
}

BOOST_AUTO_TEST_CASE(not_found_is_a_success_only_after_a_delete_in_doubt)
{
    script first{repeat_safety::idempotent};
    BOOST_CHECK(first.attempt(answered(server_errc::not_found, 404)) == step::fail);

    script after_throttling{repeat_safety::idempotent};
    BOOST_CHECK(after_throttling.attempt(answered(server_errc::throttled)) == step::try_again);
    BOOST_CHECK(after_throttling.attempt(answered(server_errc::not_found, 404)) == step::fail);

    script in_doubt{repeat_safety::idempotent};
    BOOST_CHECK(in_doubt.attempt(answered(errc::unexpected_http_status, 504)) == step::try_again);
    BOOST_CHECK(in_doubt.attempt(answered(server_errc::not_found, 404)) == step::succeed);
}

BOOST_AUTO_TEST_CASE(the_clock_is_corrected_once_and_without_a_wait)
{
    script call{repeat_safety::unsafe};
    BOOST_CHECK(call.attempt(clock_is_off()) == step::try_again);
    BOOST_TEST(call.fsm.corrects_clock());
    BOOST_CHECK(call.fsm.wait() == 0ns);
    BOOST_TEST(!call.fsm.maybe_executed());
    BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::try_again);
    BOOST_TEST(!call.fsm.corrects_clock());
    BOOST_CHECK(call.attempt(clock_is_off()) == step::fail);
    BOOST_TEST(!call.fsm.corrects_clock());
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::refused);
}

BOOST_AUTO_TEST_CASE(a_write_that_is_stopped_on_its_way_may_have_run_and_is_not_repeated)
{
    script unsafe{repeat_safety::unsafe};
    BOOST_CHECK(unsafe.attempt(stopped_after_sending()) == step::fail);
    BOOST_TEST(unsafe.fsm.maybe_executed());
    script idempotent{repeat_safety::idempotent};
    BOOST_CHECK(idempotent.attempt(stopped_after_sending()) == step::fail);
    BOOST_TEST(idempotent.fsm.maybe_executed());
    script safe{repeat_safety::safe};
    BOOST_CHECK(safe.attempt(stopped_after_sending()) == step::fail);
    BOOST_TEST(!safe.fsm.maybe_executed());
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_read_is_asked_for_again_unless_that_could_do_something_twice)
{
    auto too_large = cut_off();
    too_large.code = errc::response_too_large;
    for (auto const& end : {too_large, answered(errc::malformed_response, 200)})
    {
        script read{repeat_safety::safe};
        BOOST_CHECK(read.attempt(end) == step::try_again);
        script call{repeat_safety::idempotent};
        BOOST_CHECK(call.attempt(end) == step::try_again);
        BOOST_TEST(call.fsm.maybe_executed());
        script once{repeat_safety::unsafe};
        BOOST_CHECK(once.attempt(end) == step::fail);
        BOOST_TEST(once.fsm.maybe_executed());
    }
}

BOOST_AUTO_TEST_CASE(expired_credentials_are_renewed_once_and_that_does_not_count)
{
    auto expired = answered(server_errc::security_token_expired, 403);
    expired.can_renew_credentials = true;
    script call{repeat_safety::unsafe, policy_of(1)};
    BOOST_CHECK(call.attempt(expired) == step::try_again);
    BOOST_TEST(call.fsm.renews_credentials());
    BOOST_TEST(!call.fsm.costs_budget());
    BOOST_CHECK(call.fsm.wait() == 0ns);
    BOOST_CHECK(call.attempt(expired) == step::fail);
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::refused);
    BOOST_TEST(!call.fsm.maybe_executed());
}

BOOST_AUTO_TEST_CASE(the_attempt_after_the_clock_was_corrected_does_not_count)
{
    script call{repeat_safety::unsafe, policy_of(1)};
    BOOST_CHECK(call.attempt(clock_is_off()) == step::try_again);
    BOOST_TEST(!call.fsm.costs_budget());
    BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::fail);
    BOOST_CHECK(call.fsm.stopped_because() == stop_reason::exhausted);
}

BOOST_AUTO_TEST_CASE(retries_after_a_wait_cost_of_the_budget)
{
    script call{repeat_safety::safe};
    BOOST_CHECK(call.attempt(stale()) == step::try_again);
    BOOST_TEST(!call.fsm.costs_budget());
    BOOST_CHECK(call.attempt(unreachable()) == step::try_again);
    BOOST_TEST(call.fsm.costs_budget());
    BOOST_CHECK(call.attempt(answered(server_errc::throttled)) == step::try_again);
    BOOST_TEST(call.fsm.costs_budget());
    BOOST_CHECK(call.attempt(stale()) == step::try_again);
    BOOST_TEST(!call.fsm.costs_budget());
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a call may wait for, and how often it is tried, over TLS: quotas, limits of phases, the budget of retries, and
// what an observer is told of it.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace std::chrono_literals;
using cas::call_phase;
using cas::errc;
using cas::server_errc;
using cas::stop_reason;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::with_quota;

using clock_type = std::chrono::steady_clock;

constexpr char const* empty_page = R"({"RequestId":"R-1","CertificateList":[],"TotalCount":0})";
constexpr char const* throttling = R"({"RequestId":"R-2","Code":"Throttling.User","Message":"slow down"})";

scripted_reply page(scripted_request const&)
{
    return answer(200, empty_page);
}

scripted_reply silence_instead(scripted_request const&)
{
    scripted_reply reply;
    reply.next = support::then::stall;
    return reply;
}

/// Begins `count` calls at once, and tells how they ended once all have.
std::vector<cas::outcome<cas::certificate_page>> all_at_once(session& one, int count)
{
    std::vector<cas::outcome<cas::certificate_page>> results;
    for (int i = 0; i < count; ++i)
        one.client.async_call(cas::describe_user_certificate_list{1, 1},
                              [&results](cas::outcome<cas::certificate_page> result)
                              { results.push_back(std::move(result)); });
    one.context.restart();
    one.context.run();
    return results;
}

double seconds_since(clock_type::time_point begin)
{
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

class collector final : public cas::observer
{
public:
    struct attempt
    {
        cas::attempt_event event;
        std::string server_code;
        std::string request_id;
    };

    void on_attempt(cas::attempt_event const& event) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        attempts.push_back({event, std::string(event.server_code), std::string(event.request_id)});
    }
    void on_call(cas::call_event const& event) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        calls.push_back(event);
        if (event.problem)
            last_code = event.problem->code;
    }

    std::vector<attempt> attempts;
    std::vector<cas::call_event> calls;
    boost::system::error_code last_code;

private:
    std::mutex mutex_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(waits)

BOOST_AUTO_TEST_CASE(calls_beyond_the_quota_wait_for_their_turn)
{
    scripted_server const server(page);
    session one(with_quota(server, 5));
    auto const begin = clock_type::now();
    for (auto const& result : all_at_once(one, 8))
        BOOST_TEST(result.has_value());
    auto const took = seconds_since(begin); // five at once, then one each 0.2 s from 1 s on
    BOOST_TEST(took > 1.39);
    BOOST_TEST(took < 2.5 * support::slowness);
}

BOOST_AUTO_TEST_CASE(operations_do_not_wait_for_each_others_quota)
{
    scripted_server const server([](scripted_request const&) { return answer(200, R"({"RequestId":"R"})"); });
    session one(with_quota(server, 0.01));
    BOOST_TEST(one.get(cas::describe_user_certificate_list{1, 1}).has_value());
    auto const begin = clock_type::now();
    BOOST_TEST(one.get(cas::delete_user_certificate{1}).has_value());
    BOOST_TEST(seconds_since(begin) < 1.0);
}

BOOST_AUTO_TEST_CASE(a_turn_that_would_come_after_the_deadline_fails_the_call_at_once)
{
    scripted_server const server(page);
    session one(with_quota(server, 0.1));
    BOOST_TEST(one.get(cas::describe_user_certificate_list{1, 1}).has_value());
    auto const begin = clock_type::now();
    auto const late = one.get(cas::describe_user_certificate_list{1, 1}, cas::call_options{5s});
    BOOST_REQUIRE(!late);
    BOOST_TEST(late.error().code == errc::quota_exhausted);
    BOOST_TEST(late.error().phase == call_phase::quota);
    BOOST_TEST(late.error().stopped_because == stop_reason::deadline);
    BOOST_TEST(late.error().detail.starts_with("its turn would have come in "));
    BOOST_TEST(seconds_since(begin) < 1.0);
    BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(whoever_leaves_the_line_does_not_hold_up_those_behind)
{
    scripted_server const server(page);
    session one(with_quota(server, 2));
    std::vector<boost::asio::cancellation_signal> signals(6);
    int done = 0;
    int cancelled = 0;
    for (auto& signal : signals)
        one.client.async_call(cas::describe_user_certificate_list{1, 1},
                              boost::asio::bind_cancellation_slot(
                                  signal.slot(),
                                  [&](cas::outcome<cas::certificate_page> result)
                                  {
                                      ++done;
                                      cancelled += !result && result.error().stopped_because == stop_reason::cancelled;
                                      BOOST_TEST((result || result.error().phase == call_phase::quota));
                                  }));
    for (auto const i : {2u, 3u, 4u}) // the first that waits among them
        signals[i].emit(boost::asio::cancellation_type::total);
    auto const begin = clock_type::now();
    one.context.run();
    BOOST_TEST(done == 6);
    BOOST_TEST(cancelled == 3);
    BOOST_TEST(seconds_since(begin) < 2.4 * support::slowness);
}

BOOST_AUTO_TEST_CASE(a_context_may_be_destroyed_while_calls_stand_in_line)
{
    scripted_server const server(page);
    session one(with_quota(server, 0.1));
    for (int i = 0; i < 3; ++i)
        one.client.async_call(cas::describe_user_certificate_list{1, 1}, [](cas::outcome<cas::certificate_page>) {});
    one.context.run_for(20ms);
}

BOOST_AUTO_TEST_CASE(a_limit_of_the_first_byte_ends_the_attempt_and_a_read_is_tried_again)
{
    scripted_server const server([](scripted_request const& request)
                                 { return request.connection == 1 ? silence_instead(request) : page(request); });
    auto options = options_for(server);
    options.limits.first_byte = 150ms;
    BOOST_TEST(support::call_once(options, cas::describe_user_certificate_list{1, 1}).has_value());

    scripted_server const mute(silence_instead);
    options = options_for(mute);
    options.retry.max_attempts = 2;
    cas::call_options limited;
    limited.limits.first_byte = 100ms;
    auto const failed = session(options).get(cas::describe_user_certificate_list{1, 1}, limited);
    BOOST_REQUIRE(!failed);
    BOOST_TEST(failed.error().code == errc::phase_too_long);
    BOOST_TEST(failed.error().phase == call_phase::reading);
    BOOST_TEST(failed.error().attempts == 2);
    BOOST_TEST(mute.requests().size() == 2u);
    auto const write =
        session(options).get(cas::create_dv_order_audit{cas::order_instance_id("i"), cas::domain_list("example.com"),
                                                        cas::domain_verify_type::dns, cas::order_contact()},
                             limited);
    BOOST_REQUIRE(!write);
    BOOST_TEST(write.error().maybe_executed);
    BOOST_TEST(write.error().attempts == 1);
}

BOOST_AUTO_TEST_CASE(a_limit_of_the_wait_for_a_connection_ends_the_call)
{
    scripted_server const server(silence_instead);
    auto options = options_for(server);
    options.max_connections = 1;
    options.deadline = 600ms * support::slowness;
    session one(options);
    cas::call_options limited;
    limited.limits.pool_wait = 100ms * support::slowness;
    one.client.async_call(cas::describe_user_certificate_list{1, 1}, [](cas::outcome<cas::certificate_page>) {});
    one.context.run_for(50ms * support::slowness);
    auto const begin = clock_type::now();
    auto const failed = one.get(cas::describe_user_certificate_list{1, 1}, limited);
    BOOST_REQUIRE(!failed);
    BOOST_TEST(failed.error().code == errc::phase_too_long);
    BOOST_TEST(failed.error().phase == call_phase::waiting);
    BOOST_TEST(seconds_since(begin) < 5.0 * support::slowness);
}

BOOST_AUTO_TEST_CASE(an_outage_is_not_multiplied_beyond_the_budget)
{
    scripted_server const server([](scripted_request const&) { return answer(400, throttling); });
    auto options = options_for(server);
    options.retry.budget = 5;
    session one(options);
    auto const first = one.get(cas::describe_user_certificate_list{1, 1});
    BOOST_TEST(first.error().attempts == 4);
    BOOST_TEST(first.error().stopped_because == stop_reason::exhausted);
    auto const second = one.get(cas::describe_user_certificate_list{1, 1});
    BOOST_TEST(second.error().attempts == 3);
    BOOST_TEST(second.error().code == server_errc::throttled);
    BOOST_TEST(second.error().stopped_because == stop_reason::budget);
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(one.get(cas::describe_user_certificate_list{1, 1}).error().attempts == 1);
    BOOST_TEST(server.requests().size() == 17u);
}

BOOST_AUTO_TEST_CASE(an_observer_is_told_of_attempts_and_calls)
{
    std::atomic<int> requests{0};
    scripted_server const server([&requests](scripted_request const&)
                                 { return ++requests == 1 ? answer(400, throttling) : answer(200, empty_page); });
    auto options = options_for(server);
    auto const seen = std::make_shared<collector>();
    options.observer = seen;
    BOOST_TEST(support::call_once(options, cas::describe_user_certificate_list{1, 1}).has_value());

    BOOST_REQUIRE(seen->attempts.size() == 2u);
    auto const& refused = seen->attempts[0];
    BOOST_TEST(refused.event.action == "DescribeUserCertificateList");
    BOOST_TEST(refused.event.attempt == 1);
    BOOST_CHECK(refused.event.code == server_errc::throttled);
    BOOST_TEST(refused.server_code == "Throttling.User");
    BOOST_TEST(refused.request_id == "R-2");
    BOOST_TEST(refused.event.http_status == 400);
    BOOST_TEST(!refused.event.reused);
    BOOST_TEST(refused.event.next_in.has_value());
    auto const& good = seen->attempts[1].event;
    BOOST_TEST(good.attempt == 2);
    BOOST_CHECK(!good.code);
    BOOST_TEST(good.reused);
    BOOST_TEST(!good.next_in.has_value());
    BOOST_TEST(good.bytes_sent > 100u);
    BOOST_TEST(good.bytes_received > std::string(empty_page).size());
    BOOST_TEST(good.times.waiting.has_value());
    BOOST_TEST(good.times.writing.has_value());
    BOOST_TEST(good.times.first_byte.has_value());
    BOOST_TEST(good.times.reading.has_value());

    BOOST_REQUIRE(seen->calls.size() == 1u);
    BOOST_TEST(seen->calls[0].attempts == 2);
    BOOST_TEST(seen->calls[0].problem == nullptr);
    BOOST_TEST(seen->calls[0].call == good.call);
    BOOST_TEST(seen->calls[0].duration.count() > 0);
}

BOOST_AUTO_TEST_CASE(an_observer_is_told_why_a_call_failed)
{
    scripted_server const server(silence_instead);
    auto options = options_for(server);
    auto const seen = std::make_shared<collector>();
    options.observer = seen;
    options.deadline = 300ms * support::slowness;
    BOOST_TEST(!support::call_once(options, cas::describe_user_certificate_list{1, 1}));
    BOOST_REQUIRE(seen->attempts.size() == 1u);
    BOOST_CHECK(seen->attempts[0].event.code == errc::deadline_exceeded);
    BOOST_TEST(seen->attempts[0].event.phase == call_phase::reading);
    BOOST_REQUIRE(seen->calls.size() == 1u);
    BOOST_CHECK(seen->last_code == errc::deadline_exceeded);
}

BOOST_AUTO_TEST_SUITE_END()

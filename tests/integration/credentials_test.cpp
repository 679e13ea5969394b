// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Calls whose credentials come from a source: who waits, who asks, what is told, and that nothing is left behind.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/credential_source.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;

namespace
{

using page_outcome = outcome<certificate_page>;

scripted_server well_server()
{
    return scripted_server{[](scripted_request const&) { return answer(200, R"({"RequestId":"R-1"})"); }};
}

credentials temporary(std::string id)
{
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return credentials(std::move(id), "secret", "token", now + 1h);
}

// A source that a test answers by hand.
struct manual_source
{
    std::vector<credential_request> requests{};
    int cancelled = 0;

    credential_source source()
    {
        return credentials_from_callback(
            [this](credential_request request)
            {
                request.on_cancel([this] { ++cancelled; });
                requests.push_back(std::move(request));
            });
    }
};

struct scene
{
    explicit scene(credential_source who, scripted_server const& server)
        : client(context, std::move(who), options_for(server))
    {
    }

    // A call whose result is put behind the others.
    void call(call_options const& options = {})
    {
        client.async_call(describe_user_certificate_list{1, 1}, options,
                          [this](page_outcome result) { results.push_back(std::move(result)); });
    }
    void run_until_idle()
    {
        context.restart();
        context.run();
    }
    void run_ready()
    {
        context.restart();
        context.poll();
    }

    boost::asio::io_context context;
    aliyun::cas::client client;
    std::vector<page_outcome> results;
};

/// A call of this one waits, nobody asks for it any more, and so it does.
void check_that_it_asks(scene& waiting, manual_source& script)
{
    waiting.run_ready();
    BOOST_REQUIRE_EQUAL(script.requests.size(), 1u);
    script.requests[0].complete(temporary("first"));
    waiting.run_until_idle();
    BOOST_REQUIRE_EQUAL(waiting.results.size(), 1u);
    BOOST_REQUIRE_MESSAGE(waiting.results[0], waiting.results[0].error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(credential_sources_of_calls)

BOOST_AUTO_TEST_CASE(a_hundred_calls_that_wait_ask_their_source_once)
{
    auto const server = well_server();
    manual_source script;
    scene with(script.source(), server);
    for (int i = 0; i < 100; ++i)
        with.call();
    with.run_ready();
    BOOST_TEST(script.requests.size() == 1u);
    BOOST_TEST(with.results.empty());
    script.requests[0].complete(temporary("first"));
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 100u);
    for (auto const& result : with.results)
        BOOST_REQUIRE_MESSAGE(result, result.error());
    with.call();
    with.run_until_idle();
    BOOST_TEST(with.results.size() == 101u);
    BOOST_TEST(script.requests.size() == 1u);
    for (auto const& request : server.requests())
    {
        BOOST_TEST(request.param("AccessKeyId") == "first");
        BOOST_TEST(request.param("SecurityToken") == "token");
        BOOST_TEST(request.text.starts_with("POST / "));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_is_told_to_all_who_wait_and_the_next_call_asks_again)
{
    auto const server = well_server();
    manual_source script;
    scene with(script.source(), server);
    with.call();
    with.call();
    with.run_ready();
    script.requests.at(0).fail("the vault is sealed");
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 2u);
    for (auto const& result : with.results)
    {
        BOOST_REQUIRE(!result);
        BOOST_TEST(result.error().code == errc::no_credentials);
        BOOST_TEST(result.error().detail == "the vault is sealed");
        BOOST_TEST(result.error().phase == call_phase::credentials);
        BOOST_TEST(result.error().attempts == 1);
        BOOST_TEST(!result.error().maybe_executed);
    }
    BOOST_TEST(server.connections() == 0u);

    with.call();
    with.run_ready();
    script.requests.at(1).complete(temporary("second"));
    with.run_until_idle();
    BOOST_REQUIRE_MESSAGE(with.results.at(2), with.results.at(2).error());
}

BOOST_AUTO_TEST_CASE(an_answer_may_come_from_any_thread_and_only_the_first_counts)
{
    auto const server = well_server();
    std::thread other;
    scene with(credentials_from_callback(
                   [&other](credential_request request)
                   {
                       other = std::thread(
                           [request = std::move(request)]
                           {
                               request.complete(temporary("first"));
                               request.complete(temporary("second"));
                               request.fail("too late");
                           });
                   }),
               server);
    with.call();
    with.run_until_idle();
    other.join();
    with.call();
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 2u);
    BOOST_REQUIRE_MESSAGE(with.results[1], with.results[1].error());
    for (auto const& request : server.requests())
        BOOST_TEST(request.param("AccessKeyId") == "first");
}

BOOST_AUTO_TEST_CASE(who_stops_waiting_takes_nothing_from_the_others_and_the_last_ends_the_request)
{
    auto const server = well_server();
    manual_source script;
    scene with(script.source(), server);
    boost::asio::cancellation_signal first;
    boost::asio::cancellation_signal second;
    for (auto* const signal : {&first, &second})
        with.client.async_call(describe_user_certificate_list{1, 1},
                               boost::asio::bind_cancellation_slot(signal->slot(), [&with](page_outcome result)
                                                                   { with.results.push_back(std::move(result)); }));
    with.run_ready();

    first.emit(boost::asio::cancellation_type::total);
    with.run_ready();
    BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
    BOOST_TEST(with.results[0].error().code == boost::asio::error::operation_aborted);
    BOOST_TEST(with.results[0].error().phase == call_phase::credentials);
    BOOST_TEST(script.cancelled == 0);

    second.emit(boost::asio::cancellation_type::total);
    with.run_until_idle(); // returns: nothing is outstanding
    BOOST_TEST(with.results.size() == 2u);
    BOOST_TEST(script.cancelled == 1);

    script.requests.at(0).complete(temporary("late")); // of no use to anybody
    with.call();
    with.run_ready();
    BOOST_TEST(script.requests.size() == 2u);
    script.requests.at(1).complete(temporary("next"));
    with.run_until_idle();
    BOOST_REQUIRE_MESSAGE(with.results.at(2), with.results.at(2).error());
    BOOST_TEST(server.requests().at(0).param("AccessKeyId") == "next");
}

BOOST_AUTO_TEST_CASE(one_who_leaves_while_another_waits_does_not_disturb_it)
{
    auto const server = well_server();
    manual_source script;
    scene with(script.source(), server);
    boost::asio::cancellation_signal first;
    with.client.async_call(describe_user_certificate_list{1, 1},
                           boost::asio::bind_cancellation_slot(first.slot(), [&with](page_outcome result)
                                                               { with.results.push_back(std::move(result)); }));
    with.call();
    with.run_ready();
    first.emit(boost::asio::cancellation_type::terminal);
    with.run_ready();
    script.requests.at(0).complete(temporary("first"));
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 2u);
    BOOST_TEST(!with.results[0]);
    BOOST_REQUIRE_MESSAGE(with.results[1], with.results[1].error());
}

BOOST_AUTO_TEST_CASE(waiting_for_a_source_counts_towards_the_deadline)
{
    auto const server = well_server();
    manual_source script;
    scene with(script.source(), server);
    with.call(call_options(50ms));
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
    BOOST_TEST(with.results[0].error().code == errc::deadline_exceeded);
    BOOST_TEST(with.results[0].error().phase == call_phase::credentials);
    BOOST_TEST(with.results[0].error().stopped_because == stop_reason::deadline);
    BOOST_TEST(script.cancelled == 1);
}

BOOST_AUTO_TEST_CASE(a_client_may_be_destroyed_while_its_source_is_asked)
{
    auto const server = well_server();
    manual_source script;
    {
        scene with(script.source(), server);
        with.call();
        with.run_ready();
        {
            auto const moved = std::move(with.client);
        }
        with.run_until_idle();
        BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
        BOOST_TEST(with.results[0].error().code == boost::asio::error::operation_aborted);
        BOOST_TEST(script.cancelled == 1);
    }
    script.requests.at(0).complete(temporary("late")); // the context is gone, too
}

BOOST_AUTO_TEST_CASE(a_context_may_be_destroyed_while_a_source_is_asked)
{
    auto const server = well_server();
    manual_source script;
    {
        auto context = std::make_unique<boost::asio::io_context>();
        client const kept(*context, script.source(), options_for(server));
        auto const shared = std::make_shared<int>(0);
        client other(*context, script.source(), options_for(server));
        other.async_call(describe_user_certificate_list{1, 1}, [shared](page_outcome) {});
        context->poll();
        BOOST_TEST(shared.use_count() == 2);
        context.reset();
        BOOST_TEST(shared.use_count() == 1);
        BOOST_TEST(script.cancelled == 0); // the hook would post to what is gone
    }
    script.requests.at(0).complete(temporary("late"));
}

BOOST_AUTO_TEST_CASE(clients_that_share_a_source_ask_once_and_survive_each_other)
{
    auto const server = well_server();
    manual_source script;
    auto const shared = script.source();
    scene second(shared, server);
    {
        scene first(shared, server);
        first.call();
        first.run_ready();
        second.call();
        second.run_ready();
        BOOST_TEST(script.requests.size() == 1u);
        script.requests.clear(); // what a coroutine of the source would do when its context is destroyed
    }
    check_that_it_asks(second, script); // again, on its own context
}

BOOST_AUTO_TEST_CASE(a_request_that_never_began_is_made_by_who_waits_for_it)
{
    auto const server = well_server();
    manual_source script;
    auto const shared = script.source();
    scene second(shared, server);
    {
        scene first(shared, server);
        first.call(); // and its context never runs
        second.call();
        second.run_ready();
        BOOST_TEST(script.requests.empty());
    }
    check_that_it_asks(second, script);
}

BOOST_AUTO_TEST_CASE(a_request_that_is_dropped_is_made_once_more_and_then_fails)
{
    auto const server = well_server();
    int asked = 0;
    scene with(credentials_from_callback([&asked](credential_request const&) { ++asked; }), server);
    with.call();
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
    BOOST_TEST(with.results[0].error().code == errc::no_credentials);
    BOOST_TEST(with.results[0].error().detail == "their source has dropped the request");
    BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_CASE(what_a_source_throws_is_told_without_its_text)
{
    auto const server = well_server();
    scene with(credentials_from_callback([](credential_request const&)
                                         { throw std::runtime_error("bad JSON near 'topsecret'"); }),
               server);
    with.call();
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
    BOOST_TEST(with.results[0].error().code == errc::no_credentials);
    BOOST_TEST(with.results[0].error().what().find("topsecret") == std::string::npos);
    BOOST_TEST(with.results[0].error().detail == "the source of credentials has thrown an exception");
}

BOOST_AUTO_TEST_CASE(a_client_without_credentials_says_so)
{
    auto const server = well_server();
    scene with(credential_source::none(), server);
    with.call();
    BOOST_TEST(with.results.empty()); // not inside the initiating function
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 1u);
    BOOST_TEST(with.results[0].error().code == errc::no_credentials);
}

BOOST_AUTO_TEST_CASE(an_expired_token_is_renewed_once_and_the_call_tried_again)
{
    std::string const expired = R"({"Code":"InvalidSecurityToken.Expired","Message":"expired","RequestId":"R-0"})";
    scripted_server const server{[&](scripted_request const& request)
                                 {
                                     bool const good = request.param("AccessKeyId") == "second";
                                     return good ? answer(200, R"({"RequestId":"R-1"})") : answer(403, expired);
                                 }};
    int asked = 0;
    auto const source = credentials_from_callback([&asked](credential_request const& request)
                                                  { request.complete(temporary(++asked == 1 ? "first" : "second")); });
    scene with(source, server);
    with.call();
    with.call();
    with.run_until_idle();
    BOOST_REQUIRE_EQUAL(with.results.size(), 2u);
    for (auto const& result : with.results)
        BOOST_REQUIRE_MESSAGE(result, result.error());
    BOOST_TEST(asked == 2);
    BOOST_TEST(server.requests().size() == 4u);

    // A source that has nothing better, and credentials that are what they are.
    int asked_in_vain = 0;
    scene in_vain(credentials_from_callback(
                      [&](credential_request const& request)
                      {
                          ++asked_in_vain;
                          request.complete(temporary("other"));
                      }),
                  server);
    in_vain.call();
    in_vain.run_until_idle();
    BOOST_TEST(in_vain.results.at(0).error().code == server_errc::security_token_expired);
    BOOST_TEST(in_vain.results.at(0).error().attempts == 2);
    BOOST_TEST(asked_in_vain == 2);
    scene fixed(temporary("fixed"), server);
    fixed.call();
    fixed.run_until_idle();
    BOOST_TEST(fixed.results.at(0).error().code == server_errc::security_token_expired);
    BOOST_TEST(fixed.results.at(0).error().attempts == 1);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Many calls at once while the server is away, stands still, or asks for less: what it sees of them, and when they end.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::slowness;
using support::then;

namespace
{

using steady = std::chrono::steady_clock;

describe_user_certificate_list const list_one{1, 1};
std::string const done = R"({"RequestId":"R-1"})";

scripted_server::script const answering = [](scripted_request const&) { return answer(200, done); };

} // namespace

BOOST_AUTO_TEST_SUITE(outages)

BOOST_AUTO_TEST_CASE(a_server_that_comes_back_meets_one_handshake_then_two_then_four)
{
    constexpr int calls = 150;
    constexpr std::size_t capacity = 32;
    support::scripted_server_options server_options;
    std::optional<scripted_server> server{std::in_place, answering, server_options};
    server_options.port = server->port();
    server_options.handshake_takes = 50ms;

    auto options = options_for(*server);
    options.max_connections = capacity;
    options.deadline = 30s * slowness;
    options.retry = retry_policy();
    options.retry.max_attempts = 1000;
    options.retry.first_backoff = options.retry.longest_backoff = 50ms;
    session with{options};
    int succeeded = 0;
    auto const wave = [&]
    {
        for (int i = 0; i < calls; ++i)
            with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
        with.context.restart();
    };
    wave();
    with.context.run();
    BOOST_TEST(succeeded == calls);
    BOOST_TEST(server->connections() > 1U);

    server.reset();
    succeeded = 0;
    wave();
    with.context.run_for(300ms);
    BOOST_TEST(succeeded == 0);
    BOOST_TEST(with.client.stats().open <= 1U);

    auto const slowly = [](scripted_request const&)
    {
        auto reply = answer(200, done);
        reply.pause = 20ms; // so that there is always somebody who waits for one more connection
        return reply;
    };
    server.emplace(slowly, server_options);
    with.context.run();
    BOOST_TEST(succeeded == calls);
    // No handshake is over before it has taken its time: within one such time after the first connection there can only
    // be that one, within two three at most, within three seven.
    auto const arrivals = server->arrivals();
    BOOST_REQUIRE(!arrivals.empty());
    for (std::size_t at_most = 1, times = 1; at_most < arrivals.size(); at_most = 2 * at_most + 1, ++times)
        BOOST_TEST((arrivals[at_most] - arrivals[0] >= times * server_options.handshake_takes),
                   "more than " << at_most << " handshakes within " << times << " times "
                                << server_options.handshake_takes.count() << " ms");
    BOOST_TEST_MESSAGE(arrivals.size() << " handshakes for " << calls << " calls");
    BOOST_TEST(arrivals.size() <= capacity);
}

BOOST_AUTO_TEST_CASE(deadlines_hold_for_hundreds_of_calls_against_a_server_that_stands_still)
{
    constexpr int calls = 200;
    scripted_server const server{[](scripted_request const&)
                                 {
                                     scripted_reply reply;
                                     reply.next = then::stall;
                                     return reply;
                                 }};
    for (int const threads : {1, 2})
    {
        auto latest = steady::duration::max();
        for (int tries = 0; tries < 5 && latest > 50ms * slowness; ++tries) // the machine may be busy otherwise
        {
            asio::io_context context;
            client with{context, support::test_credentials(), options_for(server)};
            std::atomic<int> in_time = 0;
            std::mutex mutex;
            latest = {};
            for (int i = 0; i < calls; ++i)
            {
                auto const until = steady::now() + 300ms;
                with.async_call(list_one, call_options{300ms},
                                [&, until](outcome<certificate_page> page)
                                {
                                    auto const late = steady::now() - until;
                                    std::scoped_lock const lock(mutex);
                                    in_time += page.error().code == errc::deadline_exceeded && late >= 0ms;
                                    latest = std::max(latest, late);
                                });
            }
            std::vector<std::thread> running;
            for (int at = 0; at < threads; ++at)
                running.emplace_back([&context] { context.run(); });
            for (auto& each : running)
                each.join();
            BOOST_TEST(in_time == calls);
            BOOST_TEST(with.stats().busy == 0U);
            BOOST_TEST(with.stats().waiting == 0U);
        }
        BOOST_TEST_MESSAGE(threads << " threads: the last of " << calls << " calls ended "
                                   << std::chrono::duration_cast<std::chrono::microseconds>(latest).count()
                                   << " us after its deadline");
        BOOST_CHECK(latest <= 50ms * slowness);
    }
}

BOOST_AUTO_TEST_CASE(an_outage_behind_the_connection_costs_the_server_little_more_than_the_calls)
{
    scripted_server const server{[](scripted_request const&) { return answer(503, "<html>"); }};
    auto options = options_for(server);
    options.max_connections = 8;
    session with{options};
    constexpr std::size_t calls = 500;
    std::size_t attempts = 0;
    for (std::size_t i = 0; i < calls; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page)
                               { attempts += static_cast<std::size_t>(page.error().attempts); });
    with.context.run();
    auto const seen = server.requests().size();
    BOOST_TEST(seen == attempts);
    BOOST_TEST(seen >= calls);
    BOOST_TEST(seen <= calls + static_cast<std::size_t>(options.retry.budget));
    BOOST_TEST(server.connections() <= 8U);
}

BOOST_AUTO_TEST_CASE(a_server_with_a_new_certificate_is_verified_anew)
{
    support::scripted_server_options server_options;
    auto const good = server_options.identity;
    std::optional<scripted_server> server{std::in_place, answering, server_options};
    auto options = options_for(*server);
    options.retry.max_attempts = 2;
    server_options.port = server->port();
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());

    server.reset();
    server_options.identity = support::issued_identity("elsewhere.test");
    server.emplace(answering, server_options);
    auto const refused = with.get(list_one);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().code == errc::certificate_not_trusted, refused.error());
    BOOST_TEST(server->requests().empty());

    server.reset();
    server_options.identity = good;
    server.emplace(answering, server_options);
    BOOST_TEST(with.get(list_one).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

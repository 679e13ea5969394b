// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Connections: what is told of them, when they are used again, and that no answer goes to another request than its own.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::http_text;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::then;

namespace
{

describe_user_certificate_list const list_one{1, 1};
std::string const done = R"({"RequestId":"R-1"})";

/// Answers that tell which request they belong to: their request id is its page.
std::string tagged(scripted_request const& request)
{
    return http_text(200, R"({"RequestId":")" + request.param("CurrentPage") + R"("})");
}

std::string nobody_listens()
{
    asio::io_context context;
    asio::ip::tcp::acceptor unused{context, {asio::ip::address_v4::loopback(), 0}};
    return "127.0.0.1:" + std::to_string(unused.local_endpoint().port());
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

/// Counts what it is told.
class book_keeper final : public observer
{
public:
    void on_connection(connection_event const& event) noexcept override
    {
        if (event.what == connection_event::kind::opened)
        {
            ++opened;
            resumed += event.resumed ? 1 : 0;
            timed += event.times.connecting && event.times.handshake ? 1 : 0;
        }
        else
        {
            ++closed[static_cast<std::size_t>(event.reason)];
            responses += event.responses;
        }
    }

    std::atomic<std::uint64_t> opened = 0;
    std::atomic<std::uint64_t> resumed = 0;
    std::atomic<std::uint64_t> timed = 0;
    std::atomic<std::uint64_t> responses = 0;
    std::array<std::atomic<std::uint64_t>, close_reasons> closed{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(pool_tells)

BOOST_AUTO_TEST_CASE(a_hundred_calls_learn_soon_that_the_server_is_down)
{
    client_options options; // with the retries and waits that are the default
    options.endpoint = nobody_listens();
    options.quota.keep = false; // all at once
    session with{options};
    for (int wave = 0; wave < 2; ++wave)
    {
        int refused = 0;
        auto const begin = std::chrono::steady_clock::now();
        std::chrono::nanoseconds last{};
        for (int i = 0; i < 100; ++i)
            with.client.async_call(list_one,
                                   [&](outcome<certificate_page> page)
                                   {
                                       refused += page.error().code == asio::error::connection_refused &&
                                                  page.error().phase == call_phase::connecting &&
                                                  page.error().stopped_because == stop_reason::exhausted;
                                       last = std::chrono::steady_clock::now() - begin;
                                   });
        with.context.restart();
        with.context.run();
        BOOST_TEST(refused == 100);
        BOOST_TEST((last < 1500ms));
        auto const stats = with.client.stats();
        check_sums(stats);
        BOOST_TEST(stats.waiting == 0u);
        BOOST_TEST(stats.open == 0u);
        // The first attempts were all at once, the others one after the other.
        BOOST_TEST(stats.closed_for(close_reason::not_connected) <= 16u + 3u + static_cast<unsigned>(wave));
    }
}

BOOST_AUTO_TEST_CASE(a_call_without_retries_is_told_at_once)
{
    client_options options;
    options.endpoint = nobody_listens();
    options.retry.max_attempts = 1;
    session with{options};
    auto const begin = std::chrono::steady_clock::now();
    auto const got = with.get(list_one);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 150ms));
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::connection_refused);
}

BOOST_AUTO_TEST_CASE(a_call_that_ran_out_of_time_in_the_queue_tells_how_things_stood)
{
    scripted_server const server{[](scripted_request const&)
                                 {
                                     scripted_reply mute;
                                     mute.next = then::stall;
                                     return mute;
                                 }};
    auto options = options_for(server);
    options.max_connections = 2;
    session with{options};
    std::vector<failure> ended;
    for (int i = 0; i < 2; ++i)
        with.client.async_call(list_one, call_options{600ms}, [](outcome<certificate_page>) {});
    for (int i = 0; i < 3; ++i)
        with.client.async_call(list_one, call_options{300ms},
                               [&](outcome<certificate_page> page) { ended.push_back(page.error()); });
    with.client.async_call(list_one, call_options{200ms},
                           [&](outcome<certificate_page> page) { ended.push_back(page.error()); });
    with.context.run();
    BOOST_REQUIRE_EQUAL(ended.size(), 4u);
    auto const& last = ended[0]; // of the queue, and the first whose time was over
    BOOST_TEST(last.code == errc::deadline_exceeded);
    BOOST_TEST(last.phase == call_phase::waiting);
    BOOST_REQUIRE(last.connections);
    BOOST_TEST(last.connections->capacity == 2u);
    BOOST_TEST(last.connections->in_use == 2u);
    BOOST_TEST(last.connections->ahead == 3u);
    BOOST_TEST(!last.connections->last_problem);
    BOOST_TEST(last.detail == "2 of 2 connections in use, 0 being made, 3 calls ahead");
    auto const stats = with.client.stats();
    check_sums(stats);
    BOOST_TEST(stats.closed_for(close_reason::abandoned) == 2u);
}

BOOST_AUTO_TEST_CASE(a_deadline_within_the_pause_after_a_failure_is_told_by_that_failure)
{
    client_options options;
    options.endpoint = nobody_listens();
    options.retry.first_backoff = options.retry.longest_backoff = 100s;
    options.deadline = 5ms;
    options.retry.max_attempts = 1000;
    session with{options};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::connection_refused, got.error());
    BOOST_TEST(got.error().stopped_because == stop_reason::deadline);
}

BOOST_AUTO_TEST_CASE(the_phases_of_making_a_connection_have_limits_of_their_own)
{
    support::scripted_server_options mute;
    mute.silent = support::silence::before_handshake;
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
    auto options = options_for(server);
    options.limits.connect = 10s;
    options.limits.handshake = 50ms;
    options.retry.max_attempts = 2;
    session with{options};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::phase_too_long, got.error());
    BOOST_TEST(got.error().phase == call_phase::handshake);
    BOOST_TEST(server.connections() == 2u);
}

BOOST_AUTO_TEST_CASE(the_sums_of_the_stats_agree_at_any_moment_and_with_the_events)
{
    std::atomic<int> served = 0;
    scripted_server const server{[&](scripted_request const&)
                                 {
                                     auto reply = answer(200, done);
                                     auto const turn = ++served % 10;
                                     reply.next = turn == 3 ? then::close_notify : turn == 7 ? then::close : then::keep;
                                     return reply;
                                 }};
    auto const book = std::make_shared<book_keeper>();
    auto options = options_for(server);
    options.max_connections = 4;
    options.observer = book;
    session with{options};
    std::atomic<bool> over = false;
    std::thread looker{[&]
                       {
                           while (!over)
                               check_sums(with.client.stats());
                       }};
    int ended = 0;
    for (int i = 0; i < 300; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page>) { ++ended; });
    with.context.run();
    over = true;
    looker.join();
    BOOST_TEST(ended == 300);
    auto const stats = with.client.stats();
    check_sums(stats);
    BOOST_TEST(stats.busy == 0u);
    BOOST_TEST(stats.waiting == 0u);
    BOOST_TEST(book->opened == stats.opened);
    BOOST_TEST(book->resumed == stats.resumed);
    BOOST_TEST(book->timed == stats.opened);
    BOOST_TEST(stats.opened > 40u);
    BOOST_TEST(stats.resumed > 30u);
    for (std::size_t reason = 0; reason < close_reasons; ++reason)
        BOOST_TEST(book->closed[reason] == stats.closed[reason]);
    { // what is left is closed with the client
        auto const gone = std::move(with.client);
        static_cast<void>(gone);
    }
    BOOST_TEST(book->closed[static_cast<std::size_t>(close_reason::shutdown)] == stats.idle);
    BOOST_TEST(book->responses == 300u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(no_answer_crosses_over)

namespace
{

// After each answer another one comes that nobody has asked for, after so long.
scripted_server answering_twice(std::chrono::milliseconds pause)
{
    return scripted_server{[pause](scripted_request const& request)
                           {
                               scripted_reply twice;
                               twice.pieces = {tagged(request), http_text(200, R"({"RequestId":"nobody's"})")};
                               twice.pause = pause;
                               return twice;
                           }};
}

} // namespace

BOOST_AUTO_TEST_CASE(bytes_that_came_on_an_idle_connection_are_nobodys_answer)
{
    auto const server = answering_twice(10ms);
    session with{options_for(server)};
    for (int i = 1; i <= 5; ++i)
    {
        auto const got = with.get(describe_user_certificate_list{i, 1});
        BOOST_REQUIRE_MESSAGE(got, got.error());
        BOOST_TEST(got->request_id == std::to_string(i));
        std::this_thread::sleep_for(300ms); // less than a second: the connection was in use a moment ago
    }
    BOOST_TEST(server.connections() == 5u);
    check_sums(with.client.stats());
    BOOST_TEST(with.client.stats().closed_for(close_reason::broken) == 4u);
}

BOOST_AUTO_TEST_CASE(nor_are_those_that_came_before_the_next_call_of_the_queue_had_its_turn)
{
    auto const server = answering_twice(10ms);
    auto options = options_for(server);
    options.max_connections = 1;
    session with{options};
    int right = 0;
    for (int i = 1; i <= 5; ++i)
        with.client.async_call(describe_user_certificate_list{i, 1},
                               [&right, i](outcome<certificate_page> page)
                               {
                                   right += page && page->request_id == std::to_string(i);
                                   // The connection is the next call's already.
                                   std::this_thread::sleep_for(300ms);
                               });
    with.context.run();
    BOOST_TEST(right == 5);
    BOOST_TEST(server.requests().size() == 5u);
    BOOST_TEST(server.connections() == 5u);
}

BOOST_AUTO_TEST_CASE(nor_those_that_came_with_the_answer_before)
{
    scripted_server const server{[](scripted_request const& request)
                                 {
                                     scripted_reply twice;
                                     twice.pieces = {tagged(request) + http_text(200, R"({"RequestId":"nobody's"})")};
                                     return twice;
                                 }};
    session with{options_for(server)};
    for (int i = 1; i <= 5; ++i)
    {
        auto const got = with.get(describe_user_certificate_list{i, 1});
        BOOST_REQUIRE_MESSAGE(got, got.error());
        BOOST_TEST(got->request_id == std::to_string(i));
    }
    BOOST_TEST(server.connections() == 5u);
    BOOST_TEST(with.client.stats().closed_for(close_reason::broken) == 5u);
}

BOOST_AUTO_TEST_CASE(a_call_that_ran_out_of_time_leaves_its_answer_to_nobody)
{
    scripted_server const server{[](scripted_request const& request)
                                 {
                                     scripted_reply late;
                                     late.pieces = {tagged(request)};
                                     late.pause = request.param("CurrentPage") == "1" ? 150ms : 0ms;
                                     return late;
                                 }};
    auto options = options_for(server);
    options.max_connections = 1;
    session with{options};
    BOOST_TEST(with.get(describe_user_certificate_list{1, 1}, call_options{50ms}).error().code ==
               errc::deadline_exceeded);
    auto const got = with.get(describe_user_certificate_list{2, 1});
    BOOST_REQUIRE_MESSAGE(got, got.error());
    BOOST_TEST(got->request_id == "2");
    BOOST_TEST(server.connections() == 2u);
    BOOST_TEST(with.client.stats().closed_for(close_reason::abandoned) == 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_is_used_again_after_every_answer_that_was_read_to_its_end)
{
    std::vector<scripted_reply> replies;
    for (int const status : {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 501, 502, 503, 504, 599})
    {
        replies.push_back(answer(status, R"({"RequestId":"r","Code":"Some.Code","Message":"m"})"));
        replies.push_back(answer(status, "<html>"));
        replies.push_back(answer(status, ""));
        scripted_reply chunked;
        chunked.pieces = {"HTTP/1.1 " + std::to_string(status) +
                          " Any Reason\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"};
        replies.push_back(chunked);
    }
    scripted_server const server{[&, next = std::size_t{0}](scripted_request const&) mutable
                                 { return replies.at(next++); }};
    auto options = options_for(server);
    options.retry.max_attempts = 1;
    session with{options};
    for (std::size_t i = 0; i < replies.size(); ++i)
        BOOST_TEST(!with.get(list_one));
    BOOST_TEST(server.requests().size() == replies.size());
    BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_is_replaced_when_it_is_too_old)
{
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }};
    auto options = options_for(server);
    options.max_connection_age = 60ms;
    session with{options};
    for (int i = 0; i < 2; ++i)
    {
        BOOST_TEST(with.get(list_one).has_value());
        std::this_thread::sleep_for(80ms);
    }
    BOOST_TEST(server.connections() == 2u);
    BOOST_TEST(with.client.stats().closed_for(close_reason::too_old) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

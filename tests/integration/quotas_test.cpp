// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Quotas that several clients of one key have in common, over TLS.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;
using support::with_quota;

using page_result = cas::outcome<cas::certificate_page>;

struct page_server : scripted_server
{
    page_server()
        : scripted_server([](scripted_request const&)
                          { return answer(200, R"({"RequestId":"R-1","CertificateList":[],"TotalCount":0})"); })
    {
    }
};

cas::credentials key(char const* id)
{
    return cas::credentials(id, "testsecret");
}

template <typename Handler>
void list(cas::client& client, int page, Handler&& handler)
{
    client.async_call(cas::describe_user_certificate_list{page, 1}, std::forward<Handler>(handler));
}

double seconds_since(clock_type::time_point begin)
{
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

} // namespace

BOOST_AUTO_TEST_SUITE(shared_quotas)

BOOST_AUTO_TEST_CASE(two_clients_of_one_key_share_the_rate_and_stand_in_one_line)
{
    page_server const server;
    boost::asio::io_context context;
    auto options = with_quota(server, 5);
    options.max_connections = 1;
    cas::client first(context, key("shared"), options);
    cas::client second(context, key("shared"), options);
    std::vector<int> order;
    auto const begin = clock_type::now();
    for (int i = 0; i < 9; ++i)
        list(i % 2 ? second : first, i,
             [&order, i](page_result const& result)
             {
                 BOOST_TEST(result.has_value());
                 order.push_back(i);
             });
    context.run();
    auto const took = seconds_since(begin); // five at once, then one each 0.2 s from 1 s on
    BOOST_TEST(took > 1.59);
    BOOST_TEST(took < 3.0 * support::slowness);
    BOOST_REQUIRE(order.size() == 9u);
    for (int i = 5; i < 9; ++i)
        BOOST_TEST(order[static_cast<std::size_t>(i)] == i);
}

BOOST_AUTO_TEST_CASE(clients_of_two_keys_do_not_share_nor_do_those_of_two_endpoints)
{
    page_server const server;
    page_server const other;
    boost::asio::io_context context;
    cas::client first(context, key("one"), with_quota(server, 0.01));
    cas::client second(context, key("two"), with_quota(server, 0.01));
    cas::client third(context, key("one"), with_quota(other, 0.01));
    int done = 0;
    for (auto* const client : {&first, &second, &third})
        list(*client, 1, [&done](page_result const& result) { done += result.has_value(); });
    context.run();
    BOOST_TEST(done == 3);
}

BOOST_AUTO_TEST_CASE(a_client_made_anew_finds_the_quota_as_the_last_one_left_it)
{
    page_server const server;
    auto const options = with_quota(server, 0.01);
    BOOST_TEST(support::call_once(options, cas::describe_user_certificate_list{1, 1}).has_value());
    auto const late = support::call_once(options, cas::describe_user_certificate_list{1, 1});
    BOOST_REQUIRE(!late);
    BOOST_TEST(late.error().code == cas::errc::quota_exhausted);
}

BOOST_AUTO_TEST_CASE(renewed_credentials_keep_the_quota_of_those_before)
{
    page_server const server;
    int fetched = 0;
    auto const source = cas::credentials_from_callback(
        [&fetched](cas::credential_request const& request)
        {
            auto const soon = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) - 1s;
            request.complete(
                cas::credentials("STS." + std::to_string(++fetched), "secret", "token", soon)); // over at once
        });
    boost::asio::io_context context;
    cas::client client(context, source, with_quota(server, 0.01));
    std::vector<boost::system::error_code> ends;
    for (int i = 0; i < 2; ++i)
    {
        list(client, 1,
             [&ends](page_result const& result)
             { ends.push_back(result ? boost::system::error_code() : result.error().code); });
        context.restart();
        context.run();
    }
    BOOST_TEST(fetched == 2);
    BOOST_REQUIRE(ends.size() == 2u);
    BOOST_TEST(!ends[0]);
    BOOST_TEST(ends[1] == cas::errc::quota_exhausted);
}

BOOST_AUTO_TEST_CASE(a_cancelled_first_leaves_its_turn_to_the_next)
{
    page_server const server;
    boost::asio::io_context context;
    cas::client client(context, key("cancelled"), with_quota(server, 1));
    auto const begin = clock_type::now();
    list(client, 1, [](page_result const& result) { BOOST_TEST(result.has_value()); });
    boost::asio::cancellation_signal stop;
    list(client, 2,
         boost::asio::bind_cancellation_slot(stop.slot(),
                                             [](page_result const& result) { BOOST_TEST(!result.has_value()); }));
    list(client, 3, [](page_result const& result) { BOOST_TEST(result.has_value()); });
    context.run_for(100ms);
    stop.emit(boost::asio::cancellation_type::total);
    context.run();
    auto const took = seconds_since(begin); // not 2 s
    BOOST_TEST(took > 0.99);
    BOOST_TEST(took < 1.9);
}

BOOST_AUTO_TEST_CASE(the_limit_of_the_wait_for_a_turn_is_not_stretched)
{
    page_server const server;
    boost::asio::io_context context;
    auto options = with_quota(server, 2);
    cas::client client(context, key("limited"), options);
    cas::call_options limited;
    limited.limits.quota_wait = 1600ms;
    std::atomic<int> done{0};
    int refused = 0;
    auto const begin = clock_type::now();
    for (int i = 0; i < 8; ++i) // turns at 0, 0, 1, 1.5, 2, 2.5 s
        client.async_call(cas::describe_user_certificate_list{1, 1}, limited,
                          [&](page_result const& result)
                          {
                              ++done;
                              if (result)
                                  return;
                              ++refused;
                              BOOST_TEST(result.error().code == cas::errc::quota_exhausted);
                              BOOST_TEST(result.error().phase == cas::call_phase::quota);
                          });
    context.run();
    BOOST_TEST(done == 8);
    BOOST_TEST(refused >= 4);
    BOOST_TEST(seconds_since(begin) < 1.9 * support::slowness);
}

BOOST_AUTO_TEST_CASE(a_client_on_a_context_that_stands_still_holds_up_no_other)
{
    page_server const server;
    boost::asio::io_context still;
    boost::asio::io_context context;
    auto const options = with_quota(server, 2);
    cas::client sleeper(still, key("asleep"), options);
    cas::client client(context, key("asleep"), options);
    int slept = 0;
    for (int i = 0; i < 2; ++i)
        list(client, i, [](page_result const& result) { BOOST_TEST(result.has_value()); });
    for (int i = 0; i < 3; ++i)
        list(sleeper, i, [&slept](page_result const& result) { slept += result.has_value(); });
    auto const begin = clock_type::now();
    int done = 0;
    for (int i = 0; i < 2; ++i)
        list(client, i, [&done](page_result const& result) { done += result.has_value(); });
    context.run();
    BOOST_TEST(done == 2);
    BOOST_TEST(seconds_since(begin) < 5.0 * support::slowness);
    BOOST_TEST(slept == 0);
    still.run();
    BOOST_TEST(slept == 3);
}

BOOST_AUTO_TEST_CASE(contexts_are_destroyed_while_clients_on_others_wait_for_the_same_quota)
{
    page_server const server;
    auto options = with_quota(server, 100);
    options.deadline = 60s;
    boost::asio::io_context context;
    cas::client client(context, key("many"), options);
    std::atomic<bool> over{false};
    std::vector<std::thread> others;
    for (int i = 0; i < 2; ++i)
        others.emplace_back(
            [&]
            {
                while (!over)
                {
                    boost::asio::io_context brief;
                    cas::client gone(brief, key("many"), options);
                    for (int call = 0; call < 20; ++call)
                        list(gone, call, [](page_result const&) {});
                    brief.run_for(5ms);
                }
            });
    int done = 0;
    for (int i = 0; i < 100; ++i)
        list(client, i, [&done](page_result const& result) { done += result.has_value(); });
    context.run();
    over = true;
    for (auto& one : others)
        one.join();
    BOOST_TEST(done == 100);
}

BOOST_AUTO_TEST_CASE(a_service_that_takes_less_than_the_client_believes_slows_it_down_and_loses_no_call)
{
    // The service takes 20 calls within any second and answers Throttling.User to more; the client believes in 40.
    constexpr std::size_t taken = 20;
    std::mutex mutex;
    std::deque<clock_type::time_point> within;
    std::size_t throttled = 0;
    scripted_server const server(
        [&](scripted_request const&)
        {
            std::scoped_lock const lock(mutex);
            auto const now = clock_type::now();
            while (!within.empty() && now - within.front() >= 1s)
                within.pop_front();
            if (within.size() >= taken)
            {
                ++throttled;
                return answer(400, R"({"RequestId":"R-2","Code":"Throttling.User","Message":"slow down"})");
            }
            within.push_back(now);
            return answer(200, R"({"RequestId":"R-1","CertificateList":[],"TotalCount":0})");
        });
    boost::asio::io_context context;
    auto options = with_quota(server, 2 * taken);
    options.deadline = 60s;
    options.retry = cas::retry_policy();
    options.retry.max_attempts = 20;
    cas::client client(context, key("slowed"), options);
    std::size_t done = 0;
    constexpr std::size_t calls = 120;
    auto const begin = clock_type::now();
    for (std::size_t i = 0; i < calls; ++i)
        list(client, static_cast<int>(i),
             [&done](page_result const& result)
             {
                 BOOST_TEST(result.has_value(), result.error());
                 ++done;
             });
    context.run();
    BOOST_TEST(done == calls);
    BOOST_TEST(throttled > 0U);
    // Twenty at once and then twenty a second are five seconds. A client that did not slow down would have one call in
    // two refused, and each of them again.
    BOOST_TEST(seconds_since(begin) < 12.0 * support::slowness);
    BOOST_TEST(throttled < calls / 2);
    BOOST_TEST_MESSAGE(throttled << " of " << calls + throttled << " calls were throttled, in " << seconds_since(begin)
                                 << " s");
}

BOOST_AUTO_TEST_SUITE_END()

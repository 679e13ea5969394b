// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A client that is shut down in peace.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;

namespace
{

describe_user_certificate_list const list_one{1, 1};

support::scripted_server slow_server(std::chrono::milliseconds pause = 20ms)
{
    return support::scripted_server{[pause](support::scripted_request const&)
                                    {
                                        auto reply = support::answer(200, R"({"RequestId":"R-1"})");
                                        reply.pause = pause;
                                        return reply;
                                    }};
}

} // namespace

BOOST_AUTO_TEST_SUITE(draining)

BOOST_AUTO_TEST_CASE(calls_in_flight_and_in_the_queue_end_well_and_new_ones_are_not_begun)
{
    auto const server = slow_server();
    auto options = support::options_for(server);
    options.max_connections = 2;
    support::session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    int succeeded = 0;
    int refused = 0;
    std::optional<error_code> end;
    for (int i = 0; i < 10; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
    with.client.async_drain(
        [&](error_code why)
        {
            BOOST_REQUIRE(!end);
            end = why;
            BOOST_TEST(succeeded == 10);
            BOOST_TEST(with.client.open_connections() == 0u);
        });
    BOOST_TEST(!end);
    with.client.async_call(list_one, [&](outcome<certificate_page> page)
                           { refused += page.error().code == asio::error::operation_aborted; });
    with.context.restart();
    with.context.run();
    BOOST_REQUIRE(end);
    BOOST_TEST(!*end);
    BOOST_TEST(refused == 1);
    BOOST_TEST(server.requests().size() == 11u);
    BOOST_TEST(server.wait_for_open(0));
    BOOST_TEST(with.client.stats().closed_for(close_reason::shutdown) == 2u);
}

BOOST_AUTO_TEST_CASE(an_idle_client_is_drained_soon_but_not_inside_and_as_often_as_one_likes)
{
    auto const server = slow_server(0ms);
    support::session with{support::options_for(server)};
    BOOST_TEST(with.get(list_one).has_value());
    for (int i = 0; i < 2; ++i)
    {
        auto end = with.client.async_drain(asio::use_future);
        BOOST_CHECK(end.wait_for(0s) == std::future_status::timeout);
        with.context.restart();
        with.context.run();
        BOOST_CHECK_NO_THROW(end.get());
        BOOST_TEST(with.client.open_connections() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(the_wait_may_be_cancelled_and_the_calls_go_on)
{
    auto const server = slow_server(50ms);
    support::session with{support::options_for(server)};
    asio::cancellation_signal signal;
    bool succeeded = false;
    std::vector<error_code> ends;
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded = page.has_value(); });
    with.client.async_drain(asio::bind_cancellation_slot(signal.slot(), [&](error_code why) { ends.push_back(why); }));
    with.client.async_drain([&](error_code why) { ends.push_back(why); });
    asio::post(with.context, [&] { signal.emit(asio::cancellation_type::total); });
    with.context.run();
    BOOST_TEST(succeeded);
    BOOST_REQUIRE_EQUAL(ends.size(), 2u);
    BOOST_TEST(ends[0] == asio::error::operation_aborted);
    BOOST_TEST(!ends[1]);
}

BOOST_AUTO_TEST_CASE(a_client_or_a_context_may_be_destroyed_while_it_is_drained)
{
    auto const server = slow_server(10s);
    error_code end;
    {
        asio::io_context context;
        std::optional<client> one{std::in_place, context, support::test_credentials(), support::options_for(server)};
        one->async_call(list_one, [](outcome<certificate_page>) {});
        one->async_drain([&](error_code why) { end = why; });
        one.reset();
        context.run();
        BOOST_TEST(end == asio::error::operation_aborted);
    }
    bool told = false;
    std::optional<asio::io_context> context{std::in_place};
    client other{*context, support::test_credentials(), support::options_for(server)};
    other.async_call(list_one, [](outcome<certificate_page>) {});
    other.async_drain([&](error_code) { told = true; });
    context->run_for(20ms);
    context.reset();
    BOOST_TEST(!told);
}

BOOST_AUTO_TEST_SUITE_END()

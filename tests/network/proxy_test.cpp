// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Calls through a proxy that does what it should, and through others.

#include "scripted_proxy.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using network::scripted_proxy;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;
using support::session;

namespace
{

describe_user_certificate_list const list_one{1, 1};

/// The service, which most of these calls never reach.
struct service
{
    scripted_server server{[](scripted_request const&) { return answer(200, R"({"RequestId":"R-1"})"); }};

    [[nodiscard]] client_options options(std::string const& proxy) const
    {
        auto result = options_for(server);
        result.proxy = proxy_options(proxy);
        result.retry.max_attempts = 2;
        return result;
    }
};

scripted_proxy answering(std::string text)
{
    return scripted_proxy{[text = std::move(text)](scripted_proxy& self, int socket, std::string const&)
                          { self.send(socket, text); }};
}

/// Writes down all that it is told.
class listener final : public observer
{
public:
    void on_connection(connection_event const& event) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        heard_ << event.endpoint << ' ' << event.detail << ' ' << event.code.message() << '\n';
    }
    void on_call(call_event const& event) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        if (event.problem != nullptr)
            heard_ << *event.problem << '\n';
    }
    [[nodiscard]] std::string heard() const
    {
        std::scoped_lock const lock(mutex_);
        return heard_.str();
    }

private:
    mutable std::mutex mutex_;
    std::ostringstream heard_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(through_a_proxy)

BOOST_AUTO_TEST_CASE(calls_reach_the_service_and_the_proxy_learns_its_name_alone)
{
    service const at;
    scripted_proxy proxy{[port = at.server.port()](scripted_proxy& self, int socket, std::string const&)
                         { self.tunnel(socket, port); }};
    auto options = at.options("http://user:pass@" + proxy.address());
    options.endpoint = "localhost:1"; // which nobody but the proxy could reach
    session with{options};
    for (int i = 0; i < 3; ++i)
    {
        auto const got = with.get(list_one);
        BOOST_TEST(got.has_value(), got.error());
    }
    BOOST_TEST(at.server.requests().size() == 3u);
    BOOST_TEST(at.server.requests().front().text.find("Proxy-") == std::string::npos);
    BOOST_REQUIRE_EQUAL(proxy.requests().size(), 1u);
    auto const asked = proxy.requests().front();
    BOOST_TEST(asked.starts_with("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n"));
    BOOST_TEST(asked.ends_with("\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n"));
    BOOST_TEST(asked.find("Action") == asked.npos);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_final)
{
    service const at;
    for (auto const* const status : {"407 Who are you", "403 No", "404 Not here", "301 Elsewhere"})
    {
        auto const proxy = answering(std::string("HTTP/1.1 ") + status + "\r\nContent-Length: 4\r\n\r\nbody");
        session with{at.options(proxy.address())};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::proxy_refused, got.error());
        BOOST_TEST(got.error().phase == call_phase::connecting);
        BOOST_TEST(got.error().attempts == 1);
        BOOST_TEST(!got.error().maybe_executed);
        BOOST_TEST(got.error().detail.find(std::string(status).substr(0, 3)) != std::string::npos, got.error());
        BOOST_TEST(got.error().http_status == 0); // that is for the service's own
        BOOST_TEST(proxy.requests().size() == 1u);
    }
    BOOST_TEST(at.server.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_is_tried_again)
{
    service const at;
    std::string const endless(100'000, 'x');
    for (auto const& text : {std::string(), std::string("HTTP/1.1 2"), std::string("HTTP/1.1 502 Bad Gateway\r\n\r\n"),
                             std::string("HTTP/1.1 200 OK\r\n\r\nsomething"), std::string("SSH-2.0-x\r\n"),
                             "HTTP/1.1 200 OK\r\nX: " + endless})
    {
        auto const proxy = answering(text);
        session with{at.options(proxy.address())};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::proxy_failed, got.error());
        BOOST_TEST(got.error().phase == call_phase::connecting);
        BOOST_TEST(got.error().attempts == 2);
        BOOST_TEST(got.error().detail.starts_with("the proxy " + proxy.address()), got.error());
        BOOST_TEST(proxy.requests().size() == 2u);
        BOOST_TEST(with.client.open_connections() == 0u);
    }
    BOOST_TEST(at.server.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(a_head_without_an_end_is_not_read_for_ever)
{
    service const at;
    scripted_proxy const proxy{[](scripted_proxy& self, int socket, std::string const&)
                               {
                                   self.send(socket, "HTTP/1.1 200 OK\r\n");
                                   while (self.send(socket, "X-More: and more\r\n"))
                                   {
                                   }
                               }};
    session with{at.options(proxy.address())};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::proxy_failed, got.error());
}

BOOST_AUTO_TEST_CASE(a_silent_or_dripping_proxy_does_not_hold_a_call)
{
    service const at;
    for (bool const drips : {false, true})
    {
        scripted_proxy const proxy{[drips](scripted_proxy& self, int socket, std::string const&)
                                   {
                                       if (!drips)
                                           return self.stall(socket);
                                       self.send(socket, "HTTP/1.1 200 OK\r\nX: ");
                                       while (self.send(socket, "x"))
                                           std::this_thread::sleep_for(5ms);
                                   }};
        {
            session with{at.options(proxy.address())};
            auto const begin = std::chrono::steady_clock::now();
            auto const got = with.get(list_one, call_options{150ms});
            BOOST_TEST((std::chrono::steady_clock::now() - begin < 250ms * support::slowness));
            BOOST_REQUIRE(!got);
            BOOST_TEST(got.error().code == errc::deadline_exceeded, got.error());
            BOOST_TEST(with.client.open_connections() == 0u);
        }
        auto limited = at.options(proxy.address());
        limited.limits.connect = 100ms;
        limited.retry.max_attempts = 1;
        session with{limited};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::phase_too_long, got.error());
        BOOST_TEST(got.error().phase == call_phase::connecting);
        BOOST_TEST(got.error().detail == "the proxy " + proxy.address());
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_not_there_is_named)
{
    service const at;
    auto const nobody = "127.0.0.1:" + std::to_string(network::free_port());
    session with{at.options(nobody)};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::connection_refused, got.error());
    BOOST_TEST(got.error().detail == "the proxy " + nobody);
    BOOST_TEST(got.error().attempts == 2);
}

BOOST_AUTO_TEST_CASE(user_and_password_are_in_nothing_that_is_told)
{
    service const at;
    auto const heard = std::make_shared<listener>();
    std::string texts;
    for (auto const* const text :
         {"", "HTTP/1.1 407 correct-user battery-staple Y29ycmVjdC11c2VyOmJhdHRlcnktc3RhcGxl\r\n\r\n",
          "HTTP/1.1 500 x\r\n\r\n", "correct-user battery-staple"})
    {
        auto const proxy = answering(text);
        auto options = at.options("http://correct-user:battery-staple@" + proxy.address());
        options.observer = heard;
        session with{options};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        texts += got.error().what() + got.error().detail + got.error().message;
        BOOST_TEST(proxy.requests().front().find("Y29ycmVjdC11c2VyOmJhdHRlcnktc3RhcGxl") != std::string::npos);
    }
    texts += heard->heard();
    BOOST_TEST(texts.find("HTTP status 407") != texts.npos);
    for (auto const* const secret : {"correct-user", "battery-staple", "Y29ycmVj"})
        BOOST_TEST(texts.find(secret) == texts.npos, texts);
}

BOOST_AUTO_TEST_SUITE_END()

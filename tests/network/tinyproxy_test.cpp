// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Calls through a proxy of the real world.

#include "child_process.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

using namespace aliyun::cas;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;
using support::session;

namespace
{

describe_user_certificate_list const list_one{1, 1};

class tinyproxy
{
public:
    tinyproxy()
    {
        log_ = at_.path() + "/log";
        auto const configuration = at_.put(
            "tinyproxy.conf", "Port " + std::to_string(port_) + "\nListen 127.0.0.1\nTimeout 30\nMaxClients 50\n" +
                                  "Allow 127.0.0.1\nBasicAuth somebody word-of-pass\nLogLevel Connect\nLogFile \"" +
                                  log_ + "\"\n");
        running_.emplace(std::vector<std::string>{ALIYUN_CAS_TINYPROXY, "-d", "-c", configuration}, port_);
    }

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string log() const
    {
        std::ifstream file{log_};
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    network::folder at_;
    unsigned short port_ = network::free_port();
    std::string log_;
    std::optional<network::child_process> running_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(with_tinyproxy)

BOOST_AUTO_TEST_CASE(calls_go_through_it_if_it_knows_the_user)
{
    tinyproxy const proxy;
    scripted_server const server{[](scripted_request const&)
                                 { return answer(200, R"({"RequestId":"R-1"})", "Connection: close\r\n"); }};
    auto options = options_for(server);
    options.proxy = proxy_options("http://somebody:word-of-pass@" + proxy.address());
    session with{options};
    for (int i = 0; i < 5; ++i)
    {
        auto const got = with.get(list_one);
        BOOST_TEST(got.has_value(), got.error());
    }
    BOOST_TEST(server.requests().size() == 5u);
    BOOST_TEST(server.resumed_sessions() == 4u);
    auto const asked = "CONNECT localhost:" + std::to_string(server.port());
    BOOST_TEST(proxy.log().find(asked) != std::string::npos, proxy.log());
}

BOOST_AUTO_TEST_CASE(it_refuses_whom_it_does_not_know)
{
    tinyproxy const proxy;
    scripted_server const server{[](scripted_request const&) { return answer(200, "{}"); }};
    for (auto const* const who : {"", "somebody:wrong@", "nobody:word-of-pass@"})
    {
        auto options = options_for(server);
        options.proxy = proxy_options(who + proxy.address());
        session with{options};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::proxy_refused, got.error());
        BOOST_TEST(got.error().attempts == 1);
    }
    BOOST_TEST(server.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(a_service_that_it_cannot_reach_is_tried_again)
{
    tinyproxy const proxy;
    client_options options;
    options.endpoint = "localhost:" + std::to_string(network::free_port());
    options.retry.max_attempts = 2;
    options.proxy = proxy_options("somebody:word-of-pass@" + proxy.address());
    session with{options};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::proxy_failed, got.error());
    BOOST_TEST(got.error().attempts == 2);
}

BOOST_AUTO_TEST_SUITE_END()

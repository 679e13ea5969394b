// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// TLS over sockets: what a refused certificate is told as, one context for many clients, the good-bye.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;

namespace
{

describe_user_certificate_list const list_one{1, 1};
std::string const done = R"({"RequestId":"R-1"})";

} // namespace

BOOST_AUTO_TEST_SUITE(tls_over_sockets)

BOOST_AUTO_TEST_CASE(a_refused_certificate_is_told_with_all_that_helps)
{
    support::scripted_server_options presenting;
    presenting.identity = support::issued_identity("other.example.com");
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, presenting};
    auto const got = support::call_once(options_for(server), list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::certificate_not_trusted);
    BOOST_TEST_MESSAGE(got.error().detail);
    BOOST_TEST(got.error().detail.starts_with("localhost: hostname mismatch; depth 0, subject /"), got.error().detail);
    BOOST_TEST(got.error().detail.ends_with("; trusted: 1 root from the option ca_pem"), got.error().detail);
}

BOOST_AUTO_TEST_CASE(clients_on_several_threads_share_one_context)
{
    scripted_server const server{[](scripted_request const&)
                                 { return answer(200, done, "Connection: close\r\n"); }}; // a handshake each
    std::atomic<int> succeeded = 0;
    std::array<std::thread, 4> threads;
    for (auto& each : threads)
        each = std::thread{[&]
                           {
                               for (int clients = 0; clients < 5; ++clients)
                               {
                                   session with{options_for(server)};
                                   for (int i = 0; i < 4; ++i)
                                       succeeded += with.get(list_one).has_value();
                               }
                           }};
    for (auto& each : threads)
        each.join();
    BOOST_TEST(succeeded == 80);
}

BOOST_AUTO_TEST_CASE(who_closes_says_so)
{
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }};
    std::size_t opened = 0;
    {
        session with{options_for(server)};
        for (int i = 0; i < 3; ++i)
            with.client.async_call(list_one, [](outcome<certificate_page>) {});
        with.context.run();
        BOOST_TEST(server.goodbyes() == 0u);
        // A handshake that nobody waits for any more is given up: there is nobody yet to take leave of.
        opened = with.client.stats().opened;
    }
    BOOST_TEST(server.wait_for_open(0));
    BOOST_TEST(opened >= 1u);
    BOOST_TEST(server.goodbyes() == opened);
}

BOOST_AUTO_TEST_CASE(closing_does_not_wait_for_a_server_that_reads_nothing)
{
    support::scripted_server_options mute;
    mute.silent = support::silence::after_handshake;
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
    session with{options_for(server)};
    create_user_certificate const large{certificate_name{"n"}, certificate_pem{std::string(6'000'000, 'c')},
                                        private_key_pem{"k"}};
    bool ended = false;
    with.client.async_call(large, [&](outcome<created_certificate>) { ended = true; });
    with.context.run_for(200ms * support::slowness); // the sockets are full by then
    auto const begin = std::chrono::steady_clock::now();
    {
        auto const gone = std::move(with.client);
    }
    with.context.run();
    BOOST_TEST(ended);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 100ms * support::slowness));
}

BOOST_AUTO_TEST_SUITE_END()

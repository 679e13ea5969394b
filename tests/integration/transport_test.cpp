// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What happens below the calls: attempts, connections, trust and time.

#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include "../../examples/support/throwaway_certificate.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::call_once;
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
delete_user_certificate const remove_one{7};

create_user_certificate upload()
{
    return {certificate_name{"name"}, certificate_pem{"cert"}, private_key_pem{"key"}};
}

std::string const done = R"({"RequestId":"R-1"})";

scripted_reply refusal(int status, std::string const& code, std::string_view fields = {})
{
    return answer(status, R"({"RequestId":"R-2","Code":")" + code + R"(","Message":"m"})", fields);
}

scripted_reply ending(scripted_reply reply, then how)
{
    reply.next = how;
    return reply;
}

scripted_reply no_answer(then how)
{
    return ending(scripted_reply{}, how);
}

// A server whose n-th request, over all connections, is answered by the n-th reply; the last one answers all the rest.
scripted_server playing(std::vector<scripted_reply> replies)
{
    return scripted_server{[replies = std::move(replies), next = std::size_t{0}](scripted_request const&) mutable
                           { return replies[std::min(next++, replies.size() - 1)]; }};
}

std::size_t different_nonces(scripted_server const& server)
{
    std::set<std::string> nonces;
    for (auto const& request : server.requests())
        nonces.insert(request.param("SignatureNonce"));
    return nonces.size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(retries)

BOOST_AUTO_TEST_CASE(a_throttled_call_is_repeated_and_signed_again)
{
    auto const server = playing({refusal(429, "Throttling"), refusal(400, "Throttling.User"), answer(200, done)});
    auto const receipt = call_once(options_for(server), upload()); // whatever the operation: nothing has been done
    BOOST_REQUIRE_MESSAGE(receipt, receipt.error());
    BOOST_TEST(receipt->request_id == "R-1");
    BOOST_TEST(server.requests().size() == 3u);
    BOOST_TEST(different_nonces(server) == 3u);
    BOOST_TEST(server.requests()[0].param("Signature") != server.requests()[1].param("Signature"));
    BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(attempts_are_bounded)
{
    for (int const most : {1, 2, 4})
    {
        auto const server = playing({refusal(400, "Throttling.Api")});
        auto options = options_for(server);
        options.retry.max_attempts = most;
        auto const page = call_once(options, list_one);
        BOOST_REQUIRE(!page);
        BOOST_TEST(page.error().code == server_errc::throttled);
        BOOST_TEST(page.error().attempts == most);
        BOOST_TEST(page.error().stopped_because == stop_reason::exhausted);
        BOOST_TEST(server.requests().size() == static_cast<std::size_t>(most));
    }
}

BOOST_AUTO_TEST_CASE(the_service_may_ask_for_a_longer_wait)
{
    auto const server = playing({refusal(503, "ServiceUnavailable", "Retry-After: 1\r\n"), answer(200, done)});
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(call_once(options_for(server), list_one).has_value());
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 1s));
}

BOOST_AUTO_TEST_CASE(a_wait_beyond_the_deadline_is_not_begun)
{
    for (std::string const wait : {"100", "99999999999", "9223372036854775807"})
    {
        auto const server = playing({refusal(429, "Throttling", "Retry-After: " + wait + "\r\n"), answer(200, done)});
        auto const page = call_once(options_for(server), list_one);
        BOOST_REQUIRE_MESSAGE(!page, wait);
        BOOST_TEST(page.error().code == server_errc::throttled);
        BOOST_TEST(page.error().stopped_because == stop_reason::deadline);
        BOOST_TEST(page.error().attempts == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_read_that_fails_on_the_way_is_repeated)
{
    auto const page = http_text(200, done);
    scripted_reply half;
    half.pieces.push_back(page.substr(0, page.size() - 3));
    half.next = then::close;
    for (auto const& reply : {no_answer(then::close), no_answer(then::close_notify), no_answer(then::reset), half,
                              answer(502, "<html>"), answer(503, ""), answer(504, ""), refusal(500, "InternalError"),
                              refusal(503, "ServiceUnavailable"), refusal(400, "SignatureNonceUsed")})
    {
        auto const server = playing({reply, answer(200, done)});
        auto const got = call_once(options_for(server), list_one);
        BOOST_TEST(got.has_value(), got.error());
        BOOST_TEST(server.requests().size() == 2u);
        BOOST_TEST(different_nonces(server) == 2u);
    }
}

BOOST_AUTO_TEST_CASE(what_may_have_been_done_is_never_done_again)
{
    auto const page = http_text(200, done);
    scripted_reply half;
    half.pieces.push_back(page.substr(0, page.size() - 3));
    half.next = then::close;
    for (auto const& reply :
         {no_answer(then::close), no_answer(then::close_notify), no_answer(then::reset), half, answer(502, "<html>"),
          answer(503, ""), refusal(500, "InternalError"), refusal(503, "ServiceUnavailable"),
          refusal(400, "SignatureNonceUsed"), answer(200, "<html>")})
    {
        auto const server = playing({reply, answer(200, done)});
        auto const got = call_once(options_for(server), upload());
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().maybe_executed, got.error());
        BOOST_TEST(got.error().stopped_because == stop_reason::not_repeatable, got.error());
        BOOST_TEST(got.error().attempts == 1);
        BOOST_TEST(server.requests().size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(what_was_refused_was_not_done)
{
    auto const server = playing({refusal(400, "InvalidParameter.Cert")});
    auto const got = call_once(options_for(server), upload());
    BOOST_REQUIRE(!got);
    BOOST_TEST(!got.error().maybe_executed);
    BOOST_TEST(got.error().stopped_because == stop_reason::refused);
}

BOOST_AUTO_TEST_CASE(a_delete_whose_answer_was_lost_succeeds_when_nothing_is_left)
{
    auto const server = playing({no_answer(then::close), refusal(404, "NotFound")});
    auto const receipt = call_once(options_for(server), remove_one);
    BOOST_REQUIRE_MESSAGE(receipt, receipt.error());
    BOOST_TEST(receipt->request_id == "R-2");
    BOOST_TEST(server.requests().size() == 2u);

    auto const honest = playing({refusal(404, "NotFound")});
    auto const missing = call_once(options_for(honest), remove_one);
    BOOST_REQUIRE(!missing);
    BOOST_TEST(missing.error().code == server_errc::not_found);
    BOOST_TEST(!missing.error().maybe_executed);
}

BOOST_AUTO_TEST_CASE(a_connection_closed_after_an_answer_costs_a_read_nothing)
{
    for (auto const how : {then::close, then::close_notify, then::reset})
    {
        auto const server = playing({ending(answer(200, done), how)});
        auto options = options_for(server);
        options.retry.max_attempts = 1; // what costs nothing takes no attempt
        session with{options};
        for (int i = 0; i < 20; ++i)
        {
            auto const got = with.get(list_one);
            BOOST_TEST(got.has_value(), got.error());
        }
        auto const gone = with.get(remove_one);
        BOOST_TEST(gone.has_value(), gone.error());
        BOOST_TEST(server.requests().size() == 21u);
        BOOST_TEST(server.connections() == 21u);
    }
}

BOOST_AUTO_TEST_CASE(a_write_asks_first_whether_its_connection_has_been_closed)
{
    for (auto const how : {then::close, then::close_notify, then::reset})
    {
        auto const server = playing({ending(answer(200, done), how)});
        session with{options_for(server)};
        for (int i = 0; i < 5; ++i)
        {
            auto const got = with.get(upload());
            BOOST_TEST(got.has_value(), got.error());
            BOOST_TEST(server.wait_for_open(0));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_connection_closed_long_ago_is_not_even_tried)
{
    std::array const servers{playing({ending(answer(200, done), then::close)}),
                             playing({ending(answer(200, done), then::close_notify)})};
    std::array<session, 2> clients{session{options_for(servers[0])}, session{options_for(servers[1])}};
    for (auto& each : clients)
        BOOST_TEST(each.get(list_one).has_value());
    std::this_thread::sleep_for(1100ms); // until then a connection is trusted
    for (auto& each : clients)
    {
        auto const got = each.get(upload());
        BOOST_TEST(got.has_value(), got.error());
    }
    for (auto const& each : servers)
        BOOST_TEST(each.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_write_that_races_the_close_says_that_it_may_have_been_executed)
{
    auto const server = playing({answer(200, done), no_answer(then::close)});
    session with{options_for(server)};
    BOOST_TEST(with.get(list_one).has_value());
    auto const got = with.get(upload());
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().maybe_executed);
    BOOST_TEST(got.error().stopped_because == stop_reason::not_repeatable);
    BOOST_TEST(server.requests().size() == 2u);
    BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_tried_again_and_then_told)
{
    asio::io_context context;
    asio::ip::tcp::acceptor unused{context, {asio::ip::address_v4::loopback(), 0}};
    auto const port = unused.local_endpoint().port();
    unused.close();
    client_options options;
    options.endpoint = "127.0.0.1:" + std::to_string(port);
    options.retry.first_backoff = options.retry.longest_backoff = 0ms;
    session with{options};
    auto const got = with.get(upload()); // nothing was sent
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::connection_refused);
    BOOST_TEST(got.error().attempts == 4);
    BOOST_TEST(got.error().stopped_because == stop_reason::exhausted);
    BOOST_TEST(got.error().phase == call_phase::connecting);
    BOOST_TEST(!got.error().maybe_executed);
    BOOST_TEST(with.client.open_connections() == 0u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_takes_too_long_is_tried_again_and_then_told)
{
    for (auto const silent : {support::silence::before_handshake, support::silence::in_handshake})
    {
        support::scripted_server_options mute;
        mute.silent = silent;
        scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
        auto options = options_for(server);
        options.connect_timeout = 50ms;
        options.retry.max_attempts = 3;
        session with{options};
        auto const got = with.get(upload());
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == boost::system::errc::timed_out, got.error());
        BOOST_TEST(got.error().attempts == 3);
        BOOST_TEST(got.error().phase == call_phase::handshake);
        BOOST_TEST(!got.error().maybe_executed);
        BOOST_TEST(server.connections() == 3u);
        BOOST_TEST(with.client.open_connections() == 0u);
        BOOST_TEST(server.wait_for_open(0));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_clock_is_corrected_once_for_all)
{
    emulator_options service;
    service.clock = [] { return std::chrono::system_clock::now() + 3h; };
    support::running_emulator const emulator{service};
    session with{options_for(emulator)};
    auto const pair = support::make_throwaway_certificate("www.example.com");
    auto const created = with.get(
        create_user_certificate{certificate_name{"mine"}, certificate_pem{pair.cert}, private_key_pem{pair.key}});
    BOOST_REQUIRE_MESSAGE(created, created.error());
    BOOST_TEST(emulator.history().size() == 2u);
    BOOST_TEST(emulator.history()[0].code == "InvalidTimeStamp.Expired");
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(emulator.history().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_clock_that_cannot_be_corrected_is_told)
{
    auto const without_date = playing({refusal(400, "InvalidTimeStamp.Expired")});
    auto const first = call_once(options_for(without_date), list_one);
    BOOST_REQUIRE(!first);
    BOOST_TEST(first.error().code == server_errc::timestamp_expired);
    BOOST_TEST(first.error().attempts == 1);

    auto const never_content =
        playing({refusal(400, "InvalidTimeStamp.Expired", "Date: Tue, 24 Nov 2026 05:12:24 GMT\r\n")});
    auto const second = call_once(options_for(never_content), list_one);
    BOOST_REQUIRE(!second);
    BOOST_TEST(second.error().code == server_errc::timestamp_expired);
    BOOST_TEST(second.error().attempts == 2);
    BOOST_TEST(never_content.requests()[1].param("Timestamp").starts_with("2026-11-24T05:12:2"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(connections)

BOOST_AUTO_TEST_CASE(calls_one_after_the_other_share_a_connection)
{
    auto const server = playing({answer(200, done)});
    session with{options_for(server)};
    for (int i = 0; i < 50; ++i)
        BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(server.requests().size() == 50u);
    BOOST_TEST(server.connections() == 1u);
    BOOST_TEST(with.client.open_connections() == 1u);
}

BOOST_AUTO_TEST_CASE(there_are_never_more_connections_than_allowed)
{
    scripted_server const server{[](scripted_request const&)
                                 {
                                     auto reply = answer(200, done);
                                     reply.pause = 2ms;
                                     return reply;
                                 }};
    auto options = options_for(server);
    options.max_connections = 4;
    session with{options};
    int succeeded = 0;
    for (int i = 0; i < 200; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
    with.context.run();
    BOOST_TEST(succeeded == 200);
    BOOST_TEST(server.most_at_once() == 4u);
    BOOST_TEST(server.connections() == 4u);
    BOOST_TEST(with.client.open_connections() == 4u);
}

BOOST_AUTO_TEST_CASE(waiters_are_served_in_order)
{
    auto const server = playing({answer(200, done)});
    auto options = options_for(server);
    options.max_connections = 1;
    session with{options};
    std::vector<int> order;
    for (int i = 1; i <= 20; ++i)
        with.client.async_call(describe_user_certificate_list{i, 1},
                               [&order, i](outcome<certificate_page>) { order.push_back(i); });
    with.context.run();
    auto const requests = server.requests();
    BOOST_REQUIRE_EQUAL(requests.size(), 20u);
    for (std::size_t i = 0; i < 20; ++i)
    {
        BOOST_TEST(requests[i].param("CurrentPage") == std::to_string(i + 1));
        BOOST_TEST(order[i] == static_cast<int>(i + 1));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_goes_on_being_made_for_those_who_still_wait)
{
    auto const server = playing({answer(200, done)});
    auto options = options_for(server);
    options.max_connections = 1;
    session with{options};
    asio::cancellation_signal signal;
    boost::system::error_code first;
    bool second = false;
    with.client.async_call(list_one, asio::bind_cancellation_slot(signal.slot(), [&](outcome<certificate_page> page)
                                                                  { first = page.error().code; }));
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { second = page.has_value(); });
    signal.emit(asio::cancellation_type::total);
    with.context.run();
    BOOST_TEST(first == asio::error::operation_aborted);
    BOOST_TEST(second);
    BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_prove_its_name_gets_nothing)
{
    struct untrusted
    {
        support::server_identity identity;
        std::string why;
    };
    auto stranger = support::issued_identity("localhost");
    stranger.ca_pem = support::issued_identity("localhost").ca_pem; // another authority of the same name
    std::vector<untrusted> const cases{{support::issued_identity("other.example.com"), "hostname mismatch"},
                                       {support::issued_identity("127.0.0.1"), "hostname mismatch"},
                                       {support::self_signed_identity("localhost"), "self-signed certificate"},
                                       {support::issued_identity("localhost", -9, -2), "certificate has expired"},
                                       {support::issued_identity("localhost", 2, 9), "certificate is not yet valid"},
                                       {stranger, ""}};
    for (auto const& each : cases)
    {
        support::scripted_server_options presenting;
        presenting.identity = each.identity;
        scripted_server const server{[](scripted_request const&) { return answer(200, done); }, presenting};
        session with{options_for(server)};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::certificate_not_trusted, got.error());
        BOOST_TEST(got.error().phase == call_phase::handshake);
        BOOST_TEST(got.error().detail.starts_with("localhost: " + each.why), got.error());
        BOOST_TEST(got.error().attempts == 1);
        BOOST_TEST(server.requests().empty());
        BOOST_TEST(with.client.open_connections() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(an_authority_may_be_given_as_a_file)
{
    auto const server = playing({answer(200, done)});
    auto options = options_for(server);
    options.tls.ca_file = "aliyun_cas_integration_ca_" + std::to_string(server.port()) + ".pem";
    std::ofstream{options.tls.ca_file} << options.tls.ca_pem;
    options.tls.ca_pem.clear();
    auto const got = call_once(options, list_one);
    std::remove(options.tls.ca_file.c_str());
    BOOST_TEST(got.has_value(), got.error());

    BOOST_CHECK_EXCEPTION(session{options}, std::invalid_argument,
                          [&](std::invalid_argument const& problem)
                          { return std::string(problem.what()).find(options.tls.ca_file) != std::string::npos; });
    options.tls.ca_file.clear();
    options.tls.ca_pem = "no certificate";
    BOOST_CHECK_THROW(session{options}, std::invalid_argument);
    options.tls.ca_pem.clear(); // the system's: they do not know ours
    BOOST_TEST(call_once(options, list_one).error().code == errc::certificate_not_trusted);
}

BOOST_AUTO_TEST_CASE(the_server_is_told_the_name_that_is_wanted)
{
    auto const by_name = playing({answer(200, done)});
    BOOST_TEST(call_once(options_for(by_name), list_one).has_value());
    BOOST_TEST(by_name.server_names() == std::vector<std::string>(1, "localhost"), boost::test_tools::per_element());

    support::scripted_server_options numbered;
    numbered.identity = support::issued_identity("127.0.0.1");
    scripted_server const by_address{[](scripted_request const&) { return answer(200, done); }, numbered};
    auto options = options_for(by_address);
    options.endpoint = "127.0.0.1:" + std::to_string(by_address.port());
    auto const got = call_once(options, list_one);
    BOOST_TEST(got.has_value(), got.error());
    BOOST_TEST(by_address.server_names() == std::vector<std::string>(1, ""), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(old_tls_is_refused)
{
    support::scripted_server_options old;
    old.lowest_tls = old.highest_tls = TLS1_1_VERSION;
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, old};
    auto const got = call_once(options_for(server), list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::tls_failure, got.error());
    BOOST_TEST(got.error().phase == call_phase::handshake);
    BOOST_TEST(got.error().detail.find("version") != std::string::npos, got.error());
    BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(sessions_are_resumed)
{
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
    {
        support::scripted_server_options one_version;
        one_version.lowest_tls = one_version.highest_tls = version;
        scripted_server const server{
            [](scripted_request const&) { return ending(answer(200, done), then::close_notify); }, one_version};
        session with{options_for(server)};
        for (int i = 0; i < 5; ++i)
        {
            BOOST_TEST(with.get(list_one).has_value());
            BOOST_TEST(server.wait_for_open(0));
        }
        BOOST_TEST(server.connections() == 5u);
        BOOST_TEST(server.resumed_sessions() == 4u);
    }
}

BOOST_AUTO_TEST_CASE(a_connection_is_not_used_again_when_it_must_not_be)
{
    auto const text = http_text(200, done);
    scripted_reply surplus;
    surplus.pieces.push_back(text + http_text(200, R"({"RequestId":"never asked for"})"));
    auto const closing = answer(200, done, "Connection: close\r\n");
    scripted_reply old;
    old.pieces.push_back("HTTP/1.0" + text.substr(8));
    for (auto const& reply : {surplus, closing, old})
    {
        auto const server = playing({reply});
        session with{options_for(server)};
        for (int i = 0; i < 3; ++i)
        {
            auto const got = with.get(list_one);
            BOOST_REQUIRE_MESSAGE(got, got.error());
            BOOST_TEST(got->request_id == "R-1");
            BOOST_TEST(with.client.open_connections() == 0u);
        }
        BOOST_TEST(server.connections() == 3u);
    }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_grows_too_old)
{
    auto const server = playing({answer(200, done)});
    auto options = options_for(server);
    options.idle_timeout = 30ms;
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    std::this_thread::sleep_for(40ms);
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(server.connections() == 2u);
    BOOST_TEST(with.client.open_connections() == 1u);
    BOOST_TEST(server.wait_for_open(1)); // the old one was closed, and not forgotten
}

BOOST_AUTO_TEST_CASE(nothing_stays_outstanding_after_a_cancelled_connect)
{
    support::scripted_server_options mute;
    mute.silent = support::silence::before_handshake;
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
    session with{options_for(server)};
    int aborted = 0;
    for (int i = 0; i < 3; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page)
                               { aborted += page.error().code == asio::error::operation_aborted; });
    asio::post(with.context, [&] { with.client.cancel(); });
    with.context.run();
    BOOST_TEST(aborted == 3);
    BOOST_TEST(with.client.open_connections() == 0u);
    BOOST_TEST(server.wait_for_open(0));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(deadlines)

namespace
{

// Makes a call that must end by its deadline, in this phase, and not more than 50 ms late. The machine may have been
// busy otherwise: only the best of several tries counts.
template <typename Op>
failure ends_in_time(client_options const& options, Op const& op, call_phase phase,
                     std::chrono::milliseconds deadline = 100ms)
{
    failure why;
    for (int tries = 0; tries < 5; ++tries)
    {
        session with{options};
        auto const begin = std::chrono::steady_clock::now();
        auto const got = with.get(op, call_options{deadline});
        auto const late = std::chrono::steady_clock::now() - begin - deadline;
        BOOST_REQUIRE(!got);
        why = got.error();
        BOOST_TEST(why.code == errc::deadline_exceeded, why);
        BOOST_TEST(why.code == boost::system::errc::timed_out);
        BOOST_TEST(why.stopped_because == stop_reason::deadline, why);
        BOOST_TEST((late >= 0ms));
        if (late < 50ms * support::slowness && why.phase == phase && with.client.open_connections() == 0)
            return why;
    }
    BOOST_TEST(false, "late, elsewhere, or with a connection left: " << why);
    return why;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_silent_server_does_not_hold_a_call)
{
    using support::silence;
    for (auto const silent : {silence::before_handshake, silence::in_handshake, silence::after_handshake})
    {
        support::scripted_server_options mute;
        mute.silent = silent;
        scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
        bool const connected = silent == silence::after_handshake;
        auto const phase = connected ? call_phase::reading : call_phase::waiting;
        BOOST_TEST(!ends_in_time(options_for(server), list_one, phase).maybe_executed);
        BOOST_TEST(ends_in_time(options_for(server), upload(), phase).maybe_executed == connected);
    }
    auto const deaf = playing({no_answer(then::stall)});
    ends_in_time(options_for(deaf), list_one, call_phase::reading);
}

BOOST_AUTO_TEST_CASE(a_server_that_reads_nothing_does_not_hold_a_call)
{
    support::scripted_server_options mute;
    mute.silent = support::silence::after_handshake;
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, mute};
    create_user_certificate const large{certificate_name{"n"}, certificate_pem{std::string(6'000'000, 'c')},
                                        private_key_pem{"k"}};
    BOOST_TEST(ends_in_time(options_for(server), large, call_phase::writing, 500ms).maybe_executed);
}

BOOST_AUTO_TEST_CASE(a_dripping_answer_does_not_hold_a_call)
{
    auto const text = http_text(200, done);
    scripted_reply head;
    scripted_reply body;
    for (char const byte : text)
        head.pieces.emplace_back(1, byte);
    body.pieces.push_back(text.substr(0, text.size() - 15));
    for (char const byte : text.substr(text.size() - 15))
        body.pieces.emplace_back(1, byte);
    head.pause = body.pause = 25ms;
    for (auto const& reply : {head, body})
    {
        auto const server = playing({reply});
        ends_in_time(options_for(server), list_one, call_phase::reading);
    }
}

BOOST_AUTO_TEST_CASE(a_call_that_waits_for_a_connection_ends_in_time)
{
    auto const server = playing({no_answer(then::stall)});
    auto options = options_for(server);
    options.max_connections = 1;
    options.deadline = 300ms;
    session with{options};
    std::vector<failure> ended;
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { ended.push_back(page.error()); });
    with.client.async_call(list_one, call_options{100ms},
                           [&](outcome<certificate_page> page) { ended.push_back(page.error()); });
    with.context.run();
    BOOST_REQUIRE_EQUAL(ended.size(), 2u);
    BOOST_TEST(ended[0].code == errc::deadline_exceeded);
    BOOST_TEST(ended[0].phase == call_phase::waiting);
    BOOST_TEST(ended[1].code == errc::deadline_exceeded);
    BOOST_TEST(ended[1].phase == call_phase::reading);
    BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_deadline_ends_a_wait_between_attempts)
{
    auto const server = playing({answer(503, "")});
    auto options = options_for(server);
    options.retry.first_backoff = options.retry.longest_backoff = 100s;
    options.retry.max_attempts = 1000;
    options.deadline = 2s; // the first wait is longer, but for one time in fifty
    auto const got = call_once(options, list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == errc::unexpected_http_status); // what the last attempt brought
    BOOST_TEST(got.error().stopped_because == stop_reason::deadline);
}

BOOST_AUTO_TEST_CASE(a_deadline_may_be_of_any_length)
{
    auto const server = playing({answer(200, done)});
    auto options = options_for(server);
    options.deadline = options.connect_timeout = options.idle_timeout = std::chrono::milliseconds::max();
    session with{options};
    for (auto const deadline : {std::chrono::milliseconds::max(), std::chrono::milliseconds(24h * 36525)})
    {
        auto const got = with.get(list_one, call_options{deadline});
        BOOST_TEST(got.has_value(), got.error());
    }
    for (auto const deadline : {0ms, -1ms, std::chrono::milliseconds::min()})
    {
        auto const late = session(options).get(list_one, call_options{deadline});
        BOOST_REQUIRE(!late);
        BOOST_TEST(late.error().code == errc::deadline_exceeded);
    }
}

BOOST_AUTO_TEST_SUITE_END()

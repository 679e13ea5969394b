// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The client's engine against a server of OpenSSL's, through memory: no socket, every split of the bytes at will.

#include "tls_peer.hpp"

#include <random>
#include <stdexcept>

namespace
{

using namespace tls_test;
using status = tls_engine::status;

identity const& localhost()
{
    static identity const made = make_identity("DNS:localhost,DNS:*.example.com,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1");
    return made;
}

tls_context trusting(identity const& who)
{
    aliyun::cas::tls_options options;
    options.ca_pem = who.pem();
    return tls_context{options};
}

/// The client's view of a handshake with `localhost()` under another name: `ok`, or why the certificate is refused.
std::string verdict_for(std::string const& host)
{
    auto const context = trusting(localhost());
    server_settings const settings{localhost()};
    tls_engine client{context, host};
    server peer{settings};
    if (run_handshake(client, peer) == status::done)
        return "ok";
    BOOST_TEST(peer.read() == "");
    return client.trust_problem();
}

/// A client and a server that have shaken hands.
struct connected
{
    explicit connected(int version = TLS1_3_VERSION)
        : settings(localhost(), version), context(trusting(localhost())), client(context, "localhost"), peer(settings)
    {
        BOOST_REQUIRE(run_handshake(client, peer) == status::done);
        BOOST_REQUIRE(peer.version() == version);
        // Session tickets come behind the handshake of TLS 1.3.
        auto const behind = receive(client, peer.take_output());
        BOOST_REQUIRE(behind.status == status::wants_input);
        BOOST_REQUIRE(behind.text.empty());
    }

    server_settings settings;
    tls_context context;
    tls_engine client;
    server peer;
};

std::string random_text(std::size_t size)
{
    std::mt19937 random{8446};
    std::string text(size, '\0');
    for (char& c : text)
        c = static_cast<char>(random());
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls_engines)

BOOST_AUTO_TEST_CASE(a_handshake_succeeds_whatever_the_size_of_its_pieces)
{
    auto const context = trusting(localhost());
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (std::size_t const piece : {1u, 2u, 5u, 100u, 1u << 20})
        {
            server_settings const settings{localhost(), version};
            tls_engine client{context, "localhost"};
            server peer{settings};
            BOOST_CHECK(run_handshake(client, peer, piece) == status::done);
            BOOST_TEST(client.trust_problem() == "");
            BOOST_TEST(peer.version() == version);
            BOOST_TEST(peer.server_name() == "localhost");
            BOOST_TEST(!client.is_resumed());

            BOOST_CHECK(client.write("a question") == status::done);
            carry_to_server(client, peer, piece);
            BOOST_TEST(peer.read() == "a question");
            peer.write("an answer");
            auto const answer = receive(client, peer.take_output(), piece);
            BOOST_TEST(answer.text == "an answer");
            BOOST_CHECK(answer.status == status::wants_input);
        }
}

BOOST_AUTO_TEST_CASE(only_a_certificate_for_the_host_is_accepted)
{
    BOOST_TEST(verdict_for("localhost") == "ok");
    BOOST_TEST(verdict_for("LocalHost") == "ok");
    BOOST_TEST(verdict_for("www.example.com") == "ok");
    BOOST_TEST(verdict_for("www.example.com.") == "ok"); // as DNS writes a name that is whole
    for (auto const* const other :
         {"localhost.evil.example", "evil-localhost", "example.com", "a.b.example.com", "test"})
        BOOST_TEST(verdict_for(other) == "hostname mismatch", other);
}

BOOST_AUTO_TEST_CASE(an_address_is_matched_as_an_address_and_sends_no_server_name)
{
    BOOST_TEST(verdict_for("127.0.0.1") == "ok");
    BOOST_TEST(verdict_for("::1") == "ok");
    BOOST_TEST(verdict_for("127.0.0.2") == "IP address mismatch");
    BOOST_TEST(verdict_for("::2") == "IP address mismatch");

    auto const context = trusting(localhost());
    server_settings const settings{localhost()};
    tls_engine client{context, "127.0.0.1"};
    server peer{settings};
    BOOST_CHECK(run_handshake(client, peer) == status::done);
    BOOST_TEST(peer.server_name() == "");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_vouches_for_is_refused)
{
    auto const stranger = make_identity("DNS:localhost");
    auto const context = trusting(stranger);
    server_settings const settings{localhost()};
    tls_engine client{context, "localhost"};
    server peer{settings};
    BOOST_CHECK(run_handshake(client, peer) == status::failed);
    BOOST_TEST(client.problem() == "certificate verify failed");
    BOOST_TEST(client.trust_problem() != "");
    BOOST_TEST(!peer.handshake());
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused)
{
    auto const expired = make_identity("DNS:localhost", -1);
    auto const context = trusting(expired);
    server_settings const settings{expired};
    tls_engine client{context, "localhost"};
    server peer{settings};
    BOOST_CHECK(run_handshake(client, peer) == status::failed);
    BOOST_TEST(client.trust_problem() == "certificate has expired");
}

BOOST_AUTO_TEST_CASE(versions_before_tls_1_2_are_refused)
{
    auto const context = trusting(localhost());
    server_settings const settings{localhost(), TLS1_1_VERSION};
    tls_engine client{context, "localhost"};
    server peer{settings};
    BOOST_CHECK(run_handshake(client, peer) == status::failed);
    BOOST_TEST(client.problem() != "");
    BOOST_TEST(client.trust_problem() == ""); // not the certificate's fault
}

BOOST_AUTO_TEST_CASE(a_session_that_was_offered_is_resumed)
{
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
    {
        connected first{version};
        BOOST_REQUIRE(!first.client.offered().empty());
        auto const session = std::move(first.client.offered().back());

        tls_engine again{first.context, "localhost"};
        again.resume(session.get());
        server peer{first.settings};
        BOOST_CHECK(run_handshake(again, peer) == status::done);
        BOOST_TEST(again.is_resumed());
        BOOST_TEST(peer.is_resumed());
        BOOST_CHECK(again.write("resumed") == status::done);
        carry_to_server(again, peer, 1 << 20);
        BOOST_TEST(peer.read() == "resumed");
    }
}

BOOST_AUTO_TEST_CASE(of_any_number_of_sessions_the_last_four_are_kept)
{
    server_settings const settings(localhost());
    SSL_CTX_set_num_tickets(settings.get(), 20);
    tls_context const context(trusting(localhost()));
    tls_engine client(context, "localhost");
    server peer(settings);
    BOOST_REQUIRE(run_handshake(client, peer) == status::done);
    BOOST_CHECK(receive(client, peer.take_output()).status == status::wants_input);
    BOOST_TEST(client.offered().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_session_that_the_server_has_forgotten_leads_to_a_full_handshake)
{
    connected first;
    BOOST_REQUIRE(!first.client.offered().empty());
    auto const session = std::move(first.client.offered().back());
    server_settings const restarted{localhost()};
    tls_engine again{first.context, "localhost"};
    again.resume(session.get());
    server peer{restarted};
    BOOST_CHECK(run_handshake(again, peer) == status::done);
    BOOST_TEST(!again.is_resumed());
}

BOOST_AUTO_TEST_CASE(texts_of_many_records_pass_in_both_directions)
{
    connected both;
    auto const text = random_text(300'000);
    BOOST_CHECK(both.client.write(text) == status::done);
    carry_to_server(both.client, both.peer, 1000);
    BOOST_TEST((both.peer.read() == text));
    for (std::size_t const piece : {1000u, 16'384u, 1u << 20})
    {
        both.peer.write(text);
        auto const answer = receive(both.client, both.peer.take_output(), piece, 7'001);
        BOOST_TEST((answer.text == text));
        BOOST_CHECK(answer.status == status::wants_input);
        BOOST_TEST(!both.client.has_unread_input());
    }
}

BOOST_AUTO_TEST_CASE(output_that_is_sent_in_parts_is_neither_lost_nor_repeated)
{
    connected both;
    for (auto const* const text : {"first", "second"})
        BOOST_CHECK(both.client.write(text) == status::done);
    carry_to_server(both.client, both.peer, 3);
    BOOST_TEST(both.client.output() == "");
    BOOST_CHECK(both.client.write("third") == status::done);
    carry_to_server(both.client, both.peer, 1);
    BOOST_TEST(both.peer.read() == "firstsecondthird");
}

BOOST_AUTO_TEST_CASE(what_was_not_asked_for_is_seen_as_unread)
{
    connected both;
    BOOST_TEST(!both.client.has_unread_input());
    both.peer.write("unasked");
    auto const bytes = both.peer.take_output();
    both.client.feed(bytes.data(), bytes.size());
    BOOST_TEST(both.client.has_unread_input());
    char one;
    std::size_t size = 0;
    BOOST_CHECK(both.client.read(&one, 1, size) == status::done);
    BOOST_TEST(both.client.has_unread_input()); // decrypted, but not taken
}

BOOST_AUTO_TEST_CASE(what_came_with_the_end_of_the_handshake_is_seen_as_well)
{
    server_settings const settings(localhost(), TLS1_2_VERSION);
    tls_context const context(trusting(localhost()));
    tls_engine client(context, "localhost");
    server peer(settings);
    std::string bytes;
    for (bool is_over = false; !is_over;)
    {
        BOOST_CHECK(client.handshake() == status::wants_input);
        auto const text = client.output();
        peer.receive(text);
        client.sent(text.size());
        is_over = peer.handshake();
        if (is_over)
            peer.write("unasked");
        bytes = peer.take_output();
        client.feed(bytes.data(), bytes.size());
    }
    BOOST_REQUIRE(client.handshake() == status::done);
    BOOST_TEST((client.has_unseen_record() || client.has_unread_input()));
    connected const nothing_more(TLS1_2_VERSION);
    BOOST_TEST(!nothing_more.client.has_unseen_record());
}

BOOST_AUTO_TEST_CASE(a_goodbye_is_told_from_what_came_before_it)
{
    connected both;
    both.peer.write("last words");
    both.peer.close();
    auto const answer = receive(both.client, both.peer.take_output());
    BOOST_TEST(answer.text == "last words");
    BOOST_CHECK(answer.status == status::closed);

    connected other;
    other.client.close();
    carry_to_server(other.client, other.peer, 1 << 20);
    BOOST_TEST(other.peer.read() == "");
    BOOST_TEST(other.peer.was_closed_by_client());
}

BOOST_AUTO_TEST_CASE(garbage_in_place_of_a_handshake_fails)
{
    auto const context = trusting(localhost());
    for (std::string const& garbage : {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string(1000, '\0'),
                                       std::string(1000, '\xff'), random_text(5000)})
    {
        tls_engine client{context, "localhost"};
        BOOST_CHECK(client.handshake() == status::wants_input);
        client.feed(garbage.data(), garbage.size());
        BOOST_CHECK(client.handshake() == status::failed);
        BOOST_TEST(client.problem() != "");
        BOOST_TEST(client.trust_problem() == "");
    }
}

BOOST_AUTO_TEST_CASE(a_record_with_any_byte_changed_is_never_taken_for_text)
{
    for (std::size_t at = 0; at < 31; at += 3) // header, type, text and tag
    {
        connected both;
        both.peer.write("authentic");
        auto bytes = both.peer.take_output();
        BOOST_REQUIRE(bytes.size() == 31u);
        bytes[at] = static_cast<char>(bytes[at] ^ 1);
        auto const answer = receive(both.client, bytes);
        BOOST_TEST(answer.text == "");
        BOOST_CHECK(answer.status == status::failed ||
                    answer.status == status::wants_input); // a longer record, perhaps
    }
}

BOOST_AUTO_TEST_CASE(authorities_that_cannot_be_read_are_refused_when_the_context_is_made)
{
    aliyun::cas::tls_options options;
    options.ca_pem = "no certificate";
    BOOST_CHECK_THROW(tls_context{options}, std::invalid_argument);
    options.ca_pem = "";
    options.ca_file = "/nowhere/ca.pem";
    BOOST_CHECK_THROW(tls_context{options}, std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(several_authorities_in_one_text_are_all_trusted)
{
    auto const other = make_identity("DNS:other");
    aliyun::cas::tls_options options;
    options.ca_pem = "some words before\n" + other.pem() + "\n" + localhost().pem();
    tls_context const context{options};
    for (auto const* const who : {&other, &localhost()})
    {
        server_settings const settings{*who};
        tls_engine client{context, who == &other ? "other" : "localhost"};
        server peer{settings};
        BOOST_CHECK(run_handshake(client, peer) == status::done);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Answers that are at the edge of HTTP, TLS or JSON or beyond it, and what a read and a write that must not be repeated
// make of each. The table is the test's input. The emulator's faults have a table of their own, in failure_injection/.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using support::http_text;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::then;

namespace
{

namespace net = boost::asio::error;

describe_user_certificate_list const list_one{1, 1};
create_user_certificate upload()
{
    return {certificate_name{"name"}, certificate_pem{"cert"}, private_key_pem{"key"}};
}

// More than the sockets of both sides hold.
constexpr std::size_t large_size = std::size_t{16} << 20U;
create_user_certificate large_upload()
{
    return {certificate_name{"name"}, certificate_pem{std::string(large_size, 'c')}, private_key_pem{"key"}};
}

std::string const done = R"({"RequestId":"R-1"})"; // 19 bytes

/// What happens to the connection after the answer.
enum class connection_is
{
    kept,
    closed,
    either ///< by chance: its end comes with the answer or behind it
};
using enum connection_is;

boost::system::error_code const fine;
boost::system::error_code const malformed = errc::malformed_response;
boost::system::error_code const cut = errc::connection_cut;
boost::system::error_code const too_large = errc::response_too_large;
boost::system::error_code const status = errc::unexpected_http_status;

struct row
{
    std::string name;
    scripted_reply reply;
    boost::system::error_code code; ///< of the last of two attempts; empty: it is an answer like any other
    connection_is after = closed;
    bool maybe_executed = true; ///< what a write that failed says of itself
    int attempts = 2;           ///< of the read
};

scripted_reply text(std::string all, then next = then::keep)
{
    scripted_reply reply;
    reply.pieces.push_back(std::move(all));
    reply.next = next;
    return reply;
}
scripted_reply with_fields(std::string const& fields, then next = then::keep)
{
    return text("HTTP/1.1 200 OK\r\n" + fields + "\r\n" + done, next);
}
scripted_reply with_line(std::string const& line, then next = then::keep)
{
    return text(http_text(200, done, line + "\r\n"), next);
}
scripted_reply with_body(std::string const& body)
{
    return text(http_text(200, body));
}
scripted_reply chunks(std::string const& body)
{
    return text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
}
scripted_reply with_status(std::string const& line)
{
    return text(line + "\r\nContent-Length: 19\r\n\r\n" + done);
}
scripted_reply after(scripted_reply reply, std::function<void(SSL&)> what)
{
    reply.before = std::move(what);
    return reply;
}

std::vector<row> table()
{
    using namespace std::string_literals;
    std::string const long_text(std::size_t{1} << 20U, 'x');
    std::string many_lines;
    while (many_lines.size() < (std::size_t{1} << 20U))
        many_lines += "X-Line: 1\r\n";
    std::string many_interims;
    while (many_interims.size() < (std::size_t{1} << 20U))
        many_interims += "HTTP/1.1 100 Continue\r\n\r\n";
    auto const refusal = [](int with_status, std::string const& retry_after)
    { return text(http_text(with_status, "", "Retry-After: " + retry_after + "\r\n")); };
    return {
        // The status line.
        {"no reason", with_status("HTTP/1.1 200 "), fine, kept},
        {"not even a blank before the reason", with_status("HTTP/1.1 200"), malformed},
        {"two blanks", with_status("HTTP/1.1  200 OK"), malformed},
        {"lower case", with_status("http/1.1 200 OK"), malformed},
        {"bytes that are no ASCII in the reason", with_status("HTTP/1.1 200 \xC3\xBC"), fine, kept},
        {"an empty line before", text("\r\n" + http_text(200, done)), malformed},
        {"the status 099", with_status("HTTP/1.1 099 OK"), malformed},
        {"the status 600", with_status("HTTP/1.1 600 OK"), status, kept},
        {"the status 2xx", with_status("HTTP/1.1 2xx OK"), malformed},
        {"another protocol", text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), status, closed, false,
         1},
        {"lines that end with LF alone", text("HTTP/1.1 200 OK\nContent-Length: 19\n\n" + done), malformed},

        // The header.
        {"a folded line", with_line("X-A: 1\r\n two"), fine, kept},
        {"a NUL in a value", with_line("X-A: 1\0002"s), malformed},
        {"a NUL in a name", with_line("X\0A: 1"s), malformed},
        {"a CR in a value", with_line("X-A: 1\r2"), malformed},
        {"a blank in a name", with_line("X A: 1"), malformed},
        {"a line without a name", with_line(": 1"), malformed},
        {"a blank before the colon", with_fields("Content-Length : 19\r\n"), malformed},
        {"a length with a sign", with_fields("Content-Length: +19\r\n"), malformed},
        {"a negative length", with_fields("Content-Length: -19\r\n"), malformed},
        {"a length in hexadecimal", with_fields("Content-Length: 0x13\r\n"), malformed},
        {"an empty length", with_fields("Content-Length: \r\n"), malformed},
        {"a length beyond 64 bits", with_fields("Content-Length: 99999999999999999999999\r\n"), malformed},
        {"a list of lengths", with_fields("Content-Length: 19, 19\r\n"), fine, kept},
        {"the same length twice", with_fields("Content-Length: 19\r\nContent-Length: 19\r\n"), fine, kept},
        {"a list of two lengths", with_fields("Content-Length: 19, 18\r\n"), malformed},
        {"a length with blanks around it", with_fields("Content-Length: \t 19 \r\n"), fine, kept},
        {"a first line that begins with a blank", text("HTTP/1.1 200 OK\r\n Content-Length: 19\r\n\r\n" + done),
         malformed},
        {"a megabyte of short lines", with_line(many_lines + "X: 1"), too_large},

        // Chunks.
        {"chunks in capitals",
         chunks("A\r\n" + done.substr(0, 10) + "\r\n00009;x=y\r\n" + done.substr(10) + "\r\n0\r\n\r\n"), fine, kept},
        {"a chunk beyond 64 bits", chunks("FFFFFFFFFFFFFFFFF\r\n" + done), malformed},
        {"a chunk of all of 64 bits", chunks("FFFFFFFFFFFFFFFF\r\n" + done), too_large},
        {"a negative chunk", chunks("-1\r\n" + done), malformed},
        {"a chunk with 0x", chunks("0x13\r\n" + done + "\r\n0\r\n\r\n"), malformed},
        {"a chunk without a size", chunks("\r\n" + done + "\r\n0\r\n\r\n"), malformed},
        {"a chunk that is longer than it says", chunks("12\r\n" + done + "\r\n0\r\n\r\n"), malformed},
        {"an extension of a megabyte", chunks("13;" + long_text + "\r\n" + done + "\r\n0\r\n\r\n"), too_large},
        {"a trailer of a megabyte", chunks("13\r\n" + done + "\r\n0\r\nX-A: " + long_text + "\r\n\r\n"), too_large},
        {"a trailer of a megabyte of lines", chunks("13\r\n" + done + "\r\n0\r\n" + many_lines + "\r\n"), too_large},
        {"chunked in capitals",
         text("HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n13\r\n" + done + "\r\n0\r\n\r\n"), fine, kept},
        {"chunked in two lines",
         text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n" + done +
              "\r\n0\r\n\r\n"),
         malformed},
        {"chunked twice",
         text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n13\r\n" + done + "\r\n0\r\n\r\n"),
         malformed},
        {"compressed and chunked",
         text("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n13\r\n" + done + "\r\n0\r\n\r\n"), malformed},
        {"a transfer encoding that is none",
         text("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n" + done, then::close_notify), malformed},

        // What becomes of the connection.
        {"HTTP/1.0", text("HTTP/1.0 200 OK\r\nContent-Length: 19\r\n\r\n" + done), fine, closed},
        {"HTTP/1.0 that stays", text("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 19\r\n\r\n" + done),
         fine, kept},
        {"a connection that is to be closed, and is not", with_line("Connection: close"), fine, closed},
        {"the same in capitals and in a list", with_line("Connection: foo, CLOSE"), fine, closed},
        {"a reset right after the answer", text(http_text(200, done), then::reset), fine, either},
        {"a close right after the answer", text(http_text(200, done), then::close), fine, either},
        {"a half-close right after the answer", text(http_text(200, done), then::half_close), fine, either},
        {"a half-close in place of the answer", text({}, then::half_close), net::eof},
        {"a half-close amid the answer", text(http_text(200, done).substr(0, 80), then::half_close), cut},
        {"two answers in one record", text(http_text(200, done) + http_text(200, done)), fine, closed},
        {"one byte more than the answer", text(http_text(200, done) + "\n"), fine, closed},
        {"a body after 204", text("HTTP/1.1 204 No Content\r\n\r\n" + done), malformed},
        {"a body after 304", text("HTTP/1.1 304 Not Modified\r\n\r\n" + done), status, closed, false, 1},
        {"a megabyte of interim answers", text(many_interims + http_text(200, done)), too_large},

        // The body.
        {"an empty one", with_body(""), malformed, kept},
        {"blanks", with_body(" \r\n "), malformed, kept},
        {"a byte order mark", with_body("\xEF\xBB\xBF" + done), fine, kept},
        {"compressed although nobody has asked for that",
         text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1F\x8B\x08\x01"), malformed,
         kept},
        {"the same key twice", with_body(R"({"RequestId":"R-0","RequestId":"R-1"})"), fine, kept},
        {"more behind the end", with_body(done + "}"), malformed, kept},
        {"a list", with_body("[" + done + "]"), malformed, kept},
        {"null", with_body("null"), malformed, kept},
        {"a NUL behind the end", with_body(done + "\0"s), malformed, kept},
        {"UTF-16", with_body("\xFF\xFE{\0}\0"s), malformed, kept},

        // Refusals that ask for a wait. Those that ask for none are repeated at once.
        {"429, wait 0", refusal(429, "0"), status, kept, false},
        {"429, wait -1", refusal(429, "-1"), status, kept, false},
        {"429, wait until 1994", refusal(429, "Sun, 06 Nov 1994 08:49:37 GMT"), status, kept, false},
        {"429, wait soon", refusal(429, "soon"), status, kept, false},
        {"429, wait an age", refusal(429, "18446744073709551616"), status, kept, false},
        {"429, wait three years", refusal(429, "99999999"), status, kept, false, 1},
        {"503, wait 0", refusal(503, "0"), status, kept},
        {"503, wait three years", refusal(503, "99999999"), status, kept, true, 1},

        // TLS by itself.
        {"new keys a hundred times",
         after(text(http_text(200, done)),
               [](SSL& tls)
               {
                   for (int i = 0; i < 100; ++i)
                   {
                       SSL_key_update(&tls, SSL_KEY_UPDATE_NOT_REQUESTED);
                       SSL_do_handshake(&tls);
                   }
               }),
         fine, kept},
        {"new keys a hundred times, and the client's",
         after(text(http_text(200, done)),
               [](SSL& tls)
               {
                   for (int i = 0; i < 100; ++i)
                   {
                       SSL_key_update(&tls, SSL_KEY_UPDATE_REQUESTED);
                       SSL_do_handshake(&tls);
                   }
               }),
         fine, kept},
        {"a thousand tickets",
         after(text(http_text(200, done)),
               [](SSL& tls)
               {
                   for (int i = 0; i < 1000; ++i)
                   {
                       SSL_new_session_ticket(&tls);
                       SSL_do_handshake(&tls);
                   }
               }),
         fine, kept},
    };
}

template <typename Op>
void check(row const& each, Op const& op)
{
    constexpr bool is_read = Op::traits.repeat == repeat_safety::safe;
    BOOST_TEST_CONTEXT(each.name)
    {
        bool odd = true;
        scripted_server const server{[&](scripted_request const&)
                                     { return odd ? each.reply : text(http_text(200, done)); }};
        auto options = options_for(server);
        options.retry.max_attempts = 2;
        session with{options};
        auto const got = with.get(op);
        auto const attempts = server.requests().size();
        BOOST_TEST((got ? fine : got.error().code) == each.code, (got ? "it succeeds" : got.error().what()));
        if (is_read)
            BOOST_TEST(attempts == (each.code ? static_cast<std::size_t>(each.attempts) : 1U));
        else
            BOOST_TEST(attempts == (each.maybe_executed ? 1U : static_cast<std::size_t>(each.attempts)));
        if (!got && !is_read)
            BOOST_TEST(got.error().maybe_executed == each.maybe_executed);
        if (each.after != either)
            BOOST_TEST(with.client.stats().idle == (each.after == kept ? 1U : 0U));
        // Whatever has happened, the next call has its own answer.
        odd = false;
        auto const next = with.get(list_one);
        BOOST_TEST(next.has_value());
    }
}

/// Uploads more than the sockets take to a server that reads the head alone, and plays this.
failure refusal_of_a_large_upload(scripted_reply const& reply)
{
    support::scripted_server_options early;
    early.answers_heads = true;
    scripted_server const server{[&](scripted_request const&) { return reply; }, early};
    auto options = options_for(server);
    options.method = request_method::post;
    options.deadline = 30s * support::slowness;
    session with{options};
    auto const got = with.get(large_upload());
    BOOST_REQUIRE(!got);
    BOOST_TEST(server.requests().size() == 1U);
    BOOST_TEST(with.client.stats().open == 0U);
    return got.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(odd_answers)

BOOST_AUTO_TEST_CASE(to_a_read)
{
    for (auto const& each : table())
        check(each, list_one);
}

BOOST_AUTO_TEST_CASE(to_a_write_that_must_not_be_repeated)
{
    for (auto const& each : table())
        check(each, upload());
}

BOOST_AUTO_TEST_CASE(from_a_server_that_wants_to_negotiate_tls_1_2_anew)
{
    support::scripted_server_options old;
    old.highest_tls = TLS1_2_VERSION;
    scripted_server const server{[](scripted_request const& request)
                                 {
                                     auto const reply = text(http_text(200, done));
                                     if (request.connection > 1)
                                         return reply;
                                     return after(reply,
                                                  [](SSL& tls)
                                                  {
                                                      SSL_renegotiate(&tls);
                                                      SSL_do_handshake(&tls); // asks, and waits for nothing
                                                  });
                                 },
                                 old};
    auto options = options_for(server);
    options.retry.max_attempts = 2;
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    // What it makes of the refusal is its own affair.
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(with.client.stats().waiting == 0U);
}

// RFC 9112 section 9.3: who refuses a request need not read all of it.
BOOST_AUTO_TEST_CASE(that_come_before_all_of_the_request_was_sent)
{
    std::string const refusal = R"({"RequestId":"R-7","Code":"InvalidRequest.BodyTooLarge","Message":"too large"})";
    for (auto const end : {then::reset, then::close, then::close_notify, then::half_close, then::stall})
    {
        auto const why = refusal_of_a_large_upload(text(http_text(413, refusal), end));
        BOOST_TEST(why.server_code == "InvalidRequest.BodyTooLarge", why);
        BOOST_TEST(why.http_status == 413);
        BOOST_TEST(why.request_id == "R-7");
        BOOST_TEST(!why.maybe_executed);
    }
}

BOOST_AUTO_TEST_CASE(none_and_not_all_of_the_request_was_read)
{
    for (auto const end : {then::reset, then::close})
    {
        auto const why = refusal_of_a_large_upload(text({}, end));
        bool const is_true = why.code == net::connection_reset || why.code == net::broken_pipe;
        BOOST_TEST(is_true, why);
        BOOST_TEST(why.maybe_executed);
    }
}

BOOST_AUTO_TEST_CASE(to_a_request_that_the_sockets_do_not_take_at_once)
{
    for (bool const tickets_before : {false, true})
    {
        std::size_t received = 0;
        scripted_server const server{[&](scripted_request const& request)
                                     {
                                         received = request.param("Cert").size();
                                         return text(http_text(200, done));
                                     }};
        auto options = options_for(server);
        options.method = request_method::post;
        options.deadline = 30s * support::slowness;
        session with{options};
        if (tickets_before) // what TLS says to itself after the first answer is read while the request is being sent
            BOOST_TEST(with.get(list_one).has_value());
        BOOST_TEST(with.get(large_upload()).has_value());
        BOOST_TEST(received == large_size);
        BOOST_TEST(with.get(list_one).has_value());
        BOOST_TEST(server.connections() == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

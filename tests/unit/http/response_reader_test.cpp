// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/http/response_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace
{

namespace http = boost::beast::http;
using namespace std::chrono_literals;
using aliyun::cas::detail::response_limits;
using aliyun::cas::detail::response_reader;
using aliyun::cas::detail::wiped_buffer;
using boost::system::error_code;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\n";

/// Printable, as the enumeration is not.
error_code code(http::error value)
{
    return value;
}

/// What a reader makes of a response.
struct reading
{
    error_code error{};
    bool is_done = false;
    bool keeps_alive = false;
    int status = 0;
    std::string body{};
    aliyun::cas::detail::response_head head{};

    friend std::ostream& operator<<(std::ostream& out, reading const& value)
    {
        return out << value.status << " `" << value.body << "` " << (value.is_done ? "done" : "unfinished")
                   << (value.keeps_alive ? " keeps alive " : " closes ") << value.error.message();
    }
    friend bool operator==(reading const& a, reading const& b)
    {
        return a.error == b.error && a.is_done == b.is_done && a.keeps_alive == b.keeps_alive && a.status == b.status &&
               a.body == b.body && a.head.date == b.head.date && a.head.retry_after == b.head.retry_after &&
               a.head.request_id == b.head.request_id;
    }
};

enum class afterwards
{
    stays_open,
    ends
};

/// Lets a response arrive in pieces that end at `cuts`, in a buffer that moves whenever it grows.
reading read_in_pieces(std::string_view response, std::vector<std::size_t> cuts,
                       afterwards stream = afterwards::stays_open, response_limits limits = {})
{
    wiped_buffer buffer;
    response_reader reader{limits};
    reader.start();
    reading result;
    std::size_t from = 0;
    cuts.push_back(response.size());
    for (auto const cut : cuts)
    {
        buffer.append(response.substr(from, cut - from));
        from = cut;
        reader.read(buffer, result.error);
        if (result.error)
            break;
    }
    if (stream == afterwards::ends && !result.error && !reader.is_done())
        reader.read_end(result.error);
    result.is_done = reader.is_done();
    result.head = reader.head();
    result.status = reader.head().status;
    if (!result.error)
    {
        result.body = reader.body(buffer);
        result.keeps_alive = reader.is_done() && reader.keeps_alive(buffer);
    }
    return result;
}

/// Reads a response whole, then split in two at every place, then byte by byte: all must come to the same.
reading read(std::string_view response, afterwards stream = afterwards::stays_open, response_limits limits = {})
{
    auto const whole = read_in_pieces(response, {}, stream, limits);
    std::vector<std::size_t> every_byte;
    for (std::size_t cut = 1; cut < response.size(); ++cut)
    {
        BOOST_TEST_CONTEXT("split at " << cut)
        {
            BOOST_TEST(read_in_pieces(response, {cut}, stream, limits) == whole);
        }
        every_byte.push_back(cut);
    }
    BOOST_TEST(read_in_pieces(response, every_byte, stream, limits) == whole);
    return whole;
}

std::string with_length(std::string_view fields, std::string_view body)
{
    return std::string(ok) + std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

std::string chunked(std::string_view chunks)
{
    return std::string(ok) + "Transfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
}

} // namespace

BOOST_AUTO_TEST_SUITE(responses)

BOOST_AUTO_TEST_CASE(a_body_of_known_length_is_read_however_it_is_split)
{
    auto const result = read(with_length("", R"({"RequestId":"R"})"));
    BOOST_TEST(!result.error);
    BOOST_TEST(result.is_done);
    BOOST_TEST(result.status == 200);
    BOOST_TEST(result.body == R"({"RequestId":"R"})");
    BOOST_TEST(result.keeps_alive);
    BOOST_TEST(read(with_length("", "")).is_done);
    BOOST_TEST(read("HTTP/1.1 404 Not Found\r\ncontent-length:2\r\n\r\n{}").status == 404);
    BOOST_TEST(read("HTTP/1.1 204 No Content\r\n\r\n").is_done);
}

BOOST_AUTO_TEST_CASE(chunks_are_pushed_together_with_their_extensions_and_trailers_gone)
{
    BOOST_TEST(read(chunked("5\r\nhello\r\n0\r\n\r\n")).body == "hello");
    auto const result =
        read(chunked("1\r\nA\r\n2;ext=1;name=\"v\"\r\nBC\r\n0a\r\nDEFGHIJKLM\r\n0\r\nTrailer: t\r\nDate: x\r\n\r\n"));
    BOOST_TEST(!result.error);
    BOOST_TEST(result.is_done);
    BOOST_TEST(result.body == "ABCDEFGHIJKLM");
    BOOST_TEST(result.keeps_alive);
    BOOST_TEST(read(chunked("0\r\n\r\n")).body == "");
    BOOST_TEST(!read(chunked("5\r\nhello\r\n")).is_done);
    BOOST_TEST(read(chunked("x\r\n\r\n")).error == code(http::error::bad_chunk));
    BOOST_TEST(read(chunked("5\r\nhelloXX0\r\n\r\n")).error == code(http::error::bad_chunk));
    BOOST_TEST(read(chunked("ffffffffffffffffff\r\n")).error == code(http::error::bad_chunk));
}

BOOST_AUTO_TEST_CASE(many_chunks_keep_their_order)
{
    std::string chunks;
    std::string expected;
    for (int i = 0; i < 3'000; ++i)
    {
        auto const piece = std::to_string(i) + ',';
        chunks += std::to_string(piece.size()) + "\r\n" + piece + "\r\n";
        expected += piece;
    }
    auto const response = chunked(chunks + "0\r\n\r\n");
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 997; cut < response.size(); cut += 997)
        cuts.push_back(cut);
    BOOST_TEST((read_in_pieces(response, cuts).body == expected));
    BOOST_TEST((read_in_pieces(response, {}).body == expected));
}

BOOST_AUTO_TEST_CASE(interim_responses_are_skipped)
{
    auto const result =
        read("HTTP/1.1 100 Continue\r\nx-acs-request-id: interim\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: "
             "x\r\n\r\n" +
             with_length("Date: Tue, 24 Nov 2026 05:12:24 GMT\r\n", "body"));
    BOOST_TEST(result.status == 200);
    BOOST_TEST(result.body == "body");
    BOOST_TEST(result.keeps_alive);
    BOOST_TEST(result.head.request_id == "");
    BOOST_TEST(!read("HTTP/1.1 100 Continue\r\n\r\n").is_done);
    BOOST_TEST(read("HTTP/1.1 100 Continue\r\n\r\n", afterwards::ends).error == code(http::error::end_of_stream));
}

BOOST_AUTO_TEST_CASE(a_body_without_length_ends_with_the_stream)
{
    auto const open = read(std::string(ok) + "\r\nsome of it");
    BOOST_TEST(!open.error);
    BOOST_TEST(!open.is_done);
    auto const result = read(std::string(ok) + "\r\nall of it", afterwards::ends);
    BOOST_TEST(!result.error);
    BOOST_TEST(result.is_done);
    BOOST_TEST(result.body == "all of it");
    BOOST_TEST(!result.keeps_alive);
}

BOOST_AUTO_TEST_CASE(a_stream_that_ends_too_early_is_told_from_one_that_never_began)
{
    BOOST_TEST(read_in_pieces("", {}, afterwards::ends).error == code(http::error::end_of_stream));
    std::string const response = with_length("", "body");
    for (std::size_t size = 1; size < response.size(); ++size)
        BOOST_TEST(read_in_pieces(response.substr(0, size), {}, afterwards::ends).error ==
                   code(http::error::partial_message));
    BOOST_TEST(read(chunked("5\r\nhello\r\n"), afterwards::ends).error == code(http::error::partial_message));
}

BOOST_AUTO_TEST_CASE(bodies_are_taken_up_to_the_limit_and_not_one_byte_beyond)
{
    response_limits const limits{1024, 8};
    BOOST_TEST(read(with_length("", "12345678"), afterwards::stays_open, limits).body == "12345678");
    BOOST_TEST(read(with_length("", "123456789"), afterwards::stays_open, limits).error ==
               code(http::error::body_limit));
    BOOST_TEST(read(chunked("4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n"), afterwards::stays_open, limits).body == "12345678");
    BOOST_TEST(read(chunked("4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n"), afterwards::stays_open, limits).error ==
               code(http::error::body_limit));
    BOOST_TEST(read(std::string(ok) + "\r\n12345678", afterwards::ends, limits).body == "12345678");
    BOOST_TEST(read(std::string(ok) + "\r\n123456789", afterwards::ends, limits).error ==
               code(http::error::body_limit));
    BOOST_TEST(read(std::string(ok) + "Content-Length: 18446744073709551615\r\n\r\n").error ==
               code(http::error::body_limit));
}

BOOST_AUTO_TEST_CASE(headers_are_taken_up_to_the_limit)
{
    response_limits const limits{1024, 1024};
    auto const with_header_of = [](std::size_t size)
    { return with_length("X: " + std::string(size, 'x') + "\r\n", "body"); };
    BOOST_TEST(read_in_pieces(with_header_of(900), {}, afterwards::stays_open, limits).body == "body");
    for (auto const size : {std::size_t{1025}, std::size_t{5'000}})
    {
        auto const response = with_header_of(size);
        BOOST_TEST(read_in_pieces(response, {}, afterwards::stays_open, limits).error ==
                   code(http::error::header_limit));
        BOOST_TEST(read_in_pieces(response, {10, 20, 1'000, 1'030}, afterwards::stays_open, limits).error ==
                   code(http::error::header_limit));
    }
    // One that never ends is not waited for.
    BOOST_TEST(
        read_in_pieces(std::string(ok) + "X: " + std::string(2'000, 'x'), {}, afterwards::stays_open, limits).error ==
        code(http::error::header_limit));
}

BOOST_AUTO_TEST_CASE(headers_are_limited_together_however_their_pieces_end)
{
    response_limits const limits{1024, 1024};
    for (std::size_t const behind_a_line : {0u, 3u}) // at its end, or within the next one
    {
        std::string text(ok);
        std::vector<std::size_t> cuts;
        for (int i = 0; i < 40; ++i)
        {
            cuts.push_back(text.size() + behind_a_line);
            text += "X: " + std::string(100, 'x') + "\r\n";
        }
        BOOST_TEST(read_in_pieces(text, cuts, afterwards::stays_open, limits).error == code(http::error::header_limit));
    }
}

BOOST_AUTO_TEST_CASE(what_stands_between_chunks_is_limited_and_not_kept)
{
    response_limits const limits{1024, 1024};
    auto const with_extension_of = [](std::size_t size)
    { return chunked("1;" + std::string(size, 'e') + "\r\nb\r\n0\r\n\r\n"); };
    BOOST_TEST(read_in_pieces(with_extension_of(900), {100, 500}, afterwards::stays_open, limits).body == "b");
    BOOST_TEST(read_in_pieces(with_extension_of(100'000), {50'000}, afterwards::stays_open, limits).error ==
               code(http::error::header_limit));
    auto const endless_trailer = chunked("1\r\nb\r\n0\r\n" + std::string(5'000, 't'));
    BOOST_TEST(read_in_pieces(endless_trailer, {}, afterwards::stays_open, limits).error ==
               code(http::error::header_limit));

    // A thousand chunks of one byte with 900 bytes of extensions each, one after the other.
    wiped_buffer buffer;
    response_reader reader{limits};
    reader.start();
    buffer.append(chunked(""));
    error_code error;
    for (int i = 0; i < 1'000; ++i)
    {
        buffer.append("1;" + std::string(900, 'e') + "\r\nb\r\n");
        reader.read(buffer, error);
        BOOST_REQUIRE(!error);
        BOOST_REQUIRE(buffer.size() < 4'000u);
    }
    buffer.append("0\r\n\r\n");
    reader.read(buffer, error);
    BOOST_TEST(reader.is_done());
    BOOST_TEST(reader.body(buffer) == std::string(1'000, 'b'));
}

BOOST_AUTO_TEST_CASE(an_empty_chunked_body_may_come_byte_by_byte)
{
    // A parser that is shown `0 CRLF` twice must not take it amiss.
    auto const result = read(chunked("0\r\n\r\n"));
    BOOST_TEST(result.is_done);
    BOOST_TEST(result.keeps_alive);
    BOOST_TEST(read(chunked("0\r\n\r"), afterwards::ends).error == code(http::error::partial_message));
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_only_if_both_sides_can)
{
    BOOST_TEST(read(with_length("", "b")).keeps_alive);
    BOOST_TEST(read(with_length("Connection: keep-alive\r\n", "b")).keeps_alive);
    BOOST_TEST(!read(with_length("Connection: close\r\n", "b")).keeps_alive);
    BOOST_TEST(!read(with_length("connection: CLOSE\r\n", "b")).keeps_alive);
    BOOST_TEST(!read("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nb").keeps_alive);
    BOOST_TEST(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nb").keeps_alive);
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_response_close_the_connection)
{
    auto const result = read_in_pieces(with_length("", "b") + "surplus", {});
    BOOST_TEST(result.is_done);
    BOOST_TEST(result.body == "b");
    BOOST_TEST(!result.keeps_alive);
}

BOOST_AUTO_TEST_CASE(date_retry_after_and_request_id_are_kept)
{
    auto const head = read(with_length("DATE: Tue, 24 Nov 2026 05:12:24 GMT\r\nRetry-After:  7 \r\nX-Acs-Request-Id: "
                                       "ABC-1\r\n",
                                       ""))
                          .head;
    BOOST_CHECK(head.date == aliyun::cas::detail::utc_seconds{1795497144s});
    BOOST_CHECK(head.retry_after == 7s);
    BOOST_TEST(head.request_id == "ABC-1");
    BOOST_TEST(
        read_in_pieces(with_length("x-acs-request-id: " + std::string(500, 'r') + "\r\n", ""), {}).head.request_id ==
        std::string(128, 'r'));
}

BOOST_AUTO_TEST_CASE(dates_and_waits_that_make_no_sense_are_as_if_absent)
{
    for (std::string const value :
         {"", "-1", "1.5", "soon", "7 seconds", "0x7", "99999999999999999999", "Wed, 21 Oct 2026 07:28:00 GMT"})
        BOOST_TEST(!read_in_pieces(with_length("Retry-After: " + value + "\r\n", ""), {}).head.retry_after.has_value(),
                   value);
    BOOST_CHECK(read_in_pieces(with_length("Retry-After: 0\r\n", ""), {}).head.retry_after == 0s);
    BOOST_TEST(!read_in_pieces(with_length("Date: yesterday\r\n", ""), {}).head.date.has_value());
}

BOOST_AUTO_TEST_CASE(a_wait_until_a_date_is_counted_from_the_servers_own_clock)
{
    auto const asked = [](std::string const& fields)
    {
        return read_in_pieces(with_length(fields, ""), {})
            .head.asked_wait(aliyun::cas::detail::utc_seconds{1795497144s}); // Tue, 24 Nov 2026 05:12:24 GMT
    };
    std::string const until = "Retry-After: Tue, 24 Nov 2026 05:12:54 GMT\r\n";
    BOOST_CHECK(asked(until) == 30s);
    BOOST_CHECK(asked(until + "Date: Tue, 24 Nov 2026 05:12:44 GMT\r\n") == 10s);
    BOOST_CHECK(asked("Date: Tue, 24 Nov 2026 05:12:44 GMT\r\n" + until) == 10s);
    BOOST_CHECK(asked(until + "Date: Tue, 24 Nov 2026 05:13:00 GMT\r\n") == 0s);
    BOOST_CHECK(asked("Retry-After: 3\r\n") == 3s);
    BOOST_CHECK(!asked("").has_value());
    BOOST_CHECK(std::chrono::nanoseconds(*asked("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n")) > 24h);
}

BOOST_AUTO_TEST_CASE(a_wait_longer_than_any_deadline_still_fits_into_nanoseconds)
{
    auto const head = read_in_pieces(with_length("Retry-After: 9223372036854775807\r\n", ""), {}).head;
    BOOST_REQUIRE(head.retry_after.has_value());
    BOOST_CHECK(std::chrono::nanoseconds(*head.retry_after) > 24h);
}

BOOST_AUTO_TEST_CASE(what_is_no_response_is_an_error_at_its_first_bad_byte)
{
    BOOST_TEST(read("SSH-2.0-OpenSSH_9.2\r\n\r\n").error == code(http::error::bad_version));
    BOOST_TEST(read("HTTP/2.0 200 OK\r\n\r\n").error == code(http::error::bad_version));
    BOOST_TEST(read("HTTP/1.1 20 OK\r\n\r\n").error == code(http::error::bad_status));
    BOOST_TEST(read("HTTP/1.1 000 OK\r\n\r\n").error == code(http::error::bad_status));
    BOOST_TEST(read("HTTP/1.1 099 OK\r\n\r\n").error == code(http::error::bad_status));
    BOOST_TEST(read("HTTP/1.1 2000 OK\r\n\r\n").error == code(http::error::bad_status));
    BOOST_TEST(read("GET / HTTP/1.1\r\n\r\n").error == code(http::error::bad_version));
    BOOST_TEST(read(std::string(ok) + "no field\r\n\r\n").error == code(http::error::bad_field));
    BOOST_TEST(read(std::string(ok) + "Content-Length: x\r\n\r\n").error == code(http::error::bad_content_length));
    BOOST_TEST(read(std::string(ok) + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n").error.failed());
}

BOOST_AUTO_TEST_CASE(a_reader_reads_one_response_after_the_other)
{
    wiped_buffer buffer;
    response_reader reader{response_limits{}};
    for (std::string const body : {"first", "", "the third, longer"})
    {
        buffer.clear();
        reader.start();
        buffer.append(with_length("Retry-After: 1\r\n", body));
        error_code error;
        reader.read(buffer, error);
        BOOST_TEST(!error);
        BOOST_TEST(reader.body(buffer) == body);
        BOOST_TEST(reader.keeps_alive(buffer));
    }
    buffer.clear();
    reader.start();
    BOOST_TEST(reader.head().status == 0);
    BOOST_TEST(!reader.head().retry_after.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

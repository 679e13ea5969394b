// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The text of an HTTP response, and the play that a fault makes of it: pieces to send, and how it ends. No I/O.

#include "aliyun/cas/detail/emulator/answer_writer.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/emulator_faults.hpp"

#include <boost/beast/http/status.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// A response before its length is told.
struct reply
{
    unsigned status = 200;
    std::string fields{}; ///< Whole lines.
    std::string body{};
    bool keep_alive = true;
};

inline std::string status_line(unsigned status)
{
    auto const reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(reason) + "\r\n";
}

/// Status line and header. `framing`: the lines that tell where the body ends.
inline std::string head_of(reply const& what, std::string_view framing)
{
    auto head = status_line(what.status);
    head += what.fields;
    head += framing;
    if (!what.keep_alive)
        head += "Connection: close\r\n";
    return head += "\r\n";
}

inline std::string length_line(std::size_t size)
{
    return "Content-Length: " + std::to_string(size) + "\r\n";
}

/// How a connection goes on.
enum class reply_end
{
    keep,
    close_notify, ///< TLS says good-bye.
    close,        ///< TCP does, TLS does not.
    reset,
    stall
};

struct play
{
    std::vector<std::string> pieces{}; ///< Each is a TLS record of its own.
    reply_end end = reply_end::close_notify;
    std::chrono::milliseconds pause{0}; ///< Before each piece but the first.
    bool endless = false;               ///< The last piece is sent until the client leaves.
    bool only_while_idle = false;       ///< No further piece once the next request has come.
};

inline std::string in_chunks(std::string_view body)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    while (!body.empty())
    {
        auto const piece = body.substr(0, 255);
        body.remove_prefix(piece.size());
        text += hex[piece.size() / 16];
        text += hex[piece.size() % 16];
        text.append(";name=value;quoted=\"a;b\"\r\n").append(piece).append("\r\n");
    }
    return text += "0;last\r\nX-Trailer: value\r\n\r\n";
}

inline std::string repeated(std::string_view text, std::size_t times)
{
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t at = 0; at < times; ++at)
        all += text;
    return all;
}

inline std::string entity_bomb()
{
    std::string document = "<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY e0 \"0123456789\">";
    for (char level = '1'; level <= '9'; ++level)
        document.append("<!ENTITY e")
            .append(1, level)
            .append(" \"")
            .append(repeated("&e" + std::string(1, static_cast<char>(level - 1)) + ";", 10) + "\">");
    return document += "]>\n<r><RequestId>&e9;</RequestId></r>";
}

inline play whole_reply(reply const& what, reply_end end = reply_end::keep)
{
    play made;
    made.pieces.push_back(head_of(what, length_line(what.body.size())) + what.body);
    made.end = what.keep_alive ? end : reply_end::close_notify;
    return made;
}

/// Another body under the head of a success, in order as far as HTTP goes.
inline play with_body(reply what, std::string body)
{
    what.status = 200;
    what.body = std::move(body);
    return whole_reply(what);
}

inline play byte_by_byte(std::string const& first, std::string const& dripping, std::string const& rest)
{
    play made;
    if (!first.empty())
        made.pieces.push_back(first);
    for (char const byte : dripping)
        made.pieces.emplace_back(1, byte);
    if (!rest.empty())
        made.pieces.push_back(rest);
    made.end = reply_end::keep;
    return made;
}

/// The play that a rule makes of a response. `format` is the one that was asked for.
inline play play_of(emulator_fault_rule const& rule, reply what, answer_format format, std::string_view request_id)
{
    using enum emulator_fault;
    auto const size = what.body.size();
    auto const head = head_of(what, length_line(size));
    auto const line = status_line(what.status);
    auto const cut_at = [&](std::size_t at, reply_end end)
    {
        play made;
        if (at != 0)
            made.pieces.push_back((head + what.body).substr(0, at));
        made.end = end;
        return made;
    };
    auto const framed = [&](std::string_view framing, std::string body, reply_end end)
    {
        play made;
        made.pieces.push_back(head_of(what, framing) + std::move(body));
        made.end = end;
        return made;
    };
    auto const in_line = line.size() / 2;
    auto const in_header = (line.size() + head.size()) / 2;
    auto const in_body = head.size() + size / 2;
    play made;
    switch (rule.fault)
    {
    case reset_before_request:
    case reset_in_request:
    case reset_after_request:
        return cut_at(0, reply_end::reset);
    case cut_before_request:
    case cut_in_request:
    case cut_after_request:
        return cut_at(0, reply_end::close_notify);
    case stall_before_request:
    case stall_in_request:
    case stall_after_request:
        return cut_at(0, reply_end::stall);
    case reset_in_status_line:
        return cut_at(in_line, reply_end::reset);
    case cut_in_status_line:
        return cut_at(in_line, reply_end::close_notify);
    case stall_in_status_line:
        return cut_at(in_line, reply_end::stall);
    case reset_in_header:
        return cut_at(in_header, reply_end::reset);
    case cut_in_header:
        return cut_at(in_header, reply_end::close_notify);
    case stall_in_header:
        return cut_at(in_header, reply_end::stall);
    case reset_in_body:
        return cut_at(in_body, reply_end::reset);
    case cut_in_body:
        return cut_at(in_body, reply_end::close_notify);
    case stall_in_body:
        return cut_at(in_body, reply_end::stall);
    case length_too_short:
        what.status = 200;
        return framed(length_line(size / 8), what.body, reply_end::keep);
    case length_too_long:
        return framed(length_line(size + 10), what.body, reply_end::close_notify);
    case two_lengths:
        return framed(length_line(size) + length_line(size + 1), what.body, reply_end::keep);
    case length_and_chunks:
        return framed(length_line(size) + "Transfer-Encoding: chunked\r\n", in_chunks(what.body), reply_end::keep);
    case gigabyte_announced:
        return framed(length_line(std::size_t{1} << 30U), what.body, reply_end::stall);
    case endless_header:
        made.pieces.push_back(line + what.fields);
        made.pieces.push_back("X-Filler: " + std::string(1000, 'x') + "\r\n");
        made.endless = true;
        return made;
    case endless_body:
        what.keep_alive = false;
        made.pieces.push_back(head_of(what, {}) + what.body);
        made.pieces.emplace_back(std::size_t{16} * 1024, ' ');
        made.endless = true;
        return made;
    case garbage:
        return with_body(std::move(what), std::string("\x01\xFF{]<garbage\0", 13));
    case deep_nesting:
        return with_body(std::move(what), repeated(format == answer_format::json ? "[" : "<a>", 50'000));
    case external_entity:
        return with_body(std::move(what), "<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "
                                          "\"file:///etc/hostname\">]>\n<r><RequestId>&x;</RequestId></r>");
    case entity_expansion:
        return with_body(std::move(what), entity_bomb());
    case torn_without_length:
    case without_length:
        what.keep_alive = false;
        made.pieces.push_back(head_of(what, {}) + what.body);
        made.end = rule.fault == without_length ? reply_end::close_notify : reply_end::close;
        return made;
    case duplicate_response:
        made = whole_reply(what);
        made.pieces.front() += made.pieces.front();
        return made;
    case unsolicited_response:
        made = whole_reply(what);
        made.pieces.push_back(made.pieces.front());
        made.pause = rule.pause;
        made.only_while_idle = true; // to a client that has asked again it could not but seem to be the answer
        return made;
    case chunked:
        return framed("Transfer-Encoding: chunked\r\n", in_chunks(what.body), reply_end::keep);
    case interim_responses:
        made = whole_reply(what);
        made.pieces.insert(made.pieces.begin(), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                                "Link: </style.css>\r\n\r\n");
        return made;
    case close_after_response:
        return whole_reply(what, reply_end::close_notify);
    case drip_head:
        made = byte_by_byte({}, head, what.body);
        made.pause = rule.pause;
        return made;
    case drip_body:
        made = byte_by_byte(head, what.body, {});
        made.pause = rule.pause;
        return made;
    case internal_error:
        what.status = 500;
        what.body = write_refusal(format, {500, "InternalError", "The request processing has failed."}, request_id);
        return whole_reply(what);
    case html_error:
        return whole_reply({502, "Content-Type: text/html\r\n", "<html><h1>502 Bad Gateway</h1></html>"});
    case no_content:
        made.pieces.push_back("HTTP/1.1 204 No Content\r\n" + what.fields + "\r\n");
        made.end = reply_end::keep;
        return made;
    case redirect:
        return whole_reply({302, "Location: " + rule.location + "\r\n", {}});
    case proxy_authentication_required:
        return whole_reply({407, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", {}});
    default: // none, what comes before a request, and what the service itself answers
        return whole_reply(what);
    }
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

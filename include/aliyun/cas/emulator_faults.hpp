// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the emulator can be asked to do wrong, and when. The table of faults is the input of this library's own tests of
// failures, and there for the tests of others.

#include "version.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Something that goes wrong. A reset is TCP's, without a word of TLS; a cut is the proper end of TLS and TCP at a
/// wrong place; a stall is an open connection on which nothing happens until the client leaves it.
enum class emulator_fault : std::uint8_t
{
    none,

    // The connection fails before there is a request.
    reset_handshake,
    stall_handshake,
    plain_http, ///< The TLS port speaks plain HTTP.
    wrong_host_name,
    expired_certificate,
    self_signed_certificate,
    untrusted_certificate, ///< Of an authority that nobody knows.
    old_tls,               ///< TLS 1.0 only.

    // The request is not carried out.
    reset_before_request, ///< The server ends the connection while the client begins to use it.
    cut_before_request,
    stall_before_request,
    reset_in_request, ///< Some of the request has been read.
    cut_in_request,
    stall_in_request,
    throttled,                     ///< `Throttling.User`
    unavailable,                   ///< `ServiceUnavailable`, with status 503
    redirect,                      ///< 302 to another host: `emulator_fault_rule::location`
    proxy_authentication_required, ///< 407

    // The request is carried out, and its answer goes wrong.
    internal_error, ///< `InternalError`, with status 500
    html_error,     ///< 502 with a page for people
    no_content,     ///< 204
    reset_after_request,
    cut_after_request,
    stall_after_request,
    reset_in_status_line,
    cut_in_status_line,
    stall_in_status_line,
    reset_in_header,
    cut_in_header,
    stall_in_header,
    reset_in_body,
    cut_in_body,
    stall_in_body,
    length_too_short, ///< Content-Length is less than the body.
    length_too_long,  ///< Content-Length is more than the body, and the connection ends.
    two_lengths,
    length_and_chunks, ///< Content-Length beside Transfer-Encoding.
    gigabyte_announced,
    endless_header,
    endless_body,
    garbage, ///< The body is no JSON and no XML.
    deep_nesting,
    external_entity,     ///< The body is XML with an external entity.
    entity_expansion,    ///< The body is XML with entities that grow a thousandfold.
    torn_without_length, ///< No length is told, and the end comes without TLS's good-bye: it could be anywhere.
    duplicate_response,
    unsolicited_response, ///< A whole response more, some time after the right one, unless there is a request by then.

    // The answer is unusual, and right.
    without_length, ///< It ends with the connection, and TLS says so.
    chunked,        ///< In chunks with extensions, and a trailer.
    interim_responses,
    close_after_response, ///< Without having said so.
    drip_head,            ///< Byte by byte: see `emulator_fault_rule::pause`.
    drip_body
};

/// When a fault strikes, as far as the request is concerned.
enum class emulator_fault_moment : std::uint8_t
{
    never,
    connection, ///< Chosen once for each connection.
    request,    ///< Chosen for each request before it is read: its action is not known.
    instead,    ///< Chosen once the request is read; it is not carried out.
    answer      ///< Chosen once the request is read; it is carried out, unless it is refused.
};

namespace detail::emulated
{

struct fault_entry
{
    std::string_view name;
    emulator_fault_moment moment;
};

// In the order of the enumeration.
inline constexpr fault_entry fault_table[] = {
    {"none", emulator_fault_moment::never},
    {"reset_handshake", emulator_fault_moment::connection},
    {"stall_handshake", emulator_fault_moment::connection},
    {"plain_http", emulator_fault_moment::connection},
    {"wrong_host_name", emulator_fault_moment::connection},
    {"expired_certificate", emulator_fault_moment::connection},
    {"self_signed_certificate", emulator_fault_moment::connection},
    {"untrusted_certificate", emulator_fault_moment::connection},
    {"old_tls", emulator_fault_moment::connection},
    {"reset_before_request", emulator_fault_moment::request},
    {"cut_before_request", emulator_fault_moment::request},
    {"stall_before_request", emulator_fault_moment::request},
    {"reset_in_request", emulator_fault_moment::request},
    {"cut_in_request", emulator_fault_moment::request},
    {"stall_in_request", emulator_fault_moment::request},
    {"throttled", emulator_fault_moment::instead},
    {"unavailable", emulator_fault_moment::instead},
    {"redirect", emulator_fault_moment::instead},
    {"proxy_authentication_required", emulator_fault_moment::instead},
    {"internal_error", emulator_fault_moment::answer},
    {"html_error", emulator_fault_moment::answer},
    {"no_content", emulator_fault_moment::answer},
    {"reset_after_request", emulator_fault_moment::answer},
    {"cut_after_request", emulator_fault_moment::answer},
    {"stall_after_request", emulator_fault_moment::answer},
    {"reset_in_status_line", emulator_fault_moment::answer},
    {"cut_in_status_line", emulator_fault_moment::answer},
    {"stall_in_status_line", emulator_fault_moment::answer},
    {"reset_in_header", emulator_fault_moment::answer},
    {"cut_in_header", emulator_fault_moment::answer},
    {"stall_in_header", emulator_fault_moment::answer},
    {"reset_in_body", emulator_fault_moment::answer},
    {"cut_in_body", emulator_fault_moment::answer},
    {"stall_in_body", emulator_fault_moment::answer},
    {"length_too_short", emulator_fault_moment::answer},
    {"length_too_long", emulator_fault_moment::answer},
    {"two_lengths", emulator_fault_moment::answer},
    {"length_and_chunks", emulator_fault_moment::answer},
    {"gigabyte_announced", emulator_fault_moment::answer},
    {"endless_header", emulator_fault_moment::answer},
    {"endless_body", emulator_fault_moment::answer},
    {"garbage", emulator_fault_moment::answer},
    {"deep_nesting", emulator_fault_moment::answer},
    {"external_entity", emulator_fault_moment::answer},
    {"entity_expansion", emulator_fault_moment::answer},
    {"torn_without_length", emulator_fault_moment::answer},
    {"duplicate_response", emulator_fault_moment::answer},
    {"unsolicited_response", emulator_fault_moment::answer},
    {"without_length", emulator_fault_moment::answer},
    {"chunked", emulator_fault_moment::answer},
    {"interim_responses", emulator_fault_moment::answer},
    {"close_after_response", emulator_fault_moment::answer},
    {"drip_head", emulator_fault_moment::answer},
    {"drip_body", emulator_fault_moment::answer},
};

} // namespace detail::emulated

/// How many faults there are, `none` included: they are the numbers below it.
inline constexpr std::size_t emulator_faults = std::size(detail::emulated::fault_table);
static_assert(emulator_faults == static_cast<std::size_t>(emulator_fault::drip_body) + 1);

[[nodiscard]] constexpr std::string_view spelling(emulator_fault fault) noexcept
{
    return detail::emulated::fault_table[static_cast<std::size_t>(fault)].name;
}

[[nodiscard]] constexpr emulator_fault_moment moment_of(emulator_fault fault) noexcept
{
    return detail::emulated::fault_table[static_cast<std::size_t>(fault)].moment;
}

/// The fault of this name, if there is one.
[[nodiscard]] constexpr std::optional<emulator_fault> emulator_fault_named(std::string_view name) noexcept
{
    for (std::size_t at = 0; at < emulator_faults; ++at)
        if (detail::emulated::fault_table[at].name == name)
            return static_cast<emulator_fault>(at);
    return std::nullopt;
}

/// When a fault happens: in some of those connections or requests that it could happen in. All conditions must hold;
/// the first rule that holds is the one that counts.
class emulator_fault_rule
{
public:
    explicit emulator_fault_rule(emulator_fault what) : fault(what) {}

    emulator_fault fault; ///< What goes wrong.

    /// Only for requests of this action; empty: for all. Says nothing about faults that come before a request is read.
    std::string action{};

    std::uint64_t first = 1; ///< From which of them on, counted from 1.
    std::uint64_t every = 1; ///< Each of them, or each n-th from the first one on.
    std::uint64_t times = (std::numeric_limits<std::uint64_t>::max)(); ///< How often at most.
    double probability = 1;                                            ///< Otherwise it is let off.

    /// Before each byte of a drip, and before an unsolicited response.
    std::chrono::milliseconds pause{5};
    /// Where a redirection leads to.
    std::string location = "https://elsewhere.invalid/";
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

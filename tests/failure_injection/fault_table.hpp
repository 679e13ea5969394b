// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The table of faults: what a client makes of each thing that the emulator can do wrong. It is the input of
// failure_test.cpp, which runs every row with a read, an idempotent write and a write that must not be repeated.

#include <aliyun/cas/emulator_faults.hpp>
#include <aliyun/cas/errc.hpp>
#include <aliyun/cas/server_errc.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

#include <vector>

namespace failure_injection
{

/// Which operations are tried again after this fault.
enum class repeats
{
    none,
    unless_unsafe, ///< It may have been carried out: only what may be done twice.
    all            ///< It was not carried out.
};

/// What a write that failed says about itself.
enum class write_is
{
    not_executed,
    maybe_executed
};

struct expectation
{
    aliyun::cas::emulator_fault fault;
    boost::system::error_code code; ///< Empty: the call succeeds as if nothing had happened.
    repeats repeated = repeats::none;
    write_is write = write_is::not_executed;
};

inline std::vector<expectation> const& table()
{
    using enum aliyun::cas::emulator_fault;
    using aliyun::cas::errc;
    using aliyun::cas::server_errc;
    constexpr auto maybe = write_is::maybe_executed;
    boost::system::error_code const fine;
    boost::system::error_code const gone = boost::asio::error::connection_reset;
    boost::system::error_code const end = boost::asio::error::eof;
    static std::vector<expectation> const rows{
        // Before anything was sent.
        {reset_handshake, gone, repeats::all},
        {stall_handshake, errc::deadline_exceeded},
        {plain_http, errc::tls_failure},
        {wrong_host_name, errc::certificate_not_trusted},
        {expired_certificate, errc::certificate_not_trusted},
        {self_signed_certificate, errc::certificate_not_trusted},
        {untrusted_certificate, errc::certificate_not_trusted},
        {old_tls, errc::tls_failure},

        // The request is on its way, or was received, and no answer begins.
        {reset_before_request, gone, repeats::unless_unsafe, maybe},
        {cut_before_request, end, repeats::unless_unsafe, maybe},
        {stall_before_request, errc::deadline_exceeded, repeats::none, maybe},
        {reset_in_request, gone, repeats::unless_unsafe, maybe},
        {cut_in_request, end, repeats::unless_unsafe, maybe},
        {stall_in_request, errc::deadline_exceeded, repeats::none, maybe},
        {reset_after_request, gone, repeats::unless_unsafe, maybe},
        {cut_after_request, end, repeats::unless_unsafe, maybe},
        {stall_after_request, errc::deadline_exceeded, repeats::none, maybe},

        // An answer begins, and does not end.
        {reset_in_status_line, gone, repeats::unless_unsafe, maybe},
        {cut_in_status_line, errc::connection_cut, repeats::unless_unsafe, maybe},
        {stall_in_status_line, errc::deadline_exceeded, repeats::none, maybe},
        {reset_in_header, gone, repeats::unless_unsafe, maybe},
        {cut_in_header, errc::connection_cut, repeats::unless_unsafe, maybe},
        {stall_in_header, errc::deadline_exceeded, repeats::none, maybe},
        {reset_in_body, gone, repeats::unless_unsafe, maybe},
        {cut_in_body, errc::connection_cut, repeats::unless_unsafe, maybe},
        {stall_in_body, errc::deadline_exceeded, repeats::none, maybe},
        {length_too_long, errc::connection_cut, repeats::unless_unsafe, maybe},
        {torn_without_length, errc::connection_cut, repeats::unless_unsafe, maybe},
        {drip_head, errc::deadline_exceeded, repeats::none, maybe}, // slower than the deadline
        {drip_body, errc::deadline_exceeded, repeats::none, maybe},

        // An answer that cannot be one.
        {length_too_short, errc::malformed_response, repeats::unless_unsafe, maybe},
        {two_lengths, errc::malformed_response, repeats::unless_unsafe, maybe},
        {length_and_chunks, errc::malformed_response, repeats::unless_unsafe, maybe},
        {gigabyte_announced, errc::response_too_large, repeats::unless_unsafe, maybe},
        {endless_header, errc::response_too_large, repeats::unless_unsafe, maybe},
        {endless_body, errc::response_too_large, repeats::unless_unsafe, maybe},
        {garbage, errc::malformed_response, repeats::unless_unsafe, maybe},
        {deep_nesting, errc::malformed_response, repeats::unless_unsafe, maybe},
        {external_entity, errc::malformed_response, repeats::unless_unsafe, maybe},
        {entity_expansion, errc::malformed_response, repeats::unless_unsafe, maybe},
        {no_content, errc::malformed_response, repeats::unless_unsafe, maybe},

        // The service, or what stands before it, says no.
        {throttled, server_errc::throttled, repeats::all},
        {unavailable, server_errc::service_unavailable, repeats::unless_unsafe, maybe},
        {internal_error, server_errc::internal_error, repeats::unless_unsafe, maybe},
        {html_error, errc::unexpected_http_status, repeats::unless_unsafe, maybe},
        {redirect, errc::unexpected_http_status},
        {proxy_authentication_required, errc::unexpected_http_status},

        // Unusual, and no reason to fail.
        {duplicate_response, fine},
        {unsolicited_response, fine},
        {without_length, fine},
        {chunked, fine},
        {interim_responses, fine},
        {close_after_response, fine},
    };
    return rows;
}

} // namespace failure_injection

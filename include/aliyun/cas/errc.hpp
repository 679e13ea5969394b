// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What can go wrong on our side of the wire. Codes of the service are in server_errc.hpp; codes of the system, of TLS
// and of Beast pass through as they are.

#include "version.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <type_traits>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Errors that the library itself detects.
enum class errc
{
    deadline_exceeded = 1,   ///< the call's time was over; equals the condition `boost::system::errc::timed_out`
    malformed_response,      ///< the answer is no HTTP, or its body is not what the operation's table says
    response_too_large,      ///< header or body exceed the client's limits
    unexpected_http_status,  ///< a status other than 2xx, and no error code of the service in the body
    certificate_not_trusted, ///< the server's certificate or its name did not pass; nothing was sent
    tls_failure,             ///< TLS failed in another way
    connection_cut,          ///< the connection ended in the middle of an answer
    request_not_signed,      ///< the request could not be made, for example because OpenSSL has no randomness
    busy,                    ///< the object does one thing at a time and is at it already
    list_kept_changing,      ///< a list changed on every pass over it, so that no pass was complete
    phase_too_long,          ///< a limit of `phase_limits` was passed; equals `boost::system::errc::timed_out`, too
    quota_exhausted,         ///< under the operation's quota the call's turn would not have come in time
    no_credentials,          ///< the source of credentials has none; `failure::detail` says why
    proxy_refused,           ///< the proxy will not let the client through; nothing was sent
    proxy_failed             ///< the proxy has failed, or cannot reach the service; nothing was sent
};

namespace detail
{

class library_category final : public boost::system::error_category
{
public:
    constexpr library_category() noexcept : error_category(0x6a4c19f1d20e7b35ull) {}

    char const* name() const noexcept override { return "aliyun.cas"; }
    std::string message(int value) const override
    {
        switch (static_cast<errc>(value))
        {
        case errc::deadline_exceeded:
            return "the deadline of the call has passed";
        case errc::malformed_response:
            return "the response is not what the operation's table says";
        case errc::response_too_large:
            return "the response exceeds the client's size limits";
        case errc::unexpected_http_status:
            return "an HTTP status without an error code of the service";
        case errc::certificate_not_trusted:
            return "the server's certificate is not trusted";
        case errc::tls_failure:
            return "TLS failed";
        case errc::connection_cut:
            return "the connection ended in the middle of the response";
        case errc::request_not_signed:
            return "the request could not be signed";
        case errc::busy:
            return "an operation of this object is already in progress";
        case errc::list_kept_changing:
            return "the list changed during every pass over it";
        case errc::phase_too_long:
            return "a phase of the call took longer than its limit";
        case errc::quota_exhausted:
            return "the operation's quota would not have let the call begin in time";
        case errc::no_credentials:
            return "there are no credentials to sign with";
        case errc::proxy_refused:
            return "the proxy refuses";
        case errc::proxy_failed:
            return "the proxy has failed";
        }
        return "unknown error";
    }
    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        auto const code = static_cast<errc>(value);
        if (code == errc::deadline_exceeded || code == errc::phase_too_long)
            return boost::system::errc::make_error_condition(boost::system::errc::timed_out);
        return {value, *this};
    }
};

} // namespace detail

/// The category of `errc`.
inline boost::system::error_category const& error_category() noexcept
{
    static constexpr detail::library_category category;
    return category;
}

inline boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

template <>
struct boost::system::is_error_code_enum<aliyun::cas::errc> : std::true_type
{
};

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the service answers when it refuses. A code that is not listed is `server_errc::other`; its text is in the
// failure.

#include "version.hpp"

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Error codes of the service.
enum class server_errc
{
    other = 1, ///< a code that this version of the library does not know
    missing_parameter,
    invalid_parameter,
    incomplete_signature,
    signature_does_not_match,
    timestamp_malformed, ///< `InvalidTimeStamp.Format`
    timestamp_expired,   ///< `InvalidTimeStamp.Expired`: the clocks differ by more than 15 minutes
    nonce_used,          ///< `SignatureNonceUsed`: the same request arrived before
    unknown_action,      ///< `InvalidAction.NotFound`
    invalid_version,
    unsupported_method,     ///< `UnsupportedHTTPMethod`
    throttled,              ///< `Throttling` and all its kinds
    access_key_not_found,   ///< `InvalidAccessKeyId.NotFound`
    access_key_inactive,    ///< `InvalidAccessKeyId.Inactive`
    forbidden,              ///< `Forbidden` and its kinds, such as `Forbidden.RAM`
    security_token_expired, ///< `InvalidSecurityToken.Expired`
    not_found,
    internal_error,
    service_unavailable
};

/// The code whose text is `text`, whole or up to a dot: `Throttling.User` is `throttled`.
[[nodiscard]] constexpr server_errc server_code(std::string_view text) noexcept
{
    constexpr std::pair<std::string_view, server_errc> known[] = {
        {"MissingParameter", server_errc::missing_parameter},
        {"InvalidParameter", server_errc::invalid_parameter},
        {"IncompleteSignature", server_errc::incomplete_signature},
        {"SignatureDoesNotMatch", server_errc::signature_does_not_match},
        {"InvalidTimeStamp.Format", server_errc::timestamp_malformed},
        {"InvalidTimeStamp.Expired", server_errc::timestamp_expired},
        {"SignatureNonceUsed", server_errc::nonce_used},
        {"InvalidAction.NotFound", server_errc::unknown_action},
        {"InvalidVersion", server_errc::invalid_version},
        {"UnsupportedHTTPMethod", server_errc::unsupported_method},
        {"Throttling", server_errc::throttled},
        {"InvalidAccessKeyId.NotFound", server_errc::access_key_not_found},
        {"InvalidAccessKeyId.Inactive", server_errc::access_key_inactive},
        {"Forbidden", server_errc::forbidden},
        {"InvalidSecurityToken.Expired", server_errc::security_token_expired},
        {"NotFound", server_errc::not_found},
        {"InternalError", server_errc::internal_error},
        {"ServiceUnavailable", server_errc::service_unavailable}};
    for (auto const& [name, code] : known)
        if (text.starts_with(name) && (text.size() == name.size() || text[name.size()] == '.'))
            return code;
    return server_errc::other;
}

namespace detail
{

class service_category final : public boost::system::error_category
{
public:
    constexpr service_category() noexcept : error_category(0x2f7d83c05e914a6bull) {}

    char const* name() const noexcept override { return "aliyun.cas.service"; }
    std::string message(int value) const override
    {
        switch (static_cast<server_errc>(value))
        {
        case server_errc::other:
            return "the service refused the request";
        case server_errc::missing_parameter:
            return "a required parameter is missing";
        case server_errc::invalid_parameter:
            return "a parameter is invalid";
        case server_errc::incomplete_signature:
            return "the signature is incomplete";
        case server_errc::signature_does_not_match:
            return "the signature does not match: the AccessKey secret is wrong";
        case server_errc::timestamp_malformed:
            return "the timestamp is malformed";
        case server_errc::timestamp_expired:
            return "the timestamp is more than 15 minutes off";
        case server_errc::nonce_used:
            return "the same request has arrived before";
        case server_errc::unknown_action:
            return "the service does not know this operation";
        case server_errc::invalid_version:
            return "the service does not know this version";
        case server_errc::unsupported_method:
            return "the HTTP method is not supported";
        case server_errc::throttled:
            return "the quota of calls is used up";
        case server_errc::access_key_not_found:
            return "the AccessKey does not exist";
        case server_errc::access_key_inactive:
            return "the AccessKey is inactive";
        case server_errc::forbidden:
            return "the AccessKey is not allowed to do this";
        case server_errc::security_token_expired:
            return "the security token has expired";
        case server_errc::not_found:
            return "there is no such object";
        case server_errc::internal_error:
            return "the service has failed";
        case server_errc::service_unavailable:
            return "the service is unavailable";
        }
        return "unknown error of the service";
    }
};

} // namespace detail

/// The category of `server_errc`.
inline boost::system::error_category const& server_error_category() noexcept
{
    static constexpr detail::service_category category;
    return category;
}

inline boost::system::error_code make_error_code(server_errc code) noexcept
{
    return {static_cast<int>(code), server_error_category()};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

template <>
struct boost::system::is_error_code_enum<aliyun::cas::server_errc> : std::true_type
{
};

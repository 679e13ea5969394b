// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What every request must get right before its operation is looked at, in the order in which a gateway finds out.

#include "aliyun/cas/detail/emulator/nonce_book.hpp"
#include "aliyun/cas/detail/emulator/own_signature.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

enum class answer_format
{
    json,
    xml
};

/// The form of the answer; XML where none is asked for, and no value for one that does not exist.
inline std::optional<answer_format> format_of(parameters const& all)
{
    auto const found = all.find("Format");
    if (found == all.end())
        return answer_format::xml;
    auto const upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    if (std::ranges::equal(found->second, std::string_view{"JSON"}, {}, upper))
        return answer_format::json;
    if (std::ranges::equal(found->second, std::string_view{"XML"}, {}, upper))
        return answer_format::xml;
    return std::nullopt;
}

inline void check_method(std::string_view method)
{
    if (method != "GET" && method != "POST")
        throw refusal{400, "UnsupportedHTTPMethod", "This http method is not supported: use GET or POST."};
}

inline void check_format(parameters const& all)
{
    if (!format_of(all))
        throw invalid_parameter("Format", "it is neither JSON nor XML.");
}

/// What must be there, and what can be judged without a clock or a key.
inline void check_common_parameters(parameters const& all)
{
    for (auto const name : {"Version", "Action", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
                            "SignatureNonce", "Timestamp"})
        if (value_of(all, name).empty())
            throw missing_parameter(name);
    check_format(all);
}

inline void check_version(parameters const& all, std::set<std::string, std::less<>> const& versions)
{
    if (!versions.contains(value_of(all, "Version")))
        throw refusal{400, "InvalidVersion",
                      "Specified parameter Version is not valid: this service has " + *versions.begin() + "."};
}

/// Signature 1.0 by HMAC-SHA1, 20 bytes in base64: anything else could not match and is told apart.
inline void check_signature_shape(parameters const& all)
{
    auto const incomplete = [](std::string_view reason)
    {
        return refusal{400, "IncompleteSignature",
                       "The request signature does not conform to Aliyun standards: " + std::string(reason)};
    };
    if (value_of(all, "SignatureMethod") != "HMAC-SHA1")
        throw incomplete("SignatureMethod must be HMAC-SHA1.");
    if (value_of(all, "SignatureVersion") != "1.0")
        throw incomplete("SignatureVersion must be 1.0.");
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto const signature = value_of(all, "Signature");
    if (signature.size() != 28 || signature.find_first_not_of(alphabet) != 27 || signature.back() != '=')
        throw incomplete("Signature must be the base64 form of 20 bytes.");
}

/// The instant of the request, which must lie within the window around the service's own.
inline time_point check_timestamp(parameters const& all, time_point now, std::chrono::seconds window)
{
    auto const timestamp = read_timestamp(value_of(all, "Timestamp"));
    if (!timestamp)
        throw refusal{400, "InvalidTimeStamp.Format",
                      "Specified time stamp or date value is not well formatted: yyyy-MM-ddTHH:mm:ssZ is expected."};
    if (*timestamp < now - window || *timestamp > now + window)
        throw refusal{400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."};
    return *timestamp;
}

/// Finds the caller's key and holds the session token, which belongs to it, against it.
inline emulator_key const& check_caller(parameters const& all, std::deque<emulator_key> const& keys, time_point now)
{
    auto const found = std::ranges::find(keys, value_of(all, "AccessKeyId"), &emulator_key::id);
    if (found == keys.end())
        throw refusal{404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."};
    auto const token = value_of(all, "SecurityToken");
    if (token.empty() && !found->security_token.empty())
        throw refusal{400, "MissingSecurityToken", "SecurityToken is required for temporary credentials."};
    if (token != found->security_token)
        throw refusal{400, "InvalidSecurityToken.MismatchWithAccessKey",
                      "Specified SecurityToken mismatch with the AccessKey."};
    if (found->expires && std::chrono::floor<std::chrono::seconds>(*found->expires) <= now)
        throw refusal{400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."};
    return *found;
}

/// Like the real service, a refusal echoes the text that was signed here, parameters included.
inline void check_signature(std::string_view method, parameters const& all, emulator_key const& key)
{
    auto const text = string_to_sign(method, all);
    auto const expected = signature_of(text, key.secret);
    auto const given = value_of(all, "Signature");
    if (given.size() != expected.size() || CRYPTO_memcmp(given.data(), expected.data(), expected.size()) != 0)
        throw refusal{400, "SignatureDoesNotMatch",
                      "Specified signature is not matched with our calculation. server string to sign is:" + text};
}

/// A nonce counts only once its request was proved to be the caller's: nobody can spend another's.
inline void check_nonce(parameters const& all, emulator_key const& key, time_point timestamp, time_point now,
                        nonce_book& nonces)
{
    if (!nonces.spend(key.id, value_of(all, "SignatureNonce"), timestamp, now))
        throw refusal{400, "SignatureNonceUsed", "Specified signature nonce was used already."};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

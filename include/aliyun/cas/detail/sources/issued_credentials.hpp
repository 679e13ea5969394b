// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Temporary credentials as servers hand them out: the JSON of the instance metadata and of a credentials URI, and what
// has to be right in them wherever they come from.

#include "../../credentials.hpp"
#include "../decode/json.hpp"
#include "../decode/layout_of.hpp"
#include "../text/utc_time.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Credentials, or a sentence that says why there are none. It never holds a part of what was read.
struct found_credentials
{
    std::optional<credentials> who{};
    std::string problem{};

    static found_credentials none(std::string why) { return {std::nullopt, std::move(why)}; }
};

/// Makes credentials of texts that nobody has looked at yet.
/// @param expiration `yyyy-MM-ddTHH:mm:ssZ`; empty: they do not end
[[nodiscard]] inline found_credentials checked_credentials(std::string id, secret_string secret, secret_string token,
                                                           std::string_view expiration)
{
    if (id.empty())
        return found_credentials::none("there is no AccessKey id");
    if (secret.empty())
        return found_credentials::none("there is no AccessKey secret");
    auto const end = parse_timestamp(expiration);
    if (!end && !expiration.empty())
        return found_credentials::none("the expiration is not a time");
    try
    {
        return {credentials(std::move(id), std::move(secret), std::move(token), end), {}};
    }
    catch (std::invalid_argument const&)
    {
        return found_credentials::none("the AccessKey id has white space or a control character in it");
    }
}

struct issued_credentials
{
    std::string code{};
    std::string access_key_id{};
    secret_string access_key_secret{};
    secret_string security_token{};
    std::string expiration{};

    using fields =
        field_table<field<"Code", &issued_credentials::code>, field<"AccessKeyId", &issued_credentials::access_key_id>,
                    field<"AccessKeySecret", &issued_credentials::access_key_secret>,
                    field<"SecurityToken", &issued_credentials::security_token>,
                    field<"Expiration", &issued_credentials::expiration>>;
};

/// Reads the body of a metadata server or a credentials URI. Such credentials are temporary: without a token or an end
/// they are refused.
[[nodiscard]] inline found_credentials read_issued_credentials(std::string_view body)
{
    issued_credentials read;
    if (auto const problem = decode_json(body, layout_of<issued_credentials>(), &read, nullptr))
        return found_credentials::none("the answer is not what it should be: " +
                                       (problem->path.empty() ? problem->what : problem->path + ": " + problem->what));
    if (read.code != "Success" && !read.code.empty())
        return found_credentials::none("the answer is a refusal");
    if (read.security_token.empty())
        return found_credentials::none("there is no security token in the answer");
    if (read.expiration.empty())
        return found_credentials::none("there is no expiration in the answer");
    return checked_credentials(std::move(read.access_key_id), std::move(read.access_key_secret),
                               std::move(read.security_token), read.expiration);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

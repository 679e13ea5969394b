// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a file of credentials says of one identity, whichever file it is.

#include "../../secret_string.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

enum class profile_kind
{
    key,       ///< an AccessKey pair, perhaps with a token
    role,      ///< a role that is taken with a pair, or with another profile
    ecs_role,  ///< the role of the instance
    oidc_role, ///< a role that is taken by an OIDC token
    uri        ///< a server that hands them out
};

/// Members that its kind does not use are empty.
struct credential_profile
{
    profile_kind kind = profile_kind::key;
    std::string access_key_id{};
    secret_string access_key_secret{};
    secret_string security_token{};
    std::string role{}; ///< the resource name of a role, or the plain name of an instance's
    std::string session_name{};
    std::optional<std::int64_t> duration_seconds{};
    std::string policy{};
    std::string external_id{};
    std::string sts_region{};
    std::string provider{};
    std::string token_file{};
    std::string uri{};
    std::unique_ptr<credential_profile> taken_by{}; ///< kind `role`: who takes it, in place of a pair
};

/// A profile, or a sentence that says why there is none: names and lines, but no value of the file.
struct profile_reading
{
    std::optional<credential_profile> profile{};
    std::string problem{};

    static profile_reading none(std::string why) { return {std::nullopt, std::move(why)}; }
};

/// What stands there is not told: it may be a secret that was put in the wrong place.
[[nodiscard]] inline std::string unknown_kind(std::string_view key, std::string_view known)
{
    return "its `" + std::string(key) + "` is none that this library knows, which are " + std::string(known);
}

/// Refuses a profile that lacks what its kind needs.
[[nodiscard]] inline profile_reading complete_profile(credential_profile profile)
{
    auto const missing = [&]() -> char const*
    {
        auto const of_pair = profile.access_key_id.empty()       ? "`access_key_id`"
                             : profile.access_key_secret.empty() ? "`access_key_secret`"
                                                                 : nullptr;
        switch (profile.kind)
        {
        case profile_kind::key:
            return of_pair;
        case profile_kind::role:
            if (profile.role.empty())
                return "the role's resource name";
            return profile.taken_by ? nullptr : of_pair;
        case profile_kind::oidc_role:
            if (profile.role.empty())
                return "the role's resource name";
            return profile.provider.empty()     ? "the OIDC provider's resource name"
                   : profile.token_file.empty() ? "the OIDC token's file"
                                                : nullptr;
        case profile_kind::uri:
            return profile.uri.empty() ? "the credentials URI" : nullptr;
        case profile_kind::ecs_role:
            break; // the instance knows its role
        }
        return nullptr;
    }();
    if (missing != nullptr)
        return profile_reading::none(std::string("it lacks ") + missing);
    return {std::move(profile), {}};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The configuration file of the official command line client, `~/.aliyun/config.json`: one profile out of it.

#include "../decode/json.hpp"
#include "../decode/layout_of.hpp"
#include "profile.hpp"
#include "short_texts.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// One profile as it stands there. What is not in the table, the client's own settings, is skipped.
struct cli_profile
{
    std::string name{};
    std::string mode{};
    std::string access_key_id{};
    secret_string access_key_secret{};
    secret_string sts_token{};
    std::string sts_region{};
    std::string ram_role_name{};
    std::string ram_role_arn{};
    std::string ram_session_name{};
    std::optional<std::int64_t> expired_seconds{};
    std::string policy{};
    std::string external_id{};
    std::string source_profile{};
    std::string credentials_uri{};
    std::string oidc_provider_arn{};
    std::string oidc_token_file{};

    using fields = field_table<
        field<"name", &cli_profile::name>, field<"mode", &cli_profile::mode>,
        field<"access_key_id", &cli_profile::access_key_id>,
        field<"access_key_secret", &cli_profile::access_key_secret>, field<"sts_token", &cli_profile::sts_token>,
        field<"sts_region", &cli_profile::sts_region>, field<"ram_role_name", &cli_profile::ram_role_name>,
        field<"ram_role_arn", &cli_profile::ram_role_arn>, field<"ram_session_name", &cli_profile::ram_session_name>,
        field<"expired_seconds", &cli_profile::expired_seconds>, field<"policy", &cli_profile::policy>,
        field<"external_id", &cli_profile::external_id>, field<"source_profile", &cli_profile::source_profile>,
        field<"credentials_uri", &cli_profile::credentials_uri>,
        field<"oidc_provider_arn", &cli_profile::oidc_provider_arn>,
        field<"oidc_token_file", &cli_profile::oidc_token_file>>;
};

struct cli_configuration
{
    std::string current{};
    std::vector<cli_profile> profiles{};

    using fields =
        field_table<field<"current", &cli_configuration::current>, field<"profiles", &cli_configuration::profiles>>;
};

/// The profile called `name` of a configuration that was decoded.
/// @param depth how many profiles may stand behind each other: they may name each other in a ring
[[nodiscard]] inline profile_reading choose_cli_profile(cli_configuration const& from, std::string_view name, int depth)
{
    auto const found = std::find_if(from.profiles.begin(), from.profiles.end(),
                                    [name](cli_profile const& one) { return one.name == name; });
    if (found == from.profiles.end())
        return profile_reading::none("there is no profile " + quoted_name(name));
    auto const& chosen = *found;

    credential_profile result;
    result.access_key_id = chosen.access_key_id;
    result.access_key_secret = chosen.access_key_secret;
    result.sts_region = chosen.sts_region;
    result.session_name = chosen.ram_session_name;
    if (chosen.expired_seconds && *chosen.expired_seconds > 0)
        result.duration_seconds = chosen.expired_seconds;
    result.role = chosen.ram_role_arn;
    result.policy = chosen.policy;
    result.external_id = chosen.external_id;

    if (chosen.mode == "AK")
        result.kind = profile_kind::key;
    else if (chosen.mode == "StsToken")
        result.security_token = chosen.sts_token;
    else if (chosen.mode == "RamRoleArn")
    {
        result.kind = profile_kind::role;
        result.security_token = chosen.sts_token;
    }
    else if (chosen.mode == "ChainableRamRoleArn")
    {
        if (depth == 0)
            return profile_reading::none("its profiles stand behind each other without an end");
        auto base = choose_cli_profile(from, chosen.source_profile, depth - 1);
        if (!base.profile)
            return profile_reading::none("of its source profile: " + base.problem);
        result.kind = profile_kind::role;
        result.taken_by = std::make_unique<credential_profile>(std::move(*base.profile));
    }
    else if (chosen.mode == "EcsRamRole")
    {
        result.kind = profile_kind::ecs_role;
        result.role = chosen.ram_role_name;
    }
    else if (chosen.mode == "OIDC")
    {
        result.kind = profile_kind::oidc_role;
        result.provider = chosen.oidc_provider_arn;
        result.token_file = chosen.oidc_token_file;
    }
    else if (chosen.mode == "CredentialsURI")
    {
        result.kind = profile_kind::uri;
        result.uri = chosen.credentials_uri;
    }
    else
        return profile_reading::none("profile " + quoted_name(name) + ": " +
                                     unknown_kind("mode", "AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, "
                                                          "OIDC and CredentialsURI"));
    auto complete = complete_profile(std::move(result));
    if (!complete.profile)
        return profile_reading::none("profile " + quoted_name(name) + ": " + complete.problem);
    if (chosen.mode == "StsToken" && chosen.sts_token.empty()) // no key pair that lasts
        return profile_reading::none("profile " + quoted_name(name) + ": it lacks `sts_token`");
    return complete;
}

/// @param name which profile; empty: the one that the file calls the current one
[[nodiscard]] inline profile_reading read_cli_profile(std::string_view text, std::string_view name)
{
    cli_configuration read;
    if (auto const problem = decode_json(text, layout_of<cli_configuration>(), &read, nullptr))
        return profile_reading::none(problem->path.empty() ? problem->what : problem->path + ": " + problem->what);
    constexpr int longest_chain = 8;
    auto const& wanted = !name.empty() ? std::string(name) : !read.current.empty() ? read.current : "default";
    return choose_cli_profile(read, wanted, longest_chain);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Files of credentials: read anew each time, one profile taken, and what the profile says done.

#include "../../credential_options.hpp"
#include "../os/platform.hpp"
#include "cli_profile.hpp"
#include "fetch.hpp"
#include "ini_profile.hpp"
#include "metadata.hpp"
#include "profile.hpp"
#include "roles.hpp"
#include "short_texts.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

inline boost::asio::awaitable<found_credentials>
fetch_profile(fetch_context const& context, credential_file_options const& options, credential_profile const& profile);

inline boost::asio::awaitable<found_credentials> fetch_role_of_profile(fetch_context const& context,
                                                                       credential_file_options const& options,
                                                                       credential_profile const& profile)
{
    found_credentials base;
    if (profile.taken_by)
        base = co_await fetch_profile(context, options, *profile.taken_by);
    else
        base = checked_credentials(profile.access_key_id, profile.access_key_secret, profile.security_token, {});
    if (!base.who)
        co_return base;
    role_options role{role_arn(profile.role)};
    role.sts = options.sts;
    if (!profile.sts_region.empty())
        role.sts.endpoint = sts_client_options(profile.sts_region).endpoint;
    if (!profile.session_name.empty())
        role.session.text = profile.session_name;
    if (profile.duration_seconds)
        role.duration = std::chrono::seconds(*profile.duration_seconds);
    if (!profile.policy.empty())
        role.policy = profile.policy;
    if (!profile.external_id.empty())
        role.external_id = profile.external_id;
    credential_source const who(std::move(*base.who));
    co_return co_await fetch_role(context, who, role);
}

inline boost::asio::awaitable<found_credentials>
fetch_profile(fetch_context const& context, credential_file_options const& options, credential_profile const& profile)
{
    switch (profile.kind)
    {
    case profile_kind::key:
        co_return checked_credentials(profile.access_key_id, profile.access_key_secret, profile.security_token, {});
    case profile_kind::role:
        co_return co_await fetch_role_of_profile(context, options, profile);
    case profile_kind::ecs_role:
    {
        if (!options.asks_instance)
            co_return found_credentials::none("the instance is not to be asked");
        auto ecs = options.ecs;
        ecs.role = profile.role;
        co_return co_await fetch_ecs_role(context, ecs);
    }
    case profile_kind::oidc_role:
    {
        oidc_role_options oidc(role_arn(profile.role), oidc_provider_arn(profile.provider), profile.token_file);
        oidc.sts = options.sts;
        if (!profile.sts_region.empty())
            oidc.sts.endpoint = sts_client_options(profile.sts_region).endpoint;
        if (!profile.session_name.empty())
            oidc.session.text = profile.session_name;
        if (profile.duration_seconds)
            oidc.duration = std::chrono::seconds(*profile.duration_seconds);
        if (!profile.policy.empty())
            oidc.policy = profile.policy;
        co_return co_await fetch_oidc_role(context, oidc);
    }
    case profile_kind::uri:
        co_return co_await fetch_from_uri(context, profile.uri);
    }
    co_return found_credentials::none("the profile is of no kind");
}

/// @param read  `read_cli_profile` or `read_ini_profile`
inline boost::asio::awaitable<found_credentials>
fetch_from_file(fetch_context const& context, credential_file_options const& options,
                profile_reading (*read)(std::string_view text, std::string_view profile))
{
    constexpr std::size_t longest_file = std::size_t{1024} * 1024;
    wiped_buffer text;
    auto const file = read_whole_file(options.path.c_str(), longest_file, text);
    if (file.error)
        co_return found_credentials::none(quoted_name(options.path) + " cannot be read: " + file.error.message());
    if (file.others_may_read)
        context.warn("others than its owner may read the credentials in " + quoted_name(options.path));
    auto const reading = read(text.view(), options.profile);
    text.forget();
    if (!reading.profile)
        co_return found_credentials::none(quoted_name(options.path) + ": " + reading.problem);
    auto found = co_await fetch_profile(context, options, *reading.profile);
    if (!found.who)
        found.problem = quoted_name(options.path) + ": " + found.problem;
    co_return found;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

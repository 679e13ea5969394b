// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Sources of credentials that read files and ask servers, and the default chain of them. Not in the umbrella
// (cas.hpp): who has a fixed pair of keys need not compile this.

#include "credential_options.hpp"
#include "credential_source.hpp"
#include "detail/sources/chain.hpp"
#include "detail/sources/files.hpp"
#include "detail/sources/metadata.hpp"
#include "detail/sources/roles.hpp"

#include <memory>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The configuration file of the official command line client (`config.json`). Modes `AK`, `StsToken`, `RamRoleArn`,
/// `ChainableRamRoleArn`, `EcsRamRole`, `OIDC` and `CredentialsURI`; any other fails and is named.
///
/// The file is read when credentials are needed, and again when they end. If others than its owner may read it, the
/// client's observer hears of it (`observer::on_warning`).
[[nodiscard]] inline credential_source credentials_from_cli_configuration(credential_file_options options)
{
    auto const shared = std::make_shared<credential_file_options const>(std::move(options));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_from_file(context, *shared, &detail::read_cli_profile); });
}

/// The credentials file of the official SDKs (`[default]`, `type = access_key`, …). Types `access_key`, `sts`,
/// `ram_role_arn`, `ecs_ram_role` and `oidc_role_arn`; any other fails and is named. Read and warned of like
/// `credentials_from_cli_configuration`.
[[nodiscard]] inline credential_source credentials_from_file(credential_file_options options)
{
    if (options.profile.empty())
        options.profile = "default";
    auto const shared = std::make_shared<credential_file_options const>(std::move(options));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_from_file(context, *shared, &detail::read_ini_profile); });
}

/// The role of the ECS instance that the program runs on. The metadata is asked by its second version, and by the first
/// if the server gives out no token and `ecs_role_options::v1` allows it.
[[nodiscard]] inline credential_source credentials_from_ecs_role(ecs_role_options options = ecs_role_options{})
{
    auto const shared = std::make_shared<ecs_role_options const>(std::move(options));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_ecs_role(context, *shared); });
}

/// A server that answers a GET with the JSON of the instance metadata: `AccessKeyId`, `AccessKeySecret`,
/// `SecurityToken`, `Expiration`. Plain `http://` only: it is meant for a server within the machine. It has a second to
/// be found and connected to, and five to answer; what a name lookup that takes longer holds up: `resolver_options`.
[[nodiscard]] inline credential_source credentials_from_uri(std::string uri)
{
    auto const shared = std::make_shared<std::string const>(std::move(uri));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_from_uri(context, *shared); });
}

/// A role that `who` takes, by STS over TLS that is verified as everywhere.
/// @param who any source: it is asked each time the role is taken anew
[[nodiscard]] inline credential_source credentials_from_role(credential_source who, role_options options)
{
    auto const base = std::make_shared<credential_source const>(std::move(who));
    auto const shared = std::make_shared<role_options const>(std::move(options));
    return detail::source_of([base, shared](detail::fetch_context const& context)
                             { return detail::fetch_role(context, *base, *shared); });
}

/// A role that the token of an OIDC provider takes: a request without a signature.
[[nodiscard]] inline credential_source credentials_from_oidc(oidc_role_options options)
{
    auto const shared = std::make_shared<oidc_role_options const>(std::move(options));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_oidc_role(context, *shared); });
}

/// The first of these that has credentials, in the order of the official clients:
///
/// 1. the environment: `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`;
/// 2. OIDC: `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`,
///    `ALIBABA_CLOUD_ROLE_SESSION_NAME`;
/// 3. `~/.aliyun/config.json`, or `ALIBABA_CLOUD_CONFIG_FILE`; the profile by `ALIBABA_CLOUD_PROFILE`;
/// 4. `~/.alibabacloud/credentials`, or `ALIBABA_CLOUD_CREDENTIALS_FILE`; the section by `ALIBABA_CLOUD_PROFILE`;
/// 5. the ECS instance's role, by `ALIBABA_CLOUD_ECS_METADATA`; not with `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true`,
/// and
///    not by version 1 with `ALIBABA_CLOUD_IMDSV1_DISABLED=true`;
/// 6. `ALIBABA_CLOUD_CREDENTIALS_URI`.
///
/// The one that was first is asked alone from then on: if it fails later, the program does not become somebody else. If
/// none has any, `failure::detail` names each with its reason.
[[nodiscard]] inline credential_source
default_credentials(default_credential_options options = default_credential_options{})
{
    auto const shared = std::make_shared<detail::default_chain>(std::move(options));
    return detail::source_of([shared](detail::fetch_context const& context)
                             { return detail::fetch_from_chain(context, *shared); });
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Temporary credentials from the Security Token Service (STS): another service of the same protocol, at an endpoint of
// its own. Not in the umbrella: `credential_chain.hpp` makes sources of credentials of these.

#include "../operation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Resource names of a role and of an OIDC provider; what the two constructors below cannot mix up.
struct role_arn
{
    explicit role_arn(std::string arn) : text(std::move(arn)) {}
    std::string text;
};
/// An identity provider's resource name, for example `acs:ram::123:oidc-provider/name`.
struct oidc_provider_arn
{
    explicit oidc_provider_arn(std::string arn) : text(std::move(arn)) {}
    std::string text;
};

/// The name that a session has in the logs of the service: 2 to 64 letters, digits and `.@-_`.
struct role_session_name
{
    explicit role_session_name(std::string name) : text(std::move(name)) {}
    std::string text;
};

/// A key pair that ends, with its token.
struct temporary_credentials
{
    std::string access_key_id{};
    secret_string access_key_secret{};
    secret_string security_token{};
    std::string expiration{}; ///< UTC, `yyyy-MM-ddTHH:mm:ssZ`

    using fields = field_table<field<"AccessKeyId", &temporary_credentials::access_key_id>,
                               field<"AccessKeySecret", &temporary_credentials::access_key_secret>,
                               field<"SecurityToken", &temporary_credentials::security_token>,
                               field<"Expiration", &temporary_credentials::expiration>>;
};

/// Who one is with them.
struct assumed_role_user
{
    std::string arn{};
    std::string assumed_role_id{};

    using fields =
        field_table<field<"Arn", &assumed_role_user::arn>, field<"AssumedRoleId", &assumed_role_user::assumed_role_id>>;
};

/// Response of `assume_role` and `assume_role_with_oidc`.
struct assumed_role
{
    std::string request_id{};
    temporary_credentials credentials{};
    assumed_role_user user{};

    using fields =
        field_table<field<"RequestId", &assumed_role::request_id>, field<"Credentials", &assumed_role::credentials>,
                    field<"AssumedRoleUser", &assumed_role::user>>;
};

/// Takes a role, as far as the one who signs may. Asked twice, two sessions come of it: that does no harm.
struct assume_role
{
    assume_role(role_arn role, role_session_name session)
        : arn(std::move(role.text)), session_name(std::move(session.text))
    {
    }

    std::string arn;
    std::string session_name;
    std::optional<std::int64_t> duration_seconds{}; ///< 900 to what the role allows; the service's default is 3600
    std::optional<std::string> policy{};            ///< narrows what the session may do
    std::optional<std::string> external_id{};       ///< what a role of another account may demand

    using response = assumed_role;
    static constexpr operation_traits traits{
        .action = "AssumeRole", .repeat = repeat_safety::safe, .version = "2015-04-01"};
    using params =
        param_table<param<"RoleArn", &assume_role::arn>, param<"RoleSessionName", &assume_role::session_name>,
                    param<"DurationSeconds", &assume_role::duration_seconds>, param<"Policy", &assume_role::policy>,
                    param<"ExternalId", &assume_role::external_id>>;
};

/// Takes a role by a token of an OIDC provider that the role trusts. The request is not signed: the token says who
/// asks.
struct assume_role_with_oidc
{
    assume_role_with_oidc(role_arn role, oidc_provider_arn provider, secret_string token, role_session_name session)
        : arn(std::move(role.text)),
          provider_arn(std::move(provider.text)),
          oidc_token(std::move(token)),
          session_name(std::move(session.text))
    {
    }

    std::string arn;
    std::string provider_arn;
    secret_string oidc_token;
    std::string session_name;
    std::optional<std::int64_t> duration_seconds{};
    std::optional<std::string> policy{};

    using response = assumed_role;
    static constexpr operation_traits traits{.action = "AssumeRoleWithOIDC",
                                             .repeat = repeat_safety::safe,
                                             .version = "2015-04-01",
                                             .signing = request_signing::none};
    using params = param_table<param<"RoleArn", &assume_role_with_oidc::arn>,
                               param<"OIDCProviderArn", &assume_role_with_oidc::provider_arn>,
                               param<"OIDCToken", &assume_role_with_oidc::oidc_token, visibility::secret>,
                               param<"RoleSessionName", &assume_role_with_oidc::session_name>,
                               param<"DurationSeconds", &assume_role_with_oidc::duration_seconds>,
                               param<"Policy", &assume_role_with_oidc::policy>>;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

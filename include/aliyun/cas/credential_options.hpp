// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the sources of credential_chain.hpp can be told.

#include "client_options.hpp"
#include "operations/sts.hpp"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Options of the client that asks the Security Token Service: its endpoint, and a deadline of ten seconds.
/// @param region empty: the endpoint that serves all
[[nodiscard]] inline client_options sts_client_options(std::string_view region = {})
{
    client_options options;
    options.endpoint = region.empty() ? "sts.aliyuncs.com" : "sts." + std::string(region) + ".aliyuncs.com";
    options.deadline = std::chrono::seconds(10);
    return options;
}

/// A role that is taken with credentials of its own (STS `AssumeRole`).
struct role_options
{
    explicit role_options(role_arn role_) : role(std::move(role_)) {}

    role_arn role;                                  ///< which one
    role_session_name session{"aliyun_cas"};        ///< under which the service's audit log shows the calls
    std::optional<std::chrono::seconds> duration{}; ///< of a session; unset: the service's default, an hour
    std::optional<std::string> policy{};            ///< narrows what the session may do
    std::optional<std::string> external_id{};       ///< what a role of another account may demand
    client_options sts = sts_client_options();      ///< without an observer of its own it has the client's
};

/// A role that is taken by the token of an OIDC provider (STS `AssumeRoleWithOIDC`), as in a container of a cluster.
struct oidc_role_options
{
    oidc_role_options(role_arn role_, oidc_provider_arn provider_, std::string token_file_)
        : role(std::move(role_)), provider(std::move(provider_)), token_file(std::move(token_file_))
    {
    }

    role_arn role;                                  ///< which one
    oidc_provider_arn provider;                     ///< who has issued the token
    std::string token_file;                         ///< read anew each time: the cluster replaces it
    role_session_name session{"aliyun_cas"};        ///< as in `role_options`, and so are those that follow
    std::optional<std::chrono::seconds> duration{}; ///< of a session
    std::optional<std::string> policy{};            ///< narrows what the session may do
    client_options sts = sts_client_options();      ///< of the client that asks for it
};

/// Whether the instance metadata may be read the old way.
enum class metadata_v1
{
    allowed, ///< if the server gives out no token, it is asked without one
    refused
};

/// The role of the ECS instance that the program runs on, by the instance metadata.
struct ecs_role_options
{
    ecs_role_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    std::string role{};                              ///< empty: the metadata says which
    metadata_v1 v1 = metadata_v1::allowed;           ///< whether it may be read the old way
    std::string metadata = "http://100.100.100.200"; ///< where the metadata is
    std::chrono::milliseconds connect_limit{1000};   ///< how soon one knows that this is no instance
    std::chrono::milliseconds answer_limit{5000};    ///< of each of its answers
};

/// A file of credentials and what may be needed to make use of what it says.
struct credential_file_options
{
    explicit credential_file_options(std::string path_, std::string profile_ = {})
        : path(std::move(path_)), profile(std::move(profile_))
    {
    }

    std::string path;    ///< of the file
    std::string profile; ///< which profile or section; empty: the current one of the file, or `default`
    client_options sts = sts_client_options(); ///< for profiles that take a role; a profile's own region has precedence
    ecs_role_options ecs{};                    ///< for profiles that use the instance's role
    bool asks_instance = true;                 ///< false: such profiles have no credentials
};

/// The default chain.
struct default_credential_options
{
    default_credential_options() {}

    client_options sts = sts_client_options(); ///< for roles that are taken
    ecs_role_options ecs{};                    ///< the last source
    /// How environment variables are read; null is "not set".
    std::function<char const*(char const* name)> variable = [](char const* name) -> char const*
    { return std::getenv(name); };
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

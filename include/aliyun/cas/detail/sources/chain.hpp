// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The default chain: one source after the other, and what each had to say if none has credentials.

#include "../../credential_options.hpp"
#include "fetch.hpp"
#include "files.hpp"
#include "metadata.hpp"
#include "roles.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// The chain's options, and which of its sources was first to have credentials.
struct default_chain
{
    explicit default_chain(default_credential_options given) : options(std::move(given)) {}

    /// A variable's value; empty if it is not set.
    [[nodiscard]] std::string_view variable(char const* name) const
    {
        auto const* const value = options.variable(name);
        return value == nullptr ? std::string_view() : std::string_view(value);
    }
    [[nodiscard]] bool is_true(char const* name) const { return equal_ignoring_case(variable(name), "true"); }

    default_credential_options options;
    std::atomic<std::size_t> chosen{none}; // a fetch that was given up for hung may still be running beside the next
    static constexpr std::size_t none = ~std::size_t{0};
};

using chain_step = boost::asio::awaitable<found_credentials> (*)(fetch_context const&, default_chain const&);

inline boost::asio::awaitable<found_credentials> fetch_from_environment(fetch_context const&,
                                                                        default_chain const& chain)
{
    auto const id = chain.variable("ALIBABA_CLOUD_ACCESS_KEY_ID");
    auto const secret = chain.variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    if (id.empty())
        co_return found_credentials::none("ALIBABA_CLOUD_ACCESS_KEY_ID is not set");
    if (secret.empty())
        co_return found_credentials::none("ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set");
    co_return checked_credentials(std::string(id), secret, chain.variable("ALIBABA_CLOUD_SECURITY_TOKEN"), {});
}

inline boost::asio::awaitable<found_credentials> fetch_by_oidc_variables(fetch_context const& context,
                                                                         default_chain const& chain)
{
    for (auto const* const name :
         {"ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"})
        if (chain.variable(name).empty())
            co_return found_credentials::none(std::string(name) + " is not set");
    oidc_role_options options(role_arn(std::string(chain.variable("ALIBABA_CLOUD_ROLE_ARN"))),
                              oidc_provider_arn(std::string(chain.variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"))),
                              std::string(chain.variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE")));
    if (auto const session = chain.variable("ALIBABA_CLOUD_ROLE_SESSION_NAME"); !session.empty())
        options.session.text = session;
    options.sts = chain.options.sts;
    co_return co_await fetch_oidc_role(context, options);
}

/// What the variables allow of the instance's metadata, whoever asks for it.
inline ecs_role_options ecs_of(default_chain const& chain)
{
    auto options = chain.options.ecs;
    if (chain.is_true("ALIBABA_CLOUD_IMDSV1_DISABLED"))
        options.v1 = metadata_v1::refused;
    return options;
}
inline constexpr char const* ecs_switch = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// A file that a variable names, or one below the home directory.
inline std::optional<credential_file_options> file_of(default_chain const& chain, char const* variable,
                                                      std::string_view below_home)
{
    std::string path(chain.variable(variable));
    if (path.empty())
    {
#if defined(_WIN32)
        path = chain.variable("USERPROFILE");
#else
        path = chain.variable("HOME");
#endif
        if (path.empty())
            return std::nullopt;
        path += below_home;
    }
    credential_file_options result(std::move(path), std::string(chain.variable("ALIBABA_CLOUD_PROFILE")));
    result.sts = chain.options.sts;
    result.ecs = ecs_of(chain);
    result.asks_instance = !chain.is_true(ecs_switch);
    return result;
}

inline boost::asio::awaitable<found_credentials> fetch_by_cli_configuration(fetch_context const& context,
                                                                            default_chain const& chain)
{
    auto const options = file_of(chain, "ALIBABA_CLOUD_CONFIG_FILE", "/.aliyun/config.json");
    if (!options)
        co_return found_credentials::none("there is no home directory");
    co_return co_await fetch_from_file(context, *options, &read_cli_profile);
}

inline boost::asio::awaitable<found_credentials> fetch_by_credentials_file(fetch_context const& context,
                                                                           default_chain const& chain)
{
    auto options = file_of(chain, "ALIBABA_CLOUD_CREDENTIALS_FILE", "/.alibabacloud/credentials");
    if (!options)
        co_return found_credentials::none("there is no home directory");
    if (options->profile.empty())
        options->profile = "default";
    co_return co_await fetch_from_file(context, *options, &read_ini_profile);
}

inline boost::asio::awaitable<found_credentials> fetch_by_instance(fetch_context const& context,
                                                                   default_chain const& chain)
{
    if (chain.is_true(ecs_switch))
        co_return found_credentials::none(std::string(ecs_switch) + " is true");
    auto options = ecs_of(chain);
    if (auto const role = chain.variable("ALIBABA_CLOUD_ECS_METADATA"); !role.empty())
        options.role = role;
    co_return co_await fetch_ecs_role(context, options);
}

inline boost::asio::awaitable<found_credentials> fetch_by_uri_variable(fetch_context const& context,
                                                                       default_chain const& chain)
{
    std::string const uri(chain.variable("ALIBABA_CLOUD_CREDENTIALS_URI"));
    if (uri.empty())
        co_return found_credentials::none("ALIBABA_CLOUD_CREDENTIALS_URI is not set");
    co_return co_await fetch_from_uri(context, uri);
}

inline boost::asio::awaitable<found_credentials> fetch_from_chain(fetch_context const& context, default_chain& chain)
{
    struct link
    {
        std::string_view name;
        chain_step fetch;
    };
    static constexpr std::array<link, 6> links{{{"environment", &fetch_from_environment},
                                                {"OIDC", &fetch_by_oidc_variables},
                                                {"CLI configuration", &fetch_by_cli_configuration},
                                                {"credentials file", &fetch_by_credentials_file},
                                                {"ECS instance", &fetch_by_instance},
                                                {"credentials URI", &fetch_by_uri_variable}}};
    std::size_t const chosen = chain.chosen;
    std::string problems;
    for (std::size_t i = 0; i < links.size(); ++i)
    {
        if (chosen != default_chain::none && i != chosen)
            continue;
        auto found = co_await links[i].fetch(context, chain);
        if (found.who)
        {
            chain.chosen = i;
            co_return found;
        }
        problems.append(problems.empty() ? "" : "; ").append(links[i].name).append(": ").append(found.problem);
    }
    co_return found_credentials::none(std::move(problems));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

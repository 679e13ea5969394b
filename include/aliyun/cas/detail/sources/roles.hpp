// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Roles that are taken at the Security Token Service: its operations are called by a client like any other's.

#include "../../client.hpp"
#include "../../credential_options.hpp"
#include "../../operations/sts.hpp"
#include "../os/platform.hpp"
#include "fetch.hpp"
#include "short_texts.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Makes the call that takes a role, with a client for this one call: sessions last an hour or so.
template <typename Operation>
boost::asio::awaitable<found_credentials> take_role(fetch_context const& context, credential_source who, Operation op,
                                                    client_options options)
{
    if (!options.observer)
        options.observer = context.sees;
    std::optional<client> sts;
    try
    {
        sts.emplace(context.executor.get_inner_executor(), std::move(who), std::move(options));
    }
    catch (std::invalid_argument const& bad)
    {
        co_return found_credentials::none(bad.what());
    }
    auto taken = co_await sts->async_call(std::move(op), boost::asio::use_awaitable);
    if (!taken)
        co_return found_credentials::none("the role could not be taken: " + taken.error().what());
    auto& given = taken->credentials;
    if (given.security_token.empty() || given.expiration.empty())
        co_return found_credentials::none("the role could not be taken: a part of the answer is missing");
    co_return checked_credentials(std::move(given.access_key_id), std::move(given.access_key_secret),
                                  std::move(given.security_token), given.expiration);
}

template <typename Operation, typename Options>
void set_session_options(Operation& op, Options const& options)
{
    if (options.duration)
        op.duration_seconds = options.duration->count();
    op.policy = options.policy;
}

inline boost::asio::awaitable<found_credentials> fetch_role(fetch_context const& context, credential_source const& who,
                                                            role_options const& options)
{
    assume_role op(options.role, options.session);
    set_session_options(op, options);
    op.external_id = options.external_id;
    auto taking = take_role(context, who, std::move(op), options.sts);
    co_return co_await std::move(taking);
}

inline boost::asio::awaitable<found_credentials> fetch_oidc_role(fetch_context const& context,
                                                                 oidc_role_options const& options)
{
    constexpr std::size_t longest_token = std::size_t{64} * 1024;
    wiped_buffer token;
    auto const file = read_whole_file(options.token_file.c_str(), longest_token, token);
    if (file.error)
        co_return found_credentials::none("the token's file " + quoted_name(options.token_file) +
                                          " cannot be read: " + file.error.message());
    auto const text = without_line_end(token.view());
    if (text.empty())
        co_return found_credentials::none("the token's file " + quoted_name(options.token_file) + " is empty");
    assume_role_with_oidc op(options.role, options.provider, text, options.session);
    set_session_options(op, options);
    auto taking = take_role(context, credential_source::none(), std::move(op), options.sts);
    co_return co_await std::move(taking);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

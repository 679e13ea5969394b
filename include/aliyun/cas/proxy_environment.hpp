// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The proxy that the environment names, for those who ask for it: a client does not look at it by itself.

#include "client_options.hpp"
#include "detail/http/no_proxy.hpp"
#include "detail/os/platform.hpp"
#include "proxy_options.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// `https_proxy`, else `HTTPS_PROXY`, unless `no_proxy` (else `NO_PROXY`) exempts the endpoint of these options:
/// `options.proxy = proxy_from_environment(options)`. Nothing if none is set.
///
/// `no_proxy` is a list with commas or blanks between names: each stands for the host of that name and all below it,
/// with a dot before it or without, and for one port only if one is given; `*` stands for all hosts. Addresses are
/// compared as texts; there are no ranges of them.
///
/// In a program that has more rights than who has started it, the environment is not read.
/// @throws std::invalid_argument that names the variable, and does not repeat it, if it names no proxy; or the
/// endpoint's
///         option, if that is bad
[[nodiscard]] inline std::optional<proxy_options> proxy_from_environment(client_options const& options)
{
    auto const either = [](char const* first, char const* second)
    {
        auto const* value = detail::trusted_environment(first);
        if (value == nullptr || *value == '\0')
            value = detail::trusted_environment(second);
        return std::string_view(value == nullptr ? "" : value);
    };
    auto const url = either("https_proxy", "HTTPS_PROXY");
    auto const to = detail::chosen_endpoint(options.endpoint, options.region_id);
    if (url.empty() || detail::goes_without_proxy(to, either("no_proxy", "NO_PROXY")))
        return std::nullopt;
    try
    {
        return proxy_options(url);
    }
    catch (std::invalid_argument const& bad)
    {
        throw std::invalid_argument(std::string(bad.what()) + ", in the environment variable https_proxy");
    }
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

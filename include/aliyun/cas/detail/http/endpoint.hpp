// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where the service is: host and port, from what the user wrote or from the region.

#include "../../version.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A host as it stands before a port: an IPv6 address in brackets.
[[nodiscard]] inline std::string bracketed(std::string const& host)
{
    return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

struct endpoint
{
    std::string host; ///< without brackets
    std::uint16_t port = 443;

    /// As the Host header spells it.
    [[nodiscard]] std::string authority() const
    {
        auto text = bracketed(host);
        return port == 443 ? text : text + ':' + std::to_string(port);
    }
};

/// Mainland and most other regions share one endpoint; the regions of the international site have their own.
[[nodiscard]] inline std::string endpoint_of_region(std::string_view region)
{
    static constexpr std::array<std::string_view, 6> with_own_host{"ap-northeast-1", "ap-south-1",   "ap-southeast-1",
                                                                   "ap-southeast-2", "eu-central-1", "me-east-1"};
    if (std::find(with_own_host.begin(), with_own_host.end(), region) != with_own_host.end())
        return "cas." + std::string(region) + ".aliyuncs.com";
    return "cas.aliyuncs.com";
}

/// Reads `host`, `host:port`, `[v6]`, `[v6]:port`; without a port it stays what it was.
/// @return what is wrong with the text; null if nothing is
[[nodiscard]] inline char const* read_authority(std::string_view text, endpoint& result)
{
    std::string_view port;
    if (text.starts_with('['))
    {
        auto const close = text.find(']');
        if (close == std::string_view::npos)
            return "a bracket is not closed";
        result.host = text.substr(1, close - 1);
        port = text.substr(close + 1);
        if (!port.empty() && !port.starts_with(':'))
            return "not a host and a port";
    }
    else
    {
        auto const colon = text.find(':');
        result.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (!port.empty())
    {
        port.remove_prefix(1);
        auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), result.port);
        if (error != std::errc() || end != port.data() + port.size() || result.port == 0)
            return "the port is not a number from 1 to 65535";
    }
    auto const is_host_character = [](char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':' || c == '%';
    };
    if (result.host.empty() || !std::all_of(result.host.begin(), result.host.end(), is_host_character))
        return "not a host name or an address";
    return nullptr;
}

/// Reads `host`, `host:port`, `[v6]:port`, each with or without `https://` before and `/` behind.
/// @throws std::invalid_argument for anything else; plain HTTP is refused.
[[nodiscard]] inline endpoint parse_endpoint(std::string_view given)
{
    auto const refuse = [given](char const* why)
    {
        throw std::invalid_argument("aliyun::cas::client_options::endpoint: " + std::string(why) + ": `" +
                                    std::string(given) + "`");
    };
    auto text = given;
    constexpr std::string_view scheme = "https://";
    if (text.starts_with(scheme))
        text.remove_prefix(scheme.size());
    else if (text.find("://") != std::string_view::npos)
        refuse("the service is reached by https only");
    if (text.ends_with('/'))
        text.remove_suffix(1);
    endpoint result;
    if (auto const* const problem = read_authority(text, result))
        refuse(problem);
    return result;
}

/// What the options mean: an endpoint that is given wins over that of the region.
[[nodiscard]] inline endpoint chosen_endpoint(std::string_view given, std::string_view region)
{
    return parse_endpoint(given.empty() ? endpoint_of_region(region) : std::string(given));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

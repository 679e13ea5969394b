// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Which hosts are reached without the proxy of the environment: the list that `no_proxy` holds by convention.

#include "endpoint.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

[[nodiscard]] inline bool goes_without_proxy(endpoint const& to, std::string_view list)
{
    auto const same = [](std::string_view a, std::string_view b)
    {
        auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
    };
    while (!list.empty())
    {
        auto const end = (std::min)(list.find_first_of(", \t"), list.size());
        auto entry = list.substr(0, end);
        list.remove_prefix((std::min)(end + 1, list.size()));
        if (entry == "*")
            return true;
        if (same(entry, to.host)) // an IPv6 address, too
            return true;
        auto const colon = entry.rfind(':');
        if (colon != entry.npos && !entry.ends_with(']'))
        {
            if (entry.substr(colon + 1) != std::to_string(to.port))
                continue;
            entry = entry.substr(0, colon);
        }
        if (entry.starts_with('[') && entry.ends_with(']'))
            entry = entry.substr(1, entry.size() - 2);
        if (entry.starts_with("*."))
            entry.remove_prefix(1);
        if (entry.starts_with('.'))
            entry.remove_prefix(1);
        if (entry.empty())
            continue;
        std::string_view const host = to.host;
        if (same(entry, host))
            return true;
        bool const is_below = host.size() > entry.size() && host[host.size() - entry.size() - 1] == '.' &&
                              same(entry, host.substr(host.size() - entry.size()));
        if (is_below && entry.find_first_not_of("0123456789.") != entry.npos) // nothing is below an address
            return true;
    }
    return false;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Which hosts are reached without the proxy of the environment: the list that `no_proxy` holds by convention.

#include "../text/fold_case.hpp"
#include "endpoint.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

[[nodiscard]] inline bool goes_without_proxy(endpoint const& to, std::string_view list)
{
    while (!list.empty())
    {
        auto const end = (std::min)(list.find_first_of(", \t"), list.size());
        auto entry = list.substr(0, end);
        list.remove_prefix((std::min)(end + 1, list.size()));
        if (entry == "*")
            return true;
        if (equal_ignoring_case(entry, to.host)) // an IPv6 address, too
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
        if (equal_ignoring_case(entry, host))
            return true;
        bool const is_below = host.size() > entry.size() && host[host.size() - entry.size() - 1] == '.' &&
                              equal_ignoring_case(entry, host.substr(host.size() - entry.size()));
        if (is_below && entry.find_first_not_of("0123456789.") != entry.npos) // nothing is below an address
            return true;
    }
    return false;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

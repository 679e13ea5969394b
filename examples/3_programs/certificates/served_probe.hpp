// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Which certificates hosts serve: many TLS connections at once, each ended as soon as the certificate is known. Nothing
// is trusted for it and nothing is sent but the name.

#include "hosts_file.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace certificates
{

/// What came of one connection.
struct probed_host
{
    std::string unreachable{}; ///< why there is no certificate; empty: there is one
    std::string address{};     ///< whom it was connected to
    std::string fingerprint{}; ///< SHA-1, upper case, as in the service's lists
    std::string issuer{};
    std::chrono::sys_seconds not_before{};
    std::chrono::sys_seconds not_after{};
    bool covers_name = false; ///< it is for the host that was asked for
};

struct probe_options
{
    unsigned at_once = 256;
    std::chrono::milliseconds timeout = std::chrono::seconds(10); ///< for one host, all of it
};

/// Looks at all of them. `told` is called once for each, in any order, one call at a time.
///
/// Returns early on SIGINT or SIGTERM; what is not told of by then was not looked at.
/// @return whether it came to its end
[[nodiscard]] bool probe_hosts(std::vector<served_host> const& hosts, probe_options const& options,
                               std::function<void(std::size_t, probed_host const&)> const& told);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a client's connections are doing, and what became of those that are gone.

#include "observer.hpp"
#include "version.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The connections of a client at one moment. All numbers are taken together, so that these sums always agree:
/// - `open == idle + busy + connecting`, and never more than `capacity`;
/// - `attempted == open + closed_in_all()`: no connection is lost;
/// - `opened == idle + busy + closed_in_all() - closed_for(not_connected) - closed_for(unused)`.
struct client_stats
{
    client_stats() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    std::size_t capacity = 0;   ///< `client_options::max_connections`
    std::size_t open = 0;       ///< idle, busy, or being made
    std::size_t idle = 0;       ///< ready, and used by nobody
    std::size_t busy = 0;       ///< in use by calls
    std::size_t connecting = 0; ///< being made
    std::size_t waiting = 0;    ///< calls that wait for a connection

    std::uint64_t attempted = 0;                       ///< connections that were begun to be made
    std::uint64_t opened = 0;                          ///< those that were made, TLS included
    std::uint64_t resumed = 0;                         ///< those of them that continued a TLS session
    std::array<std::uint64_t, close_reasons> closed{}; ///< by reason: see `closed_for`

    /// How many are gone for that reason.
    [[nodiscard]] std::uint64_t closed_for(close_reason reason) const noexcept
    {
        return closed[static_cast<std::size_t>(reason)];
    }
    /// How many are gone, those that could not be made included.
    [[nodiscard]] std::uint64_t closed_in_all() const noexcept
    {
        return std::accumulate(closed.begin(), closed.end(), std::uint64_t{0});
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How often one looks while waiting, and for how long in all.

#include "call_options.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The rhythm of `client::wait_until`. The default suits the validation of a domain, which takes minutes.
struct wait_options
{
    wait_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// The wait after the first look. Each one after it is `growth` times as long, up to `longest_interval`.
    std::chrono::milliseconds first_interval = std::chrono::seconds(2);
    double growth = 1.5;                                                   ///< at least 1
    std::chrono::milliseconds longest_interval = std::chrono::seconds(30); ///< at least `first_interval`
    /// No look begins later than this after the first; the last one begins at it.
    std::chrono::milliseconds deadline = std::chrono::minutes(30);
    call_options call{}; ///< of each look
};

namespace detail
{

inline wait_options checked(wait_options options)
{
    using std::chrono::milliseconds;
    if (options.first_interval <= milliseconds::zero())
        throw std::invalid_argument("aliyun::cas::wait_options::first_interval: must be positive");
    if (options.longest_interval < options.first_interval)
        throw std::invalid_argument(
            "aliyun::cas::wait_options::longest_interval: must not be less than first_interval");
    if (!(options.growth >= 1))
        throw std::invalid_argument("aliyun::cas::wait_options::growth: must be at least 1");
    if (options.deadline < milliseconds::zero())
        throw std::invalid_argument("aliyun::cas::wait_options::deadline: must not be negative");
    constexpr milliseconds longest = std::chrono::hours(24 * 365); // sums must not overflow
    options.first_interval = (std::min)(options.first_interval, longest);
    options.longest_interval = (std::min)(options.longest_interval, longest);
    options.deadline = (std::min)(options.deadline, longest);
    return options;
}

} // namespace detail

} // namespace aliyun::ALIYUN_CAS_ABI::cas

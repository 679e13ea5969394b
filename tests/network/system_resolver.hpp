// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Stands in the place of the system's `getaddrinfo`, for one name. That takes a program of its own.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace network
{

/// The address of this name is 127.0.0.1. All others go to the system.
inline constexpr auto slow_name = "service.test";

/// What `getaddrinfo` does with our name.
struct system_resolver
{
    static constexpr std::chrono::seconds slow{5};

    /// @param failing_with a code of `getaddrinfo`; 0: it succeeds
    void be(bool slow_one, int failing_with = 0);
    int look_up();
    void reset();

    std::mutex mutex{};
    std::condition_variable changed{};
    bool is_slow = false;
    int failure = 0;
    std::atomic<int> lookups = 0;
};

system_resolver& the_system();

} // namespace network

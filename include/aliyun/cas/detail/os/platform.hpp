// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The only file that calls the operating system directly: what Asio and the standard library do not offer.

#include "../../version.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>

#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

inline std::atomic<std::uint32_t> forks_survived{0};

/// A number that differs between a process and its forked child: state that must not be shared by both (bought
/// randomness) is renewed when it changes. One relaxed load; `getpid()` would be a system call.
[[nodiscard]] inline std::uint32_t fork_generation() noexcept
{
#if !defined(_WIN32)
    static int const registered = ::pthread_atfork(nullptr, nullptr, [] { ++forks_survived; });
    static_cast<void>(registered);
#endif
    return forks_survived.load(std::memory_order_relaxed);
}

/// The wall clock in whole seconds. A coarse clock where there is one: it costs a quarter, and is a few milliseconds
/// late.
[[nodiscard]] inline std::chrono::sys_seconds wall_clock_seconds() noexcept
{
#if defined(CLOCK_REALTIME_COARSE)
    timespec now{};
    if (::clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0)
        return std::chrono::sys_seconds(std::chrono::seconds(now.tv_sec));
#endif
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Counts what a program allocates: link allocation_counter.cpp into it, which replaces operator new and OpenSSL's
// malloc.

#include <cstdint>

namespace bench
{

/// Allocations that this thread has made so far.
struct allocations
{
    std::uint64_t by_new = 0;     ///< by operator new, in all its forms
    std::uint64_t by_openssl = 0; ///< by OpenSSL, from watch_openssl_allocations() on

    [[nodiscard]] std::uint64_t total() const noexcept { return by_new + by_openssl; }

    friend allocations operator-(allocations const& left, allocations const& right) noexcept
    {
        return {left.by_new - right.by_new, left.by_openssl - right.by_openssl};
    }
};

[[nodiscard]] allocations allocations_so_far() noexcept;

/// Must come before the first call of OpenSSL, which refuses later: then it throws `std::logic_error`.
void watch_openssl_allocations();

} // namespace bench

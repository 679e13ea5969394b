// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether one more retry is allowed: the retries that a client's calls have in store together.

#include "../../retry_policy.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A bucket of tokens that successes refill and no clock does: while nothing succeeds nothing comes back. Any thread.
class retry_budget
{
public:
    explicit retry_budget(retry_policy const& policy) noexcept
        : full_(policy.budget * token),
          refill_(static_cast<std::int64_t>((std::min)(policy.budget_refill * token, static_cast<double>(full_)))),
          left_(full_)
    {
    }

    /// Takes one retry out of the store. False if there is none.
    [[nodiscard]] bool take() noexcept
    {
        auto left = left_.load(std::memory_order_relaxed);
        while (left >= token)
            if (left_.compare_exchange_weak(left, left - token, std::memory_order_relaxed))
                return true;
        return false;
    }
    /// A call has succeeded at its first attempt.
    void succeeded() noexcept
    {
        auto left = left_.load(std::memory_order_relaxed);
        while (left < full_) // nearly always it is full: no more than a load then
            if (left_.compare_exchange_weak(left, (std::min)(left + refill_, full_), std::memory_order_relaxed))
                return;
    }

private:
    static constexpr std::int64_t token = 1000; // in thousandths

    std::int64_t const full_;
    std::int64_t const refill_;
    std::atomic<std::int64_t> left_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

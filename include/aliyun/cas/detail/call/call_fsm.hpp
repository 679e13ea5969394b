// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The course of a call without I/O: attempts, the waits between them, and what is told in the end. Time and chance come
// in as arguments.

#include "../../failure.hpp"
#include "../../retry_policy.hpp"
#include "retry_rules.hpp"

#include <algorithm>
#include <chrono>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_fsm
{
public:
    enum class step
    {
        succeed,
        fail,
        try_again ///< after `wait()`
    };

    call_fsm(retry_policy const& policy, repeat_safety repeat) noexcept : policy_(policy), repeat_(repeat) {}

    void begin_attempt() noexcept { ++attempts_; }

    /// @param left   what is left of the call's time: a wait that would not end before is not begun
    /// @param chance a random number from 0 to 1
    [[nodiscard]] step on_attempt(attempt_end const& end, std::chrono::nanoseconds left, double chance) noexcept
    {
        auto const meaning = judge(end, repeat_, maybe_executed_);
        wait_ = {};
        costs_budget_ = false;
        corrects_clock_ = renews_credentials_ = false;
        stop_ = stop_reason::refused;
        switch (meaning)
        {
        case verdict::success:
        case verdict::already_gone:
            return step::succeed;
        case verdict::final:
            return step::fail;
        case verdict::clock:
            if (clock_corrected_)
                return step::fail;
            corrects_clock_ = clock_corrected_ = true;
            ++free_attempts_;
            return step::try_again;
        case verdict::credentials:
            if (credentials_renewed_)
                return step::fail;
            renews_credentials_ = credentials_renewed_ = true;
            ++free_attempts_;
            return step::try_again;
        case verdict::stale:
            maybe_executed_ |= repeat_ != repeat_safety::safe;
            // Not counted, and bounded: the next attempt takes no connection on trust.
            if (stale_attempts_ < 2)
            {
                ++stale_attempts_;
                ++free_attempts_;
                return step::try_again;
            }
            break;
        case verdict::ambiguous:
            maybe_executed_ |= repeat_ != repeat_safety::safe;
            if (repeat_ == repeat_safety::unsafe)
            {
                stop_ = stop_reason::not_repeatable;
                return step::fail;
            }
            if (end.code == boost::system::errc::operation_canceled || end.code == errc::deadline_exceeded)
                return step::fail;
            break;
        case verdict::transient:
            break;
        }
        // The pool makes the connections that all calls wait for, and the pauses between them. So its attempts count
        // for each call: one that has come late does not wait through as many again.
        bool const pool_waits = end.connects_failed > 0;
        if ((std::max)(attempts_ - free_attempts_, end.connects_failed) >= policy_.max_attempts)
        {
            stop_ = stop_reason::exhausted;
            return step::fail;
        }
        if (pool_waits)
        {
            if (end.next_connect < left)
                return step::try_again;
            stop_ = stop_reason::deadline;
            return step::fail;
        }
        costs_budget_ = true;
        ++waits_;
        wait_ = backoff(chance);
        if (end.retry_after)
            wait_ = (std::max)(wait_, std::chrono::nanoseconds(*end.retry_after));
        if (wait_ >= left)
        {
            stop_ = stop_reason::deadline;
            return step::fail;
        }
        return step::try_again;
    }

    [[nodiscard]] std::chrono::nanoseconds wait() const noexcept { return wait_; }
    [[nodiscard]] bool corrects_clock() const noexcept { return corrects_clock_; }
    [[nodiscard]] bool renews_credentials() const noexcept { return renews_credentials_; }
    /// The attempt to come is one of those that the client's budget must have a token for.
    [[nodiscard]] bool costs_budget() const noexcept { return costs_budget_; }
    [[nodiscard]] int attempts() const noexcept { return attempts_; }
    [[nodiscard]] stop_reason stopped_because() const noexcept { return stop_; }
    /// A write may have been carried out by some attempt.
    [[nodiscard]] bool maybe_executed() const noexcept { return maybe_executed_; }

private:
    // Exponential backoff with full jitter: spread over the whole span, callers that failed together come back apart.
    [[nodiscard]] std::chrono::nanoseconds backoff(double chance) const noexcept
    {
        auto const doublings = (std::min)(waits_ - 1, 20);
        std::chrono::nanoseconds const span =
            std::min<std::chrono::milliseconds>(policy_.longest_backoff, policy_.first_backoff * (1LL << doublings));
        return std::chrono::nanoseconds(static_cast<long long>(static_cast<double>(span.count()) * chance));
    }

    retry_policy policy_;
    repeat_safety repeat_;
    int attempts_ = 0;
    int stale_attempts_ = 0;
    int free_attempts_ = 0; // not counted: stale connections, a clock that was off, credentials that had expired
    int waits_ = 0;
    bool clock_corrected_ = false;
    bool corrects_clock_ = false;
    bool credentials_renewed_ = false;
    bool renews_credentials_ = false;
    bool costs_budget_ = false;
    bool maybe_executed_ = false;
    stop_reason stop_ = stop_reason::refused;
    std::chrono::nanoseconds wait_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

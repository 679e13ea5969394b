// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// When a name is looked up, without I/O and without a clock: one lookup serves all who wait, its answer is kept for a
// while, and for a while longer if no new one can be had.

#include "../../version.hpp"

#include <chrono>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class resolver_cache_fsm
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::milliseconds;

    resolver_cache_fsm(duration keep, duration keep_if_failing) noexcept
        : keep_(keep), keep_if_failing_(keep_if_failing)
    {
    }

    enum class step
    {
        use,    ///< what is known
        wait,   ///< for the lookup that is under way
        look_up ///< and wait for it
    };

    /// What has not answered for so long is not waited for any more: the next who asks looks up anew.
    static constexpr std::chrono::seconds longest_lookup{60};
    /// After a failure, what is known serves for so long without asking again.
    static constexpr std::chrono::seconds pause_after_failure{5};

    /// Somebody needs the addresses.
    [[nodiscard]] step on_wanted(time_point now) noexcept
    {
        if (known_ && now < fresh_until_)
            return step::use;
        if (looking_ && now - looking_since_ < longest_lookup)
            return step::wait;
        looking_ = true;
        looking_since_ = now;
        return step::look_up;
    }

    /// Whether what is known may be used although it is not fresh.
    [[nodiscard]] bool may_use_old(time_point now) const noexcept { return known_ && now < useful_until_; }

    void on_found(time_point now) noexcept
    {
        looking_ = false;
        known_ = true;
        fresh_until_ = now + keep_;
        useful_until_ = fresh_until_ + keep_if_failing_;
    }

    /// @return whether what is known serves all the same
    [[nodiscard]] bool on_failed(time_point now) noexcept
    {
        looking_ = false;
        known_ = may_use_old(now);
        if (known_)
            fresh_until_ = now + pause_after_failure;
        return known_;
    }

    /// None of the addresses could be connected to: they may be others by now.
    void on_unreachable() noexcept { fresh_until_ = {}; }

private:
    duration keep_;
    duration keep_if_failing_;
    bool known_ = false;
    time_point fresh_until_{};
    time_point useful_until_{};
    bool looking_ = false;
    time_point looking_since_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

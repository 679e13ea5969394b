// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The decisions of a wait: look, wait some time, look again, until what is waited for is there or the time is over.

#include "../../failure.hpp"
#include "../../wait_options.hpp"

#include <algorithm>
#include <chrono>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class wait_fsm
{
public:
    using duration = std::chrono::nanoseconds;

    enum class step
    {
        look,
        wait,   ///< for `wait()`, then look
        finish, ///< the condition holds
        fail,   ///< with the failure of the last look
        give_up ///< the time is over, and the condition does not hold
    };

    explicit wait_fsm(wait_options const& options) noexcept : options_(options), interval_(options.first_interval) {}

    [[nodiscard]] step start() noexcept
    {
        looks_ = 1;
        return step::look;
    }

    /// A look was answered. @param left what is left until the deadline
    [[nodiscard]] step on_answer(bool holds, duration left) noexcept
    {
        return holds ? step::finish : again(left, step::give_up);
    }

    /// A look has failed. What the service refused stays refused; what failed for want of an answer may come yet.
    [[nodiscard]] step on_failure(stop_reason why, duration left) noexcept
    {
        bool const may_pass =
            why == stop_reason::exhausted || why == stop_reason::deadline || why == stop_reason::budget;
        return may_pass ? again(left, step::fail) : step::fail;
    }

    [[nodiscard]] step on_waited() noexcept
    {
        ++looks_;
        return step::look;
    }

    [[nodiscard]] duration wait() const noexcept { return wait_; }
    [[nodiscard]] int looks() const noexcept { return looks_; }

private:
    // The last look is made at the deadline itself.
    step again(duration left, step at_the_end) noexcept
    {
        if (left <= duration::zero())
            return at_the_end;
        wait_ = (std::min<duration>)(interval_, left);
        auto const grown = std::chrono::duration<double, std::nano>(interval_) * options_.growth;
        interval_ = grown < options_.longest_interval ? std::chrono::duration_cast<duration>(grown)
                                                      : duration(options_.longest_interval);
        return step::wait;
    }

    wait_options options_;
    duration interval_;
    duration wait_{};
    int looks_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

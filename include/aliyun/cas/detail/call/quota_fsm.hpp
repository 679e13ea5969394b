// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// When the next call under a quota may be sent. Time comes in as an argument.

#include "../../version.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// The quota of one operation: how many calls there may be within any window of time.
///
/// The service counts calls a second; where its seconds begin is not known. Hence no window of about a second, wherever
/// it begins, holds more calls than the quota has: after a pause so many may be sent at once, the next one only when
/// the first of them is a window old. From there on calls are spread evenly, so that what the network delays does not
/// make one second too full.
///
/// What the service throttles lowers the rate to three quarters, once a window at most; a twentieth of the full rate
/// comes back each second.
class quota_fsm
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::nanoseconds;

    /// @param per_second how many calls the service takes in a second
    /// @param share      how much of that is used
    quota_fsm(double per_second, double share)
        : full_rate_(per_second * share),
          low_rate_(full_rate_),
          sent_(static_cast<std::size_t>(std::clamp(per_second, 1.0, most_at_once)), (time_point::min)())
    {
    }

    /// The earliest time for one more call, or three years from now if that is earlier.
    [[nodiscard]] time_point turn(time_point now) const noexcept
    {
        auto const interval = 1 / rate(now);
        auto earliest = now;
        if (auto const oldest = sent_[next_]; oldest != (time_point::min)())
            earliest = (std::max)(earliest, oldest + seconds(interval * static_cast<double>(sent_.size())));
        if (spreads_)
            earliest = (std::max)(earliest, last_ + seconds(interval));
        return (std::min)(earliest, now + seconds(longest)); // else the turns of many calls would outrun the clock
    }

    /// Takes the earliest time for a call, and tells it.
    time_point take(time_point now) noexcept
    {
        auto const at = turn(now);
        spreads_ = at > now;
        last_ = sent_[next_] = at;
        next_ = (next_ + 1) % sent_.size();
        return at;
    }

    /// How long the call after `ahead` others would have to wait.
    [[nodiscard]] duration estimate(time_point now, std::size_t ahead) const noexcept
    {
        return turn(now) - now + seconds(static_cast<double>(ahead) / rate(now));
    }

    /// The service found that there were too many calls.
    void on_throttled(time_point now) noexcept
    {
        if (lowered_ && now - lowered_at_ < seconds(static_cast<double>(sent_.size()) / full_rate_))
            return; // calls of the same time: it is one and the same news
        low_rate_ = (std::max)(rate(now) * 0.75, full_rate_ * 0.1);
        lowered_at_ = now;
        lowered_ = true;
        spreads_ = true;
    }

    /// Calls a second.
    [[nodiscard]] double rate(time_point now) const noexcept
    {
        if (!lowered_)
            return full_rate_;
        auto const since = std::chrono::duration<double>(now - lowered_at_).count();
        return (std::min)(full_rate_, low_rate_ + full_rate_ * 0.05 * (std::max)(since, 0.0));
    }

private:
    static constexpr double most_at_once = 100;
    static constexpr double longest = 1e8; // seconds; no caller waits as long

    static duration seconds(double count) noexcept
    {
        return std::chrono::duration_cast<duration>(std::chrono::duration<double>((std::min)(count, longest)));
    }

    double full_rate_;
    double low_rate_;
    std::vector<time_point> sent_; // the last calls: a ring
    std::size_t next_ = 0;         // the oldest of them
    time_point last_{};
    time_point lowered_at_{};
    bool lowered_ = false;
    bool spreads_ = false; // the last call had to wait: others do, too
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

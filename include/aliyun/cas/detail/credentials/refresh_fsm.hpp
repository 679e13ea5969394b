// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// When temporary credentials are renewed, without I/O and without a clock: good ones are used, those that end soon are
// renewed beside the calls that still use them, and only who has none waits. One request renews them for all.

#include "../../version.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class refresh_fsm
{
public:
    using wall_time = std::chrono::sys_seconds;
    using steady_time = std::chrono::steady_clock::time_point;

    enum class step
    {
        use,           ///< what is there
        use_and_fetch, ///< what is there, and ask for the next
        wait,          ///< for the answer that was asked for already
        fetch_and_wait
    };

    /// A source that has not answered for so long is not waited for any more: the next call asks anew.
    static constexpr std::chrono::seconds longest_fetch{60};
    /// After a failure, credentials that are still good are not tried to be renewed for so long.
    static constexpr std::chrono::seconds pause_after_failure{10};

    /// Somebody needs credentials.
    [[nodiscard]] step on_call(wall_time wall, steady_time now) noexcept
    {
        bool const fetches = fetching_since_ && now - *fetching_since_ < longest_fetch;
        if (held_ && (!expiration_ || wall < useless_from_))
        {
            if (!expiration_ || wall < renewed_from_ || fetches || now < next_try_)
                return step::use;
            fetching_since_ = now;
            return step::use_and_fetch;
        }
        if (fetches)
            return step::wait;
        fetching_since_ = now;
        return step::fetch_and_wait;
    }

    /// The answer is there.
    /// @param expiration nothing: they are good for ever
    void on_fetched(std::optional<wall_time> expiration, wall_time wall) noexcept
    {
        using std::chrono::minutes;
        using std::chrono::seconds;
        held_ = true;
        fetching_since_.reset();
        next_try_ = {};
        expiration_ = expiration;
        if (!expiration)
            return;
        auto const lifetime = (std::max)(*expiration - wall, seconds(0));
        renewed_from_ = *expiration - std::min<seconds>(minutes(15), lifetime / 4);
        // A request that is signed now must arrive before the end, and clocks differ.
        useless_from_ = *expiration - std::min<seconds>(seconds(30), lifetime / 10);
    }

    void on_failed(steady_time now) noexcept
    {
        fetching_since_.reset();
        next_try_ = now + pause_after_failure;
    }

    /// What was asked for will not be answered.
    void on_abandoned() noexcept { fetching_since_.reset(); }

    /// The service has refused what is there.
    void on_refused() noexcept { held_ = false; }

    [[nodiscard]] bool is_fetching() const noexcept { return fetching_since_.has_value(); }

private:
    bool held_ = false;
    std::optional<wall_time> expiration_;
    wall_time renewed_from_{};
    wall_time useless_from_{};
    std::optional<steady_time> fetching_since_;
    steady_time next_try_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

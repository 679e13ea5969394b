// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The pool's decisions without I/O: how many connections there may be, when one more is to be made, what a failure to
// make one means for those who wait. It keeps the books, too. Time and chance come in as arguments.

#include "../../failure.hpp"
#include "../../retry_policy.hpp"
#include "../../stats.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Connections are made one for each call that waits. Once that has failed, one at a time and after pauses that grow;
/// once it works again, two, four, eight at a time: a server that comes back is not met by all at once.
class pool_fsm
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::nanoseconds;

    /// @param policy its back-off is the pause after failures, but no pause is longer than `longest_pause`
    pool_fsm(std::size_t capacity, retry_policy const& policy) noexcept
        : first_pause_((std::min<duration>)(policy.first_backoff, longest_pause)),
          longest_pause_((std::min<duration>)(policy.longest_backoff, longest_pause)),
          most_connecting_(capacity)
    {
        stats_.capacity = capacity;
    }

    /// One attempt a second is no burden for a server, and soon enough for a call.
    static constexpr std::chrono::milliseconds longest_pause{1000};
    /// Failures so long ago say nothing about now.
    static constexpr std::chrono::seconds remembered{10};

    /// Whether one more connection is to be made for `waiters` calls.
    [[nodiscard]] bool wants_connection(std::size_t waiters, time_point now) const noexcept
    {
        return wants_after_pause(waiters) && now >= paused_until_;
    }
    /// The same, but that the pause must pass before: look again at `paused_until()`.
    [[nodiscard]] bool wants_after_pause(std::size_t waiters) const noexcept
    {
        // Each connection that is being made will serve one waiter; the others may be served by returns before that.
        return !closed_ && waiters > stats_.connecting && stats_.connecting < most_connecting_ &&
               open() < stats_.capacity;
    }
    [[nodiscard]] time_point paused_until() const noexcept { return paused_until_; }

    void begin_connecting(time_point now) noexcept
    {
        if (now - paused_until_ > remembered)
            failures_ = 0;
        ++stats_.connecting;
        ++stats_.attempted;
    }
    /// A connection has been made: it is busy until it is given back.
    void connected(bool resumed) noexcept
    {
        --stats_.connecting;
        ++stats_.busy;
        ++stats_.opened;
        stats_.resumed += resumed ? 1 : 0;
        failures_ = 0;
        paused_until_ = {};
        most_connecting_ = (std::min)(most_connecting_ + 1, stats_.capacity); // so each round has twice as many
    }
    /// A connection could not be made.
    /// @param chance a random number from 0 to 1: callers that failed together come back apart
    /// @return whether all who wait are to be told, because there is nothing left that they could hope for
    [[nodiscard]] bool connecting_failed(time_point now, double chance) noexcept
    {
        --stats_.connecting;
        count_closed(close_reason::not_connected);
        most_connecting_ = 1;
        if (stats_.connecting > 0)
            return false; // one of the others may succeed
        auto const doublings = (std::min)(failures_, 20);
        auto const longest = (std::min<duration>)(longest_pause_, first_pause_ * (1LL << doublings));
        pause_ = duration(static_cast<long long>(static_cast<double>(longest.count()) * chance));
        paused_until_ = now + pause_;
        ++failures_;
        // Connections in use may come back and serve those who wait. That is believed for one pause, and longer only
        // if some have come back meanwhile.
        bool const hopeful = stats_.busy > 0 && (failures_ == 1 || returned_);
        returned_ = false;
        return !hopeful;
    }
    /// Nobody wanted it any more.
    void connecting_given_up() noexcept
    {
        --stats_.connecting;
        count_closed(close_reason::unused);
    }

    void taken() noexcept
    {
        --stats_.idle;
        ++stats_.busy;
    }
    /// A connection in use can be used again: it goes to the next call, or becomes idle.
    void returned() noexcept { returned_ = true; }
    void became_idle() noexcept
    {
        --stats_.busy;
        ++stats_.idle;
    }
    void closed_busy(close_reason reason) noexcept
    {
        --stats_.busy;
        count_closed(reason);
    }
    void closed_idle(close_reason reason) noexcept
    {
        --stats_.idle;
        count_closed(reason);
    }

    /// No more connections are made.
    void close() noexcept { closed_ = true; }
    [[nodiscard]] bool is_closed() const noexcept { return closed_; }

    [[nodiscard]] std::size_t open() const noexcept { return stats_.idle + stats_.busy + stats_.connecting; }
    /// How many attempts to make a connection have failed in a row, and how long the pause after the last one is.
    [[nodiscard]] int failures() const noexcept { return failures_; }
    [[nodiscard]] duration pause() const noexcept { return pause_; }

    /// How things stand for a call that gives up with so many others before it.
    [[nodiscard]] connection_wait wait_of(std::size_t ahead, boost::system::error_code last_problem) const
    {
        connection_wait result;
        result.capacity = stats_.capacity;
        result.in_use = stats_.busy;
        result.connecting = stats_.connecting;
        result.ahead = ahead;
        result.last_problem = last_problem;
        return result;
    }
    [[nodiscard]] client_stats stats(std::size_t waiting) const noexcept
    {
        auto result = stats_;
        result.open = open();
        result.waiting = waiting;
        return result;
    }

private:
    void count_closed(close_reason reason) noexcept { ++stats_.closed[static_cast<std::size_t>(reason)]; }

    duration first_pause_;
    duration longest_pause_;
    std::size_t most_connecting_; // at a time
    client_stats stats_;
    int failures_ = 0;
    duration pause_{};
    time_point paused_until_{};
    bool returned_ = false; // something has come back since the last failure
    bool closed_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

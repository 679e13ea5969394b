// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The line of calls that wait for their turn under one quota: of all clients whose calls the service counts together.
// Plain data under a mutex; whoever waits does so on a timer of its own, so that there is none while nobody waits.

#include "quota_fsm.hpp"

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <iterator>
#include <mutex>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A call, as the line sees it.
class quota_waiter
{
public:
    quota_waiter() = default;
    quota_waiter(quota_waiter const&) = delete;
    quota_waiter& operator=(quota_waiter const&) = delete;

protected:
    ~quota_waiter() = default;

private:
    friend class quota_line;
    // Called from any thread, under the line's lock: it may do no more than post.
    virtual void on_first_in_line() = 0;

    boost::intrusive::list_member_hook<> in_line_;
    void const* client_ = nullptr;
    quota_fsm::time_point expected_{};
};

/// First come, first served. Only the first knows when its turn is; it takes it when the time has come, and tells the
/// next. So a call that leaves the line has taken nothing from those behind it.
///
/// The clients in a line may run on different contexts, and one of those may stand still: a first that does not come is
/// passed over once those behind it should long have gone, and its client's other calls with it. They ask anew when
/// they wake up.
class quota_line
{
public:
    using time_point = quota_fsm::time_point;

    enum class answer
    {
        go,      ///< the turn is taken
        wait,    ///< ask again at `at`, or when `on_first_in_line` comes
        too_late ///< the turn would come only at `at`; the call is in the line no more
    };
    struct turn
    {
        answer is = answer::go;
        time_point at{};
    };

    /// How long the first of the line may keep others waiting.
    static constexpr std::chrono::milliseconds patience{500};

    quota_line(double per_second, double share) : quota_(per_second, share) {}
    ~quota_line() { waiting_.clear(); }
    quota_line(quota_line const&) = delete;
    quota_line& operator=(quota_line const&) = delete;

    /// Asks for a turn, for the first time or again.
    /// @param client whose call it is
    /// @param latest a turn that comes later is of no use
    [[nodiscard]] turn ask(quota_waiter& call, void const* client, time_point now, time_point latest)
    {
        std::scoped_lock const lock(mutex_);
        if (!waiting_.empty())
            pass_over_sleepers(client, now);
        if (!call.in_line_.is_linked())
            return enter(call, client, now, latest);
        if (&waiting_.front() == &call)
            return ask_first(call, now, latest);
        if (now >= latest)
        {
            auto const at = iterator_of(call);
            auto const ahead = static_cast<std::size_t>(std::distance(waiting_.begin(), at));
            waiting_.erase(at);
            return {answer::too_late, now + quota_.estimate(now, ahead)};
        }
        // The line is slower than it was thought to be.
        return {answer::wait, now + (std::max)(quota_fsm::duration(patience), now - call.expected_)};
    }

    /// Whoever waits no more leaves the line; if it was the first, the next one hears of it.
    void leave(quota_waiter& call, time_point now)
    {
        std::scoped_lock const lock(mutex_);
        if (call.in_line_.is_linked())
            remove(call, now);
    }

    /// A client's context is gone: none of its calls may be told of anything any more.
    void forget(void const* client, time_point now)
    {
        std::scoped_lock const lock(mutex_);
        if (waiting_.empty())
            return;
        auto const* const first = &waiting_.front();
        remove_all_of(client);
        if (!waiting_.empty() && &waiting_.front() != first)
            tell_first(now);
    }

    void on_throttled(time_point now)
    {
        std::scoped_lock const lock(mutex_);
        quota_.on_throttled(now);
    }

    [[nodiscard]] bool is_empty() const
    {
        std::scoped_lock const lock(mutex_);
        return waiting_.empty();
    }

private:
    using waiting_list = boost::intrusive::list<
        quota_waiter,
        boost::intrusive::member_hook<quota_waiter, boost::intrusive::list_member_hook<>, &quota_waiter::in_line_>>;

    turn enter(quota_waiter& call, void const* client, time_point now, time_point latest)
    {
        if (waiting_.empty())
        {
            auto const at = quota_.turn(now);
            if (at <= now)
            {
                quota_.take(now);
                return {answer::go, now};
            }
            if (at > latest)
                return {answer::too_late, at};
            asked_ = now;
            stand(call, client, at);
            return {answer::wait, at};
        }
        auto const at = now + quota_.estimate(now, waiting_.size());
        if (at > latest)
            return {answer::too_late, at};
        stand(call, client, at);
        return {answer::wait, at + patience};
    }

    // The time it asked counts, and not the one its timer wakes it: that comes late, and would make the rate lower.
    turn ask_first(quota_waiter& call, time_point now, time_point latest)
    {
        auto const at = quota_.turn(asked_);
        if (at > now && at <= latest)
            return {answer::wait, at};
        if (at <= now)
            quota_.take(asked_);
        remove(call, now);
        return {at <= now ? answer::go : answer::too_late, at};
    }

    void stand(quota_waiter& call, void const* client, time_point expected)
    {
        call.client_ = client;
        call.expected_ = expected;
        waiting_.push_back(call);
    }

    void remove(quota_waiter& call, time_point now)
    {
        bool const was_first = &waiting_.front() == &call;
        waiting_.erase(iterator_of(call));
        if (was_first && !waiting_.empty())
            tell_first(now);
    }

    void tell_first(time_point now)
    {
        asked_ = now;
        waiting_.front().on_first_in_line();
    }

    // A client that asks is awake, even if its first call has not come yet.
    void pass_over_sleepers(void const* awake, time_point now)
    {
        auto const* const sleeper = waiting_.front().client_;
        if (sleeper == awake || now < quota_.turn(asked_) + patience)
            return;
        remove_all_of(sleeper);
        if (!waiting_.empty())
            tell_first(now);
    }

    void remove_all_of(void const* client)
    {
        waiting_.remove_if([client](quota_waiter const& one) { return one.client_ == client; });
    }

    waiting_list::iterator iterator_of(quota_waiter& call) { return waiting_list::s_iterator_to(call); }

    mutable std::mutex mutex_;
    quota_fsm quota_;
    waiting_list waiting_;
    time_point asked_{}; // since when the first has been the first
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

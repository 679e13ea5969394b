// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Keeps a client's calls to the quotas of their operations: one line of waiting calls for each. Plain data under a
// mutex; the first in a line waits on a timer of its own, so that there is none while nobody waits.

#include "../../operation.hpp"
#include "../../quota_options.hpp"
#include "quota_fsm.hpp"

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A call, as the pacer sees it.
class quota_waiter
{
public:
    quota_waiter() = default;
    quota_waiter(quota_waiter const&) = delete;
    quota_waiter& operator=(quota_waiter const&) = delete;

protected:
    ~quota_waiter() = default;

private:
    friend class pacer;
    // Called from any thread, under the pacer's lock: it may do no more than post.
    virtual void on_first_in_line() = 0;

    boost::intrusive::list_member_hook<> in_line_;
};

class pacer
{
public:
    using time_point = quota_fsm::time_point;

    enum class answer
    {
        go,       ///< at once
        wait,     ///< until `at`, and leave the line then
        in_line,  ///< `on_first_in_line` comes later
        too_late, ///< the turn would come only at `at`; the call is in no line
    };
    struct turn
    {
        answer is = answer::go;
        time_point at{};
    };

    explicit pacer(quota_options chosen) : options_(std::move(chosen)) {}

    /// Asks for one more call. `latest`: a turn that comes later is of no use.
    [[nodiscard]] turn enter(quota_waiter& call, operation_traits const& what, time_point now, time_point latest)
    {
        std::scoped_lock const lock(mutex_);
        auto& line = line_of(what);
        if (!line.quota)
            return {};
        if (line.waiting.empty())
            return reserve(line, call, now, latest);
        auto const at = now + line.quota->estimate(now, line.waiting.size());
        if (at > latest)
            return {answer::too_late, at};
        line.waiting.push_back(call);
        return {answer::in_line, at};
    }

    /// The same for the first in line.
    [[nodiscard]] turn enter_first(quota_waiter& call, operation_traits const& what, time_point now, time_point latest)
    {
        std::scoped_lock const lock(mutex_);
        return reserve(line_of(what), call, now, latest);
    }

    /// Whoever waited leaves the line, at its turn or before: the next one hears of it.
    void leave(quota_waiter& call, operation_traits const& what)
    {
        std::scoped_lock const lock(mutex_);
        if (!call.in_line_.is_linked())
            return;
        auto& waiting = line_of(what).waiting;
        bool const was_first = &waiting.front() == &call;
        waiting.erase(waiting.iterator_to(call));
        if (was_first && !waiting.empty())
            waiting.front().on_first_in_line();
    }

    void on_throttled(operation_traits const& what, time_point now)
    {
        std::scoped_lock const lock(mutex_);
        if (auto& quota = line_of(what).quota)
            quota->on_throttled(now);
    }

private:
    using waiting_list = boost::intrusive::list<
        quota_waiter,
        boost::intrusive::member_hook<quota_waiter, boost::intrusive::list_member_hook<>, &quota_waiter::in_line_>>;

    struct operation_line
    {
        std::string_view action;
        std::optional<quota_fsm> quota; // none: there is no limit
        waiting_list waiting{};
    };

    // Takes the next turn. A call that has to wait for it stands in the line.
    static turn reserve(operation_line& in, quota_waiter& call, time_point now, time_point latest)
    {
        if (auto const at = in.quota->turn(now); at > latest)
            return {answer::too_late, at};
        auto const at = in.quota->take(now);
        if (at > now && !call.in_line_.is_linked())
            in.waiting.push_back(call);
        return {at > now ? answer::wait : answer::go, at};
    }

    // A handful of operations: looking at all of them is the quickest way.
    [[nodiscard]] operation_line& line_of(operation_traits const& what)
    {
        for (auto& known : lines_)
            if (known.action.data() == what.action.data() || known.action == what.action)
                return known;
        auto rate = what.calls_per_second;
        if (auto const chosen = options_.calls_per_second.find(what.action); chosen != options_.calls_per_second.end())
            rate = chosen->second;
        auto& fresh = lines_.emplace_back();
        fresh.action = what.action;
        if (rate > 0)
            fresh.quota.emplace(rate, options_.share);
        return fresh;
    }

    quota_options options_;
    std::mutex mutex_;
    std::list<operation_line> lines_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

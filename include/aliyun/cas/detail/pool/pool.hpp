// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The connections of one client, and the calls that wait for one. Plain data under a mutex: it only posts to callers,
// so that it can be called from any thread and from inside a call.

#include "../../observer.hpp"
#include "../../stats.hpp"
#include "../sign/nonce.hpp"
#include "after_lock.hpp"
#include "connection_events.hpp"
#include "connection_maker.hpp"
#include "connector.hpp"
#include "context_guest.hpp"
#include "pool_client.hpp"
#include "pool_drain.hpp"
#include "pool_fsm.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class pool final : public std::enable_shared_from_this<pool>, private context_guest
{
public:
    pool(boost::asio::any_io_executor executor, tls_options const& tls, pool_options options)
        : context_guest(executor),
          executor_(std::move(executor)),
          options_(std::move(options)),
          events_(options_.observer, options_.to),
          maker_(executor_, tls, options_),
          fsm_(options_.max_connections, options_.backoff),
          pause_timer_(std::in_place, executor_)
    {
    }
    ~pool()
    {
        calls_.clear();
        queue_.clear();
    }

    [[nodiscard]] boost::asio::any_io_executor const& executor() const noexcept { return executor_; }

    /// A call begins. False if the client is closed or drained: the call must end by itself then.
    [[nodiscard]] bool enter(pool_client& call)
    {
        std::scoped_lock const lock(mutex_);
        if (fsm_.is_closed() || draining_)
            return false;
        calls_.push_back(call);
        return true;
    }
    /// A call ends. When none is left nothing stays outstanding: no connection is being made any more.
    void leave(pool_client& call) noexcept
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        if (!call.in_calls_.is_linked())
            return;
        calls_.erase(calls_.iterator_to(call));
        if (calls_.empty())
            nothing_to_do(after);
    }

    /// Forgets a call that is destroyed without having ended, because its execution context is.
    void forget(pool_client& call) noexcept
    {
        std::scoped_lock const lock(mutex_);
        if (call.in_calls_.is_linked())
            calls_.erase(calls_.iterator_to(call));
    }

    enum class place
    {
        back, ///< of the queue
        front ///< for a call that has waited, and was given a connection that turned out to be dead
    };

    /// A connection, if an idle one is there; else `call` is put into the queue and hears by `on_granted`. What is
    /// given out here or there has to be looked at before it is used: see `connection::look`.
    [[nodiscard]] lease acquire(std::shared_ptr<pool_client> call, place where = place::back)
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        auto const now = steady::now();
        while (!idle_.empty())
        {
            auto candidate = std::move(idle_.back());
            idle_.pop_back();
            auto const expired = candidate->expired(now, options_.idle_timeout, options_.max_age);
            if (!expired)
            {
                fsm_.taken();
                return candidate;
            }
            fsm_.closed_idle(*expired);
            after.close(std::move(candidate), *expired);
        }
        auto& waiter = *call;
        waiter.kept_alive_ = std::move(call);
        where == place::back ? queue_.push_back(waiter) : queue_.push_front(waiter);
        connect_if_needed(after, now);
        return nullptr;
    }

    /// Takes a call out of the queue, and tells how things stood. Empty if it is in it no more: `on_granted` is on its
    /// way.
    [[nodiscard]] std::optional<connection_wait> withdraw(pool_client& call)
    {
        std::scoped_lock const lock(mutex_);
        if (!call.in_queue_.is_linked())
            return std::nullopt;
        auto const wait = fsm_.wait_of(
            static_cast<std::size_t>(std::distance(queue_.begin(), queue_.iterator_to(call))), last_problem_);
        take_from_queue(call).reset(); // the caller holds another reference
        return wait;
    }

    /// Gives a connection back that can be used again.
    void release(lease connection)
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        put_back(std::move(connection), after);
    }

    /// Gives a connection back that can't.
    /// @param code what the call that used it failed with
    void discard(lease connection, close_reason reason, error_code code = {}, std::string_view detail = {})
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        maker_.sessions().collect(*connection);
        fsm_.closed_busy(reason);
        after.closed.push_back({std::move(connection), reason, code, std::string(detail)});
        connect_if_needed(after, steady::now());
        tell_if_drained(after);
    }

    /// Ends all calls, those that wait and those in flight. The pool stays usable.
    void cancel_calls()
    {
        for (auto& call : active_calls())
            call->on_cancelled();
    }

    /// Ends everything for good: calls and connections.
    void close()
    {
        {
            after_lock after{events_};
            std::scoped_lock const lock(mutex_);
            fsm_.close();
            close_idle(after);
            after.useless = maker_.being_made();
            end_drains(after, boost::asio::error::operation_aborted);
        }
        cancel_calls();
    }

    /// No new calls from now on; `waiting` hears when those in flight have ended and all connections are closed.
    void drain(std::shared_ptr<pool_drain> waiting)
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        draining_ = true;
        drains_.push_back(std::move(waiting));
        close_idle(after);
        tell_if_drained(after);
    }
    /// Its wait is over; the client goes on draining. False if it has heard already.
    [[nodiscard]] bool forget_drain(pool_drain const& waiting)
    {
        std::scoped_lock const lock(mutex_);
        return std::erase_if(drains_, [&](auto const& one) { return one.get() == &waiting; }) != 0;
    }

    [[nodiscard]] client_stats stats() const
    {
        std::scoped_lock const lock(mutex_);
        return fsm_.stats(queue_.size());
    }

private:
    // Only then may the context's sockets and timers be gone, and those who wait are heard of no more.
    void on_context_end() noexcept override
    {
        auto const self = shared_from_this();
        std::vector<std::shared_ptr<pool_client>> waiting;
        std::vector<std::shared_ptr<pool_drain>> draining;
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        fsm_.close();
        close_idle(after);
        draining.swap(drains_);
        while (!queue_.empty())
            waiting.push_back(take_from_queue(queue_.front()));
        pause_timer_.reset();
    }

    // No call is left.
    void nothing_to_do(after_lock& after)
    {
        after.useless = maker_.being_made();
        if (pausing_)
            pause_timer_->cancel();
        tell_if_drained(after);
    }

    void close_idle(after_lock& after)
    {
        for (auto& one : idle_)
        {
            fsm_.closed_idle(close_reason::shutdown);
            after.close(std::move(one), close_reason::shutdown);
        }
        idle_.clear();
    }

    void tell_if_drained(after_lock& after)
    {
        if (draining_ && calls_.empty() && fsm_.open() == 0)
            end_drains(after, {});
    }
    void end_drains(after_lock& after, error_code end)
    {
        after.drained = std::exchange(drains_, {});
        after.drain_end = end;
    }

    [[nodiscard]] std::vector<std::shared_ptr<pool_client>> active_calls()
    {
        std::vector<std::shared_ptr<pool_client>> alive;
        std::scoped_lock const lock(mutex_);
        for (auto& call : calls_)
            if (auto strong = call.shared_self())
                alive.push_back(std::move(strong));
        return alive;
    }

    std::shared_ptr<pool_client> take_from_queue(pool_client& call)
    {
        queue_.erase(queue_.iterator_to(call));
        return std::exchange(call.kept_alive_, nullptr);
    }

    // A good connection that nobody uses: for the call that has waited longest, or it becomes idle.
    void put_back(lease connection, after_lock& after)
    {
        maker_.sessions().collect(*connection);
        auto const now = steady::now();
        bool const over = fsm_.is_closed() || (draining_ && queue_.empty());
        if (over || now - connection->made >= options_.max_age)
        {
            auto const reason = over ? close_reason::shutdown : close_reason::too_old;
            fsm_.closed_busy(reason);
            after.close(std::move(connection), reason);
            connect_if_needed(after, now);
            return tell_if_drained(after);
        }
        fsm_.returned();
        if (!queue_.empty())
        {
            after.granted = take_from_queue(queue_.front());
            after.connection = std::move(connection);
            return;
        }
        fsm_.became_idle();
        connection->idle_since = now;
        drop_aged(now, after);
        idle_.push_back(std::move(connection));
    }

    void connect_if_needed(after_lock& after, steady::time_point now)
    {
        while (fsm_.wants_connection(queue_.size(), now))
        {
            after.begun.push_back(make_connector());
            fsm_.begin_connecting(now);
        }
        if (fsm_.wants_after_pause(queue_.size()) && !pausing_ && pause_timer_)
        {
            pausing_ = true;
            pause_timer_->expires_at(fsm_.paused_until());
            pause_timer_->async_wait(
                [weak = weak_from_this()](error_code)
                {
                    if (auto const self = weak.lock())
                        self->on_pause_over();
                });
        }
    }
    void on_pause_over()
    {
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        pausing_ = false;
        connect_if_needed(after, steady::now());
    }

    [[nodiscard]] std::shared_ptr<connector> make_connector()
    {
        return maker_.make(
            [self = shared_from_this()](std::uint64_t number, connect_problem problem, lease made)
            { made ? self->on_connected(std::move(made)) : self->on_failed(number, std::move(problem)); });
    }

    void on_connected(lease made)
    {
        bool const resumed = made->tls.is_resumed();
        events_.opened(*made, resumed);
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        fsm_.connected(resumed);
        last_problem_ = {};
        put_back(std::move(made), after);
        connect_if_needed(after, steady::now());
    }

    void on_failed(std::uint64_t number, connect_problem problem)
    {
        bool const given_up = problem.code == boost::asio::error::operation_aborted;
        events_.not_connected(number, given_up ? close_reason::unused : close_reason::not_connected, problem);
        auto const spread = chance();
        after_lock after{events_};
        std::scoped_lock const lock(mutex_);
        auto const now = steady::now();
        if (given_up)
            fsm_.connecting_given_up();
        else
        {
            last_problem_ = problem.code;
            if (fsm_.connecting_failed(now, spread))
            {
                problem.failures = fsm_.failures();
                problem.pause = fsm_.pause();
                after.problem = std::move(problem);
                while (!queue_.empty())
                    after.failed.push_back(take_from_queue(queue_.front()));
            }
        }
        connect_if_needed(after, now);
        tell_if_drained(after);
    }

    // The oldest idle connections are at the front. No timer: what is not needed is looked at when something returns.
    void drop_aged(steady::time_point now, after_lock& after)
    {
        auto const first_good =
            std::find_if(idle_.begin(), idle_.end(),
                         [&](lease const& one) { return now - one->idle_since < options_.idle_timeout; });
        for (auto one = idle_.begin(); one != first_good; ++one)
        {
            fsm_.closed_idle(close_reason::idle);
            after.close(std::move(*one), close_reason::idle);
        }
        idle_.erase(idle_.begin(), first_good);
    }

    boost::asio::any_io_executor executor_;
    pool_options const options_;
    connection_events events_;

    mutable std::mutex mutex_;
    connection_maker maker_;
    pool_fsm fsm_;
    std::vector<lease> idle_;
    pool_client::list calls_;
    pool_client::queue queue_;
    std::vector<std::shared_ptr<pool_drain>> drains_;
    std::optional<boost::asio::steady_timer> pause_timer_;
    error_code last_problem_; // of the last attempt to connect
    bool pausing_ = false;    // the timer runs
    bool draining_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

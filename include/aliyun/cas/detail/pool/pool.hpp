// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The connections of one client, and the calls that wait for one. Plain data under a mutex: it only posts to callers,
// so that it can be called from any thread and from inside a call.

#include "connector.hpp"
#include "context_guest.hpp"
#include "pool_fsm.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/intrusive/list.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct pool_options
{
    endpoint to;
    std::size_t max_connections = 16;
    std::chrono::milliseconds connect_timeout{10000};
    std::chrono::milliseconds idle_timeout{50000};
    response_limits limits;
};

/// A call, as the pool sees it: known from its start to its end, and in the queue while it waits.
class pool_client
{
public:
    virtual ~pool_client() = default;
    pool_client() = default;
    pool_client(pool_client const&) = delete;
    pool_client& operator=(pool_client const&) = delete;

private:
    friend class pool;
    // The pool calls these from any thread, without its lock; neither may do more than post.
    virtual void on_granted(std::shared_ptr<pool_client> self, connect_problem problem, lease connection) = 0;
    virtual void on_cancelled() = 0;
    virtual std::weak_ptr<pool_client> weak_self() noexcept = 0;

    boost::intrusive::list_member_hook<> in_calls_;
    boost::intrusive::list_member_hook<> in_queue_;
    std::shared_ptr<pool_client> kept_alive_; // while it is in the queue nobody else may hold it
};

class pool final : public std::enable_shared_from_this<pool>, private context_guest
{
public:
    pool(boost::asio::any_io_executor executor, tls_options const& tls, pool_options options)
        : context_guest(executor),
          executor_(std::move(executor)),
          context_(tls),
          options_(std::move(options)),
          fsm_(options_.max_connections)
    {
    }
    ~pool()
    {
        calls_.clear();
        queue_.clear();
    }

    [[nodiscard]] boost::asio::any_io_executor const& executor() const noexcept { return executor_; }

    /// A call begins. False if the client is closed: the call must end by itself then.
    [[nodiscard]] bool enter(pool_client& call)
    {
        std::scoped_lock const lock(mutex_);
        if (fsm_.is_closed())
            return false;
        calls_.push_back(call);
        return true;
    }
    /// A call ends. When none is left, no connection is being made any more: nothing stays outstanding.
    void leave(pool_client& call) noexcept
    {
        std::vector<std::shared_ptr<connector>> useless;
        {
            std::scoped_lock const lock(mutex_);
            if (!call.in_calls_.is_linked())
                return;
            calls_.erase(calls_.iterator_to(call));
            if (calls_.empty() && fsm_.connecting() > 0)
                useless = connectors();
        }
        for (auto const& one : useless)
            one->abort();
    }

    /// Forgets a call that is destroyed without having ended, because its execution context is.
    void forget(pool_client& call) noexcept
    {
        std::scoped_lock const lock(mutex_);
        if (call.in_calls_.is_linked())
            calls_.erase(calls_.iterator_to(call));
    }

    /// A connection, if an idle one is there; else `call` is put into the queue and hears by `on_granted`.
    [[nodiscard]] lease acquire(std::shared_ptr<pool_client> call, idle_trust trust)
    {
        std::vector<lease> dropped; // destroyed after the lock is released: closing takes system calls
        std::shared_ptr<connector> begun;
        {
            std::scoped_lock const lock(mutex_);
            auto const now = steady::now();
            while (!idle_.empty())
            {
                auto candidate = std::move(idle_.back());
                idle_.pop_back();
                if (candidate->is_usable(now, options_.idle_timeout, trust))
                    return candidate;
                fsm_.dropped();
                dropped.push_back(std::move(candidate));
            }
            queue_.push_back(*call);
            call->kept_alive_ = call;
            begun = connect_if_needed();
        }
        if (begun)
            begun->start();
        return nullptr;
    }

    /// Takes a call out of the queue. False if it is in it no more: `on_granted` is on its way.
    [[nodiscard]] bool withdraw(pool_client& call)
    {
        std::scoped_lock const lock(mutex_);
        if (!call.in_queue_.is_linked())
            return false;
        take_from_queue(call).reset(); // the caller holds another reference
        return true;
    }

    /// Gives a connection back after a call, or without one in between.
    /// @param keep whether it can be used again
    void release(lease connection, bool keep)
    {
        std::shared_ptr<connector> begun;
        std::shared_ptr<pool_client> next;
        std::vector<lease> dropped;
        {
            std::scoped_lock const lock(mutex_);
            collect_sessions(*connection);
            if (!keep || fsm_.is_closed())
            {
                fsm_.dropped();
                dropped.push_back(std::move(connection));
                begun = connect_if_needed();
            }
            else if (!queue_.empty())
                next = take_from_queue(queue_.front());
            else
            {
                connection->idle_since = steady::now();
                drop_aged(connection->idle_since, dropped);
                idle_.push_back(std::move(connection));
            }
        }
        if (begun)
            begun->start();
        if (next)
            hand_to(std::move(next), {}, std::move(connection));
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
        std::vector<std::shared_ptr<connector>> being_made;
        std::vector<lease> dropped;
        {
            std::scoped_lock const lock(mutex_);
            dropped = close_idle();
            being_made = connectors();
        }
        cancel_calls();
        for (auto const& one : being_made)
            one->abort();
    }

    /// How many connections there are, those that are being made included.
    [[nodiscard]] std::size_t open() const
    {
        std::scoped_lock const lock(mutex_);
        return fsm_.open();
    }

private:
    using call_list = boost::intrusive::list<
        pool_client,
        boost::intrusive::member_hook<pool_client, boost::intrusive::list_member_hook<>, &pool_client::in_calls_>>;
    using call_queue = boost::intrusive::list<
        pool_client,
        boost::intrusive::member_hook<pool_client, boost::intrusive::list_member_hook<>, &pool_client::in_queue_>>;

    // Only then may the context's sockets be gone, and those who wait are heard of no more.
    void on_context_end() noexcept override
    {
        auto const self = shared_from_this();
        std::vector<std::shared_ptr<pool_client>> waiting;
        std::vector<lease> dropped;
        std::scoped_lock const lock(mutex_);
        dropped = close_idle();
        while (!queue_.empty())
            waiting.push_back(take_from_queue(queue_.front()));
    }

    [[nodiscard]] std::vector<lease> close_idle() noexcept
    {
        fsm_.close();
        for (std::size_t i = 0; i < idle_.size(); ++i)
            fsm_.dropped();
        return std::exchange(idle_, {});
    }

    static void hand_to(std::shared_ptr<pool_client> call, connect_problem problem, lease connection)
    {
        auto& target = *call;
        target.on_granted(std::move(call), std::move(problem), std::move(connection));
    }

    [[nodiscard]] std::vector<std::shared_ptr<pool_client>> active_calls()
    {
        std::vector<std::shared_ptr<pool_client>> alive;
        std::scoped_lock const lock(mutex_);
        for (auto& call : calls_)
            if (auto strong = call.weak_self().lock())
                alive.push_back(std::move(strong));
        return alive;
    }

    std::shared_ptr<pool_client> take_from_queue(pool_client& call)
    {
        queue_.erase(queue_.iterator_to(call));
        return std::exchange(call.kept_alive_, nullptr);
    }

    [[nodiscard]] std::shared_ptr<connector> connect_if_needed()
    {
        if (!fsm_.begin_connecting(queue_.size()))
            return nullptr;
        auto fresh = std::make_unique<connection>(executor_, context_, options_.to.host, options_.limits);
        if (!sessions_.empty())
        {
            fresh->tls.resume(sessions_.back().get());
            // A ticket of TLS 1.3 is for one use (RFC 8446 appendix C.4); older sessions stay good.
            if (SSL_SESSION_get_protocol_version(sessions_.back().get()) >= TLS1_3_VERSION)
                sessions_.pop_back();
        }
        auto begun = std::make_shared<connector>(executor_, options_.to, options_.connect_timeout, std::move(fresh),
                                                 [self = shared_from_this()](connect_problem problem, lease made)
                                                 { self->on_connected(std::move(problem), std::move(made)); });
        std::erase_if(connecting_, [](auto const& one) { return one.expired(); });
        connecting_.push_back(begun);
        return begun;
    }

    void on_connected(connect_problem problem, lease made)
    {
        if (made)
        {
            {
                std::scoped_lock const lock(mutex_);
                fsm_.connected();
            }
            return release(std::move(made), true);
        }
        std::shared_ptr<connector> begun;
        std::shared_ptr<pool_client> unlucky;
        {
            std::scoped_lock const lock(mutex_);
            fsm_.connecting_failed();
            // One attempt that failed is told to one call: each decides by its own rules whether to try again. An
            // attempt that was given up for want of calls is no news for one that has come since.
            if (!queue_.empty() && problem.code != boost::asio::error::operation_aborted)
                unlucky = take_from_queue(queue_.front());
            begun = connect_if_needed();
        }
        if (begun)
            begun->start();
        if (unlucky)
            hand_to(std::move(unlucky), std::move(problem), nullptr);
    }

    // The oldest idle connections are at the front. No timer: what is not needed is looked at when something returns.
    void drop_aged(steady::time_point now, std::vector<lease>& dropped)
    {
        auto const first_good =
            std::find_if(idle_.begin(), idle_.end(),
                         [&](lease const& one) { return now - one->idle_since < options_.idle_timeout; });
        for (auto one = idle_.begin(); one != first_good; ++one)
        {
            fsm_.dropped();
            dropped.push_back(std::move(*one));
        }
        idle_.erase(idle_.begin(), first_good);
    }

    void collect_sessions(connection& from)
    {
        for (auto& session : from.tls.offered())
            if (SSL_SESSION_is_resumable(session.get()) == 1)
                sessions_.push_back(std::move(session));
        from.tls.offered().clear();
        if (auto const most = 2 * options_.max_connections; sessions_.size() > most)
            sessions_.erase(sessions_.begin(), sessions_.end() - static_cast<std::ptrdiff_t>(most));
    }

    [[nodiscard]] std::vector<std::shared_ptr<connector>> connectors() const
    {
        std::vector<std::shared_ptr<connector>> alive;
        for (auto const& one : connecting_)
            if (auto strong = one.lock())
                alive.push_back(std::move(strong));
        return alive;
    }

    boost::asio::any_io_executor executor_;
    tls_context context_;
    pool_options options_;

    mutable std::mutex mutex_;
    pool_fsm fsm_;
    std::vector<lease> idle_;
    call_list calls_;
    call_queue queue_;
    std::vector<std::weak_ptr<connector>> connecting_;
    std::vector<ssl_session_ptr> sessions_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

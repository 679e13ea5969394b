// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a source of credentials has brought, kept for all who share the source, and the one request for more that is
// under way. Plain data under a mutex: it posts and never waits. No timer: expiry is looked at when somebody asks.

#include "../../credentials.hpp"
#include "../../observer.hpp"
#include "../pool/context_guest.hpp"
#include "refresh_fsm.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What a source says.
struct credential_answer
{
    std::optional<credentials> who{};
    std::string problem{};  ///< why there are none; never a part of what was read
    bool abandoned = false; ///< nobody has answered: its execution context is gone, or the source has let it drop
};

/// Where and for whom a request runs: the client's executor and observer.
struct credential_asker
{
    boost::asio::any_io_executor executor;
    std::shared_ptr<observer> sees;
};

/// A call that waits. Called from any thread; may do no more than post.
class credential_waiter
{
public:
    virtual void on_credentials(std::shared_ptr<credential_answer const> answer) = 0;

protected:
    ~credential_waiter() = default;
};

class credential_cache;

/// One request to a source, from its beginning to its answer.
class credential_flight final : public std::enable_shared_from_this<credential_flight>, private context_guest
{
public:
    credential_flight(credential_asker for_whom, std::weak_ptr<credential_cache> cache)
        : context_guest(for_whom.executor), asker(std::move(for_whom)), cache_(std::move(cache))
    {
    }

    credential_asker const asker;

    /// The first answer counts.
    void answer(credential_answer result);

    /// What ends the work early if nobody needs it any more.
    void on_cancel(std::function<void()> hook)
    {
        std::unique_lock lock(mutex_);
        if (state_ == state::running)
            hook_ = std::move(hook);
        else if (std::exchange(wants_cancelling_, false))
        {
            lock.unlock();
            hook();
        }
    }
    void cancel()
    {
        std::function<void()> hook;
        {
            std::scoped_lock const lock(mutex_);
            if (state_ != state::running)
                return;
            state_ = state::cancelled;
            wants_cancelling_ = !hook_;
            hook = std::exchange(hook_, nullptr);
        }
        if (hook)
            hook();
    }

private:
    enum class state
    {
        running,
        cancelled,
        answered
    };

    // The hook would post to the context that is gone.
    void on_context_end() noexcept override
    {
        std::function<void()> hook;
        std::scoped_lock const lock(mutex_);
        hook = std::exchange(hook_, nullptr);
        wants_cancelling_ = false;
    }

    std::weak_ptr<credential_cache> const cache_;
    std::mutex mutex_;
    state state_ = state::running;
    bool wants_cancelling_ = false;
    std::function<void()> hook_;
};

class credential_cache : public std::enable_shared_from_this<credential_cache>
{
public:
    /// Asks the source: called on the flight's executor, never inside of who needs the credentials.
    using fetch_function = std::function<void(std::shared_ptr<credential_flight>)>;

    explicit credential_cache(fetch_function fetch) : fetch_(std::make_shared<fetch_function const>(std::move(fetch)))
    {
    }
    ~credential_cache()
    {
        if (flight_)
            flight_->cancel();
    }
    credential_cache(credential_cache const&) = delete;
    credential_cache& operator=(credential_cache const&) = delete;

    /// Good credentials; or nothing and the number of the party that `waiter` is now of: it is told of the answer.
    struct obtained
    {
        std::optional<credentials> who{};
        std::uint64_t party = 0;
    };
    [[nodiscard]] obtained obtain(refresh_fsm::wall_time wall, credential_asker const& asker,
                                  std::weak_ptr<credential_waiter> waiter)
    {
        using step = refresh_fsm::step;
        std::shared_ptr<credential_flight> outdated;
        obtained result;
        {
            std::scoped_lock const lock(mutex_);
            auto const next = fsm_.on_call(wall, std::chrono::steady_clock::now());
            wall_ = wall;
            if (next == step::use_and_fetch || next == step::fetch_and_wait)
                outdated = std::exchange(flight_, begin_flight(asker));
            if (next == step::use || next == step::use_and_fetch)
                result.who = held_;
            else
            {
                waiting_.push_back(std::move(waiter));
                ++awaited_;
                result.party = party_;
            }
        }
        if (outdated)
            outdated->cancel();
        return result;
    }

    /// One of a party that waits does so no more. With the last one the request ends: it would keep the context's `run`
    /// busy for nobody.
    void leave(std::uint64_t party)
    {
        std::shared_ptr<credential_flight> unneeded;
        {
            std::scoped_lock const lock(mutex_);
            if (party != party_ || --awaited_ > 0)
                return;
            static_cast<void>(next_party());
            fsm_.on_abandoned();
            unneeded = std::exchange(flight_, nullptr);
        }
        if (unneeded)
            unneeded->cancel();
    }

    /// The service says that these have expired.
    void refuse(credentials const& who) noexcept
    {
        std::optional<credentials> dropped;
        std::scoped_lock const lock(mutex_);
        if (held_ && held_->is_copy_of(who))
        {
            dropped = std::exchange(held_, std::nullopt);
            fsm_.on_refused();
        }
    }

private:
    friend class credential_flight;

    [[nodiscard]] std::shared_ptr<credential_flight> begin_flight(credential_asker const& asker)
    {
        auto flight = std::make_shared<credential_flight>(asker, weak_from_this());
        boost::asio::post(asker.executor, departure(flight, fetch_));
        return flight;
    }

    // The beginning of a flight; if its context is destroyed before, nobody waits for it in vain.
    class departure
    {
    public:
        departure(std::shared_ptr<credential_flight> flight, std::shared_ptr<fetch_function const> fetch) noexcept
            : flight_(std::move(flight)), fetch_(std::move(fetch))
        {
        }
        departure(departure&&) = default;
        ~departure()
        {
            if (flight_)
                flight_->answer({.abandoned = true});
        }
        void operator()() { (*fetch_)(std::move(flight_)); }

    private:
        std::shared_ptr<credential_flight> flight_;
        std::shared_ptr<fetch_function const> fetch_;
    };

    [[nodiscard]] std::vector<std::weak_ptr<credential_waiter>> next_party() noexcept
    {
        ++party_;
        awaited_ = 0;
        return std::exchange(waiting_, {});
    }

    void on_answer(credential_flight const& from, credential_answer&& result)
    {
        std::vector<std::weak_ptr<credential_waiter>> waiting;
        std::optional<credentials> dropped;
        std::shared_ptr<credential_flight> landed;
        {
            std::scoped_lock const lock(mutex_);
            if (flight_.get() != &from)
                return; // an answer that is not waited for any more
            landed = std::exchange(flight_, nullptr);
            waiting = next_party();
            if (result.who)
            {
                dropped = std::exchange(held_, result.who);
                fsm_.on_fetched(result.who->expiration(), wall_);
            }
            else if (result.abandoned)
                fsm_.on_abandoned();
            else
                fsm_.on_failed(std::chrono::steady_clock::now());
        }
        auto const shared = std::make_shared<credential_answer const>(std::move(result));
        for (auto const& one : waiting)
            if (auto const alive = one.lock())
                alive->on_credentials(shared);
    }

    std::shared_ptr<fetch_function const> const fetch_;
    std::mutex mutex_;
    refresh_fsm fsm_;
    std::optional<credentials> held_;
    std::shared_ptr<credential_flight> flight_;
    std::vector<std::weak_ptr<credential_waiter>> waiting_; // those who have left expire in it
    std::size_t awaited_ = 0;                               // how many have not left
    std::uint64_t party_ = 1;                               // those who wait for one answer
    refresh_fsm::wall_time wall_{};                         // as of the last call
};

inline void credential_flight::answer(credential_answer result)
{
    std::function<void()> hook;
    {
        std::scoped_lock const lock(mutex_);
        if (state_ == state::answered)
            return;
        state_ = state::answered;
        hook = std::exchange(hook_, nullptr);
    }
    if (auto const cache = cache_.lock())
        cache->on_answer(*this, std::move(result));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

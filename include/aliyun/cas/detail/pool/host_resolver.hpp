// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Looks the one host up that a pool connects to, for all of its connections. Plain data under a mutex; a lookup
// outlives those who wait for it, and is there for the next.

#include "../../host_lookup.hpp"
#include "../../resolver_options.hpp"
#include "resolver_cache_fsm.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Never empty; families in turn.
using host_addresses = std::shared_ptr<std::vector<boost::asio::ip::address> const>;

/// Who waits for a lookup. Called from any thread; may do no more than post.
class lookup_waiter
{
public:
    virtual void on_addresses(boost::system::error_code error, host_addresses found) = 0;

protected:
    ~lookup_waiter() = default;
};

class host_resolver : public std::enable_shared_from_this<host_resolver>
{
public:
    host_resolver(boost::asio::any_io_executor executor, std::string host, resolver_options options)
        : executor_(std::move(executor)),
          host_(std::move(host)),
          options_(std::move(options)),
          fsm_(options_.keep, options_.keep_if_failing)
    {
        boost::system::error_code not_an_address;
        auto const literal = boost::asio::ip::make_address(host_, not_an_address);
        if (not_an_address)
            return;
        known_ = in_turn({literal});
        is_literal_ = true;
    }

    /// @param waiter is told of the answer if it has to wait for one
    struct found
    {
        host_addresses known; ///< null: there are none
        bool waits = false;   ///< for others than these
    };
    [[nodiscard]] found look_up(std::weak_ptr<lookup_waiter> waiter)
    {
        if (is_literal_)
            return {known_};
        std::scoped_lock const lock(mutex_);
        auto const now = std::chrono::steady_clock::now();
        auto const next = fsm_.on_wanted(now);
        if (next == resolver_cache_fsm::step::use)
            return {known_};
        std::erase_if(waiting_, [](auto const& one) { return one.expired(); });
        waiting_.push_back(std::move(waiter));
        if (next == resolver_cache_fsm::step::look_up)
            options_.lookup ? ask_user() : ask_system();
        return {fsm_.may_use_old(now) ? known_ : nullptr, true};
    }

    /// This address has answered where others before it have not: it is the first one until the next lookup.
    void prefer(boost::asio::ip::address const& address)
    {
        if (is_literal_)
            return;
        std::scoped_lock const lock(mutex_);
        if (known_ == nullptr || known_->front() == address)
            return;
        auto changed = *known_;
        auto const place = std::find(changed.begin(), changed.end(), address);
        if (place == changed.end())
            return;
        std::rotate(changed.begin(), place, place + 1);
        known_ = std::make_shared<addresses const>(std::move(changed));
    }

    /// No address could be connected to.
    void unreachable()
    {
        std::scoped_lock const lock(mutex_);
        fsm_.on_unreachable();
    }

private:
    using tcp = boost::asio::ip::tcp;
    using addresses = std::vector<boost::asio::ip::address>;

    void ask_system()
    {
        // The handler owns the resolver: the client may be gone before the lookup has ended.
        auto resolver = std::make_unique<tcp::resolver>(executor_);
        auto& asked = *resolver;
        asked.async_resolve(host_, "",
                            [weak = weak_from_this(), resolver = std::move(resolver)](
                                boost::system::error_code error, tcp::resolver::results_type const& results)
                            {
                                addresses all;
                                for (auto const& one : results)
                                    all.push_back(one.endpoint().address());
                                tell(weak, error, std::move(all));
                            });
    }

    void ask_user()
    {
        host_lookup lookup{executor_, host_, [weak = weak_from_this()](boost::system::error_code error, addresses all) {
                               tell(weak, error, std::move(all));
                           }};
        boost::asio::post(executor_,
                          [lookup = std::move(lookup), ask = options_.lookup]
                          {
                              try
                              {
                                  ask(lookup);
                              }
                              catch (std::exception const&)
                              {
                                  lookup.fail(boost::asio::error::no_recovery);
                              }
                          });
    }

    static void tell(std::weak_ptr<host_resolver> const& whom, boost::system::error_code error, addresses all)
    {
        if (auto const alive = whom.lock())
            alive->on_answer(error, std::move(all));
    }

    void on_answer(boost::system::error_code error, addresses all)
    {
        if (!error && all.empty())
            error = boost::asio::error::host_not_found;
        if (error == boost::asio::error::operation_aborted) // of the lookup, and of nobody who waits for it
            error = boost::asio::error::no_recovery;
        host_addresses answer;
        std::vector<std::weak_ptr<lookup_waiter>> waiting;
        {
            std::scoped_lock const lock(mutex_);
            auto const now = std::chrono::steady_clock::now();
            if (!error)
            {
                fsm_.on_found(now);
                known_ = in_turn(all);
            }
            else if (fsm_.on_failed(now))
                error = {};
            if (!error)
                answer = known_;
            waiting.swap(waiting_);
        }
        for (auto const& one : waiting)
            if (auto const alive = one.lock())
                alive->on_addresses(error, answer);
    }

    // Families take turns, so that one that leads nowhere does not hold the other up (RFC 8305 section 4).
    [[nodiscard]] static host_addresses in_turn(addresses const& all)
    {
        addresses first;
        addresses second;
        for (auto const& one : all)
            (one.is_v6() == all.front().is_v6() ? first : second).push_back(one);
        addresses mixed;
        for (std::size_t i = 0; i < (std::max)(first.size(), second.size()); ++i)
        {
            if (i < first.size())
                mixed.push_back(first[i]);
            if (i < second.size())
                mixed.push_back(second[i]);
        }
        return std::make_shared<addresses const>(std::move(mixed));
    }

    boost::asio::any_io_executor const executor_;
    std::string const host_;
    resolver_options const options_;
    bool is_literal_ = false;

    std::mutex mutex_;
    resolver_cache_fsm fsm_;
    host_addresses known_;
    std::vector<std::weak_ptr<lookup_waiter>> waiting_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

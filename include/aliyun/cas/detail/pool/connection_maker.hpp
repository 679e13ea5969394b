// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Begins the connections of a pool, and knows those that are being made.

#include "../../observer.hpp"
#include "../../retry_policy.hpp"
#include "connector.hpp"
#include "host_resolver.hpp"
#include "session_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct pool_options
{
    endpoint to;
    std::optional<proxy_options> proxy{};
    std::size_t max_connections = 16;
    std::chrono::milliseconds connect_timeout{10000};
    resolver_options resolver{};
    phase_limits phases{}; ///< of making one: resolve, connect, handshake
    std::chrono::milliseconds idle_timeout{50000};
    std::chrono::milliseconds max_age{600000};
    retry_policy backoff{}; ///< of its attempts to connect
    response_limits limits;
    std::shared_ptr<cas::observer> observer{};
};

/// Under the pool's lock.
class connection_maker
{
public:
    /// What becomes of the connection of that number.
    using completion = std::function<void(std::uint64_t number, connect_problem, lease)>;

    connection_maker(boost::asio::any_io_executor executor, tls_options const& tls, pool_options options)
        : executor_(std::move(executor)),
          context_(tls_context::shared(tls)),
          options_(std::move(options)),
          resolver_(std::make_shared<host_resolver>(executor_, options_.proxy ? options_.proxy->host : options_.to.host,
                                                    options_.resolver)),
          sessions_(2 * options_.max_connections)
    {
    }

    [[nodiscard]] std::shared_ptr<connector> make(completion done)
    {
        auto fresh = std::make_unique<connection>(executor_, *context_, options_.to.host, options_.limits);
        auto const number = fresh->number = ++last_number_;
        sessions_.offer_to(*fresh);
        auto begun = std::make_shared<connector>(
            executor_, options_.to, options_.proxy ? &*options_.proxy : nullptr, resolver_, options_.connect_timeout,
            options_.phases, std::move(fresh),
            [done = std::move(done), number, context = context_](connect_problem problem, lease made)
            {
                if (problem.code == errc::certificate_not_trusted)
                    problem.detail += "; trusted: " + context->trusted();
                done(number, std::move(problem), std::move(made));
            });
        std::erase_if(being_made_, [](auto const& one) { return one.expired(); });
        being_made_.push_back(begun);
        return begun;
    }

    /// Those that are being made.
    [[nodiscard]] std::vector<std::shared_ptr<connector>> being_made() const
    {
        std::vector<std::shared_ptr<connector>> alive;
        for (auto const& one : being_made_)
            if (auto strong = one.lock())
                alive.push_back(std::move(strong));
        return alive;
    }

    [[nodiscard]] session_store& sessions() noexcept { return sessions_; }

private:
    boost::asio::any_io_executor executor_;
    std::shared_ptr<tls_context const> const context_;
    pool_options const options_;
    std::shared_ptr<host_resolver> const resolver_;
    session_store sessions_;
    std::vector<std::weak_ptr<connector>> being_made_;
    std::uint64_t last_number_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

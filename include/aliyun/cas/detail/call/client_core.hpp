// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a client and its calls share.

#include "../../client_options.hpp"
#include "../../credential_source.hpp"
#include "../http/request_builder.hpp"
#include "../pool/pool.hpp"
#include "pacer.hpp"
#include "retry_budget.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct client_core
{
    client_core(boost::asio::any_io_executor executor, credential_source who, client_options chosen)
        : options(checked(std::move(chosen))),
          source(std::move(who)),
          asker{executor, options.observer},
          encoded_format(options.format.name()),
          encoded_version(options.version),
          to(chosen_endpoint(options.endpoint, options.region_id)),
          builder(to, options.user_agent),
          budget(options.retry),
          quota(options.quota.keep ? std::make_unique<pacer>(executor, to.authority(), options.quota) : nullptr),
          connections(std::make_shared<pool>(std::move(executor), options.tls, pool_options_of(to, options)))
    {
    }

    /// The service's time, as far as it is known.
    [[nodiscard]] utc_seconds now() const noexcept
    {
        return wall_clock_seconds() + std::chrono::seconds(clock_offset.load(std::memory_order_relaxed));
    }
    void correct_clock(utc_seconds server_time) noexcept
    {
        clock_offset.store((server_time - wall_clock_seconds()).count(), std::memory_order_relaxed);
    }

    [[nodiscard]] steady::time_point deadline_of(call_options const& chosen) const noexcept
    {
        using std::chrono::milliseconds;
        return steady::now() + std::clamp(chosen.deadline.value_or(options.deadline), milliseconds::zero(), longest);
    }

    client_options const options;
    credential_source const source;
    credential_asker const asker;
    encoded_text const encoded_format;
    encoded_text const encoded_version;
    endpoint const to;
    request_builder const builder;
    retry_budget budget;
    std::unique_ptr<pacer> const quota; // null: no call is held back
    std::atomic<std::uint64_t> observed_calls{0};
    std::shared_ptr<pool> const connections;
    std::atomic<long long> clock_offset{0}; // seconds to add to the own clock

private:
    // A year: times to wait are cut to it, so that sums and products of them do not overflow.
    static constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365);

    static client_options checked(client_options options)
    {
        auto const require = [](bool good, char const* what)
        {
            if (!good)
                throw std::invalid_argument(std::string("aliyun::cas::client_options::") + what);
        };
        using std::chrono::milliseconds;
        require(options.deadline > milliseconds::zero(), "deadline: must be positive");
        require(options.connect_timeout > milliseconds::zero(), "connect_timeout: must be positive");
        require(options.idle_timeout > milliseconds::zero(), "idle_timeout: must be positive");
        require(options.max_connection_age > milliseconds::zero(), "max_connection_age: must be positive");
        require(options.resolver.keep >= milliseconds::zero(), "resolver.keep: must not be negative");
        require(options.resolver.keep_if_failing >= milliseconds::zero(),
                "resolver.keep_if_failing: must not be negative");
        require(!options.proxy || (!options.proxy->host.empty() && options.proxy->port != 0),
                "proxy: must have a host and a port");
        require(!options.proxy || options.proxy->user.reveal().find(':') == std::string_view::npos,
                "proxy: there must be no colon in its user"); // it ends there: RFC 7617 section 2
        require(options.max_connections > 0, "max_connections: must be at least 1");
        require(options.max_header_size >= 1024, "max_header_size: must be at least 1024 bytes");
        require(options.max_body_size >= 1024, "max_body_size: must be at least 1024 bytes");
        require(!options.version.empty(), "version: must not be empty");
        require(std::none_of(options.version.begin(), options.version.end(),
                             [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }),
                "version: must be one word");
        require(options.retry.max_attempts >= 1, "retry.max_attempts: must be at least 1");
        require(options.retry.first_backoff >= milliseconds::zero(), "retry.first_backoff: must not be negative");
        require(options.retry.longest_backoff >= options.retry.first_backoff,
                "retry.longest_backoff: must not be less than first_backoff");
        require(options.retry.budget >= 0, "retry.budget: must not be negative");
        require(options.retry.budget_refill >= 0 && options.retry.budget_refill <= 1e6,
                "retry.budget_refill: must be from 0 to 1,000,000");
        require(options.quota.share > 0 && options.quota.share <= 1, "quota.share: must be above 0 and at most 1");
        for (auto const& [action, rate] : options.quota.calls_per_second)
            require(rate >= 0, "quota.calls_per_second: must not be negative");
        for (auto* const wait :
             {&options.deadline, &options.connect_timeout, &options.idle_timeout, &options.max_connection_age,
              &options.retry.first_backoff, &options.retry.longest_backoff, &options.resolver.keep,
              &options.resolver.keep_if_failing})
            *wait = (std::min)(*wait, longest);
        return options;
    }
    static pool_options pool_options_of(endpoint const& to, client_options const& options)
    {
        pool_options result;
        result.to = to;
        result.proxy = options.proxy;
        result.max_connections = options.max_connections;
        result.connect_timeout = options.connect_timeout;
        result.resolver = options.resolver;
        result.phases = options.limits;
        result.idle_timeout = options.idle_timeout;
        result.max_age = options.max_connection_age;
        result.backoff = options.retry;
        result.limits = {options.max_header_size, options.max_body_size};
        result.observer = options.observer;
        return result;
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

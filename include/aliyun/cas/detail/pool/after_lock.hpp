// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a pool does once its lock is released: closing takes system calls, and those who are told may call back.

#include "connection_events.hpp"
#include "connector.hpp"
#include "pool_client.hpp"
#include "pool_drain.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Made before the lock is taken, and so destroyed after it is released: then all of it is done.
struct after_lock
{
    struct closing
    {
        lease connection;
        close_reason reason;
        error_code code{};
        std::string detail{};
    };

    explicit after_lock(connection_events const& teller) noexcept : events(teller) {}
    after_lock(after_lock const&) = delete;
    after_lock& operator=(after_lock const&) = delete;
    ~after_lock()
    {
        for (auto const& one : begun)
            one->start();
        for (auto const& one : useless)
            one->abort();
        for (auto& call : failed)
            hand_to(std::move(call), problem, nullptr);
        if (granted)
            hand_to(std::move(granted), {}, std::move(connection));
        for (auto const& one : closed)
            events.closed(*one.connection, one.reason, one.code, one.detail);
        closed.clear();
        for (auto const& one : drained)
            one->on_drained(drain_end);
    }

    void close(lease gone, close_reason reason) { closed.push_back({std::move(gone), reason}); }

    connection_events const& events;
    std::vector<std::shared_ptr<connector>> begun{};
    std::vector<std::shared_ptr<connector>> useless{};
    std::vector<std::shared_ptr<pool_client>> failed{}; ///< calls that are told of `problem`
    connect_problem problem{};
    std::shared_ptr<pool_client> granted{}; ///< the call that is given `connection`
    lease connection{};
    std::vector<closing> closed{};
    std::vector<std::shared_ptr<pool_drain>> drained{};
    error_code drain_end{};

private:
    static void hand_to(std::shared_ptr<pool_client> call, connect_problem what, lease made)
    {
        auto& target = *call;
        target.on_granted(std::move(call), std::move(what), std::move(made));
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

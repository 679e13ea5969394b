// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Tells the user's observer what becomes of connections.

#include "../../observer.hpp"
#include "connector.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class connection_events
{
public:
    connection_events(std::shared_ptr<cas::observer> observer, endpoint const& to)
        : observer_(std::move(observer)), endpoint_(to.host + ':' + std::to_string(to.port))
    {
    }

    void opened(connection const& made, bool resumed) const noexcept
    {
        if (!observer_)
            return;
        connection_event event;
        event.endpoint = endpoint_;
        event.connection = made.number;
        event.resumed = resumed;
        event.times = made.times;
        observer_->on_connection(event);
    }
    void closed(connection const& gone, close_reason reason, error_code code, std::string_view detail) const noexcept
    {
        if (!observer_)
            return;
        connection_event event;
        event.what = connection_event::kind::closed;
        event.endpoint = endpoint_;
        event.connection = gone.number;
        event.resumed = gone.tls.is_resumed();
        event.reason = reason;
        event.code = code;
        event.detail = detail;
        event.times = gone.times;
        event.responses = gone.responses;
        observer_->on_connection(event);
    }
    void not_connected(std::uint64_t number, close_reason reason, connect_problem const& problem) const noexcept
    {
        if (!observer_)
            return;
        connection_event event;
        event.what = connection_event::kind::closed;
        event.endpoint = endpoint_;
        event.connection = number;
        event.reason = reason;
        event.code = problem.code;
        event.detail = problem.detail;
        event.times = problem.times;
        observer_->on_connection(event);
    }

private:
    std::shared_ptr<cas::observer> observer_;
    std::string endpoint_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

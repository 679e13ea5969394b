// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The operation behind `client::async_drain`: waits in the pool for the last call and the last connection.

#include "call.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename Handler>
class drain_wait final : public pool_drain, public std::enable_shared_from_this<drain_wait<Handler>>
{
public:
    drain_wait(std::shared_ptr<client_core> core, Handler handler)
        : core_(std::move(core)),
          work_(boost::asio::get_associated_executor(handler, executor_of(*core_))),
          handler_(std::move(handler))
    {
    }

    void launch()
    {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign(
                [weak = this->weak_from_this()](boost::asio::cancellation_type)
                {
                    auto const alive = weak.lock();
                    if (alive && forget_drain(*alive->core_, *alive))
                        alive->on_drained(boost::asio::error::operation_aborted);
                });
        drain(*core_, this->shared_from_this());
    }

    void on_drained(boost::system::error_code end) override
    {
        boost::asio::post(executor_of(*core_),
                          [self = this->shared_from_this(), end]() mutable
                          {
                              auto work = std::move(self->work_);
                              auto handler = std::move(self->handler_);
                              self.reset(); // its memory is gone before the handler runs
                              complete(std::move(handler), std::move(work), end);
                          });
    }

private:
    std::shared_ptr<client_core> core_;
    work_of<Handler> work_;
    Handler handler_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

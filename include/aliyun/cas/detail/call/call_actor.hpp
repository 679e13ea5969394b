// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A call as an object under its own mutex: its steps come from timers, from the pool, from its connection and from
// whoever cancels it, on any thread, one at a time.

#include "../pool/pool.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Whoever completes the call gives up the mutex, and with `self` the call's memory, before the handler runs.
class call_actor : public pool_client, public std::enable_shared_from_this<call_actor>
{
public:
    using pointer = std::shared_ptr<call_actor>;

    /// Cancellation by the caller: from any thread, and never completing inside.
    virtual void request_stop(boost::asio::cancellation_type type) = 0;

protected:
    explicit call_actor(boost::asio::any_io_executor const& executor) : executor_(executor) {}

    /// Runs one step of a call under its mutex, and completes the call if that was its last.
    /// @tparam Call the class whose step it is: one that derives from this
    template <typename Call, typename Step>
    static void run(pointer self, Step&& step)
    {
        {
            std::scoped_lock const lock(self->mutex_);
            if (self->finished_)
                return;
            step(static_cast<Call&>(*self), std::as_const(self));
            if (!self->finished_)
                return;
        }
        auto& call = *self;
        call.deliver(std::move(self));
    }
    /// The same, but not now: for what is found inside the initiating function, under the mutex, or on another thread.
    template <typename Call, typename Step>
    static void later(pointer self, Step step)
    {
        auto const& executor = self->executor_;
        boost::asio::post(executor, [self = std::move(self), step = std::move(step)]() mutable
                          { run<Call>(std::move(self), step); });
    }

    std::mutex mutex_;
    bool finished_ = false;

private:
    /// Completes: takes what the handler needs out of the call, drops `self`, then runs the handler.
    virtual void deliver(pointer self) = 0;

    boost::asio::any_io_executor const& executor_; // the pool's
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

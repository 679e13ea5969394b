// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// An object under its own mutex: its steps come from timers, from sockets and from other objects, on any thread, one at
// a time. Asio is given handlers of one type only, since each further type would cost every user's compiler.

#include "../../version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using error_code = boost::system::error_code;

/// What a step is told.
struct actor_event
{
    error_code error{};     ///< of what was waited for
    std::size_t size = 0;   ///< how much was read or written
    std::uint64_t note = 0; ///< given when the step was asked for
};

/// Takes steps until one of them sets `finished_`; those that come after it are not taken.
class actor : public std::enable_shared_from_this<actor>
{
public:
    using pointer = std::shared_ptr<actor>;

    actor(actor const&) = delete;
    actor& operator=(actor const&) = delete;
    virtual ~actor() = default;

protected:
    explicit actor(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    using event = actor_event;
    using step_function = void (*)(pointer const& self, event const& what);

    /// A member function of a class that derives from this, `void (pointer const& self, event const& what)`, as a step.
    template <auto Member>
    static void step(pointer const& self, event const& what)
    {
        call_member(Member, self, what);
    }

    /// A step to be taken when Asio says so.
    class handler
    {
    public:
        /// Keeps the object alive.
        handler(pointer self, step_function next, event const& what = {})
            : self_(std::move(self)), next_(next), event_(what)
        {
        }
        /// Does not; and does nothing if what it waits for ends with an error.
        handler(std::weak_ptr<actor> self, step_function next, event const& what = {})
            : weak_(std::move(self)), next_(next), event_(what)
        {
        }

        void operator()()
        {
            if (self_)
                run(std::move(self_), next_, event_);
        }
        void operator()(error_code error, std::size_t size = 0)
        {
            if (!self_ && !error)
                self_ = weak_.lock();
            event_.error = error;
            event_.size = size;
            (*this)();
        }

    private:
        pointer self_;
        std::weak_ptr<actor> weak_;
        step_function next_;
        event event_;
    };

    /// Takes a step now, and completes the object if that was its last.
    static void run(pointer self, step_function next, event const& what)
    {
        {
            std::scoped_lock const lock(self->mutex_);
            if (self->finished_)
                return;
            next(self, what);
            if (!self->finished_)
                return;
        }
        auto& finished = *self;
        finished.on_finished(std::move(self));
    }
    /// Takes a step, but not now: for what is found inside an initiating function, under the mutex, or on another
    /// thread.
    static void later(pointer self, step_function next, event const& what = {})
    {
        auto const& executor = self->executor_;
        boost::asio::post(executor, handler(std::move(self), next, what));
    }

    std::mutex mutex_;
    bool finished_ = false;

private:
    /// The last step has been taken, and the mutex is free: `self` may be dropped.
    virtual void on_finished(pointer self) = 0;

    template <typename Class>
    static void call_member(void (Class::*member)(pointer const&, event const&), pointer const& self, event const& what)
    {
        (static_cast<Class&>(*self).*member)(self, what);
    }

    boost::asio::any_io_executor const executor_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

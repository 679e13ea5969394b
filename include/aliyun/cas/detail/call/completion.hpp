// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How a handler is called with its result: on its executor, with memory of its allocator, once its operation has let go
// of everything.

#include "handler_work.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/version.hpp>
#if BOOST_VERSION >= 108200
#include <boost/asio/associated_immediate_executor.hpp>
#else
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/require.hpp>
#endif

#include <memory>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Calls a handler with its result, here. Its cancellation slot is cleared before, its executor's work is kept until
/// then.
template <typename Handler, typename Result>
void call_handler(Handler& handler, work_of<Handler>& work, Result&& result)
{
    if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected())
        slot.clear();
    auto own = std::move(handler);
    {
        [[maybe_unused]] auto const ended = std::move(work);
    }
    std::move(own)(std::forward<Result>(result));
}

/// A handler and what it is called with, without their types: what Asio passes on from executor to executor is a
/// pointer, and its code the same for all operations.
class completion
{
public:
    /// Frees this, then calls the handler.
    virtual void call() = 0;
    /// Frees this and the handler.
    virtual void drop() noexcept = 0;

    struct dropper
    {
        void operator()(completion* dropped) const noexcept { dropped->drop(); }
    };

protected:
    ~completion() = default;
};

template <typename Handler, typename Result>
class completion_of final : public completion
{
public:
    completion_of(Handler handler, work_of<Handler> work, Result&& result)
        : handler_(std::move(handler)), work_(std::move(work)), result_(std::move(result))
    {
    }

    void call() override
    {
        auto handler = std::move(handler_);
        auto work = std::move(work_);
        auto result = std::move(result_);
        free(handler);
        call_handler(handler, work, std::move(result));
    }
    void drop() noexcept override
    {
        auto const handler = std::move(handler_);
        free(handler);
    }

private:
    void free(Handler const& handler) noexcept
    {
        typename std::allocator_traits<boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<
            completion_of>
            allocator(boost::asio::get_associated_allocator(handler));
        std::destroy_at(this);
        std::allocator_traits<decltype(allocator)>::deallocate(allocator, this, 1);
    }

    Handler handler_;
    work_of<Handler> work_;
    Result result_;
};

/// What executors are given of it.
template <typename Allocator>
class completion_pointer
{
public:
    using allocator_type = Allocator;

    template <typename Handler, typename Result>
    completion_pointer(Allocator const& allocator, Handler&& handler, work_of<Handler>&& work, Result&& result)
        : allocator_(allocator)
    {
        using made = completion_of<Handler, Result>;
        typename std::allocator_traits<Allocator>::template rebind_alloc<made> memory(allocator);
        auto* const place = std::allocator_traits<decltype(memory)>::allocate(memory, 1);
        held_.reset(std::construct_at(place, std::move(handler), std::move(work), std::move(result)));
    }

    [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator_; }
    void operator()() { held_.release()->call(); }

private:
    Allocator allocator_;
    std::unique_ptr<completion, completion::dropper> held_;
};

/// Whether a handler belongs on `io` itself, so that who runs there may call it.
template <typename Handler>
bool belongs_on(boost::asio::any_io_executor const& io, Handler const& handler) noexcept
{
    using executor_type = boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;
    if constexpr (std::is_same_v<executor_type, boost::asio::any_io_executor>)
        return boost::asio::get_associated_executor(handler, io) == io;
    else if constexpr (boost::asio::execution::is_executor<executor_type>::value)
    {
        auto const* const same = io.template target<executor_type>();
        return same != nullptr && boost::asio::get_associated_executor(handler, io) == *same;
    }
    else
        return false;
}

/// Runs a handler with its result on its executor, with memory of its allocator.
template <typename Handler, typename Result>
void complete(Handler handler, work_of<Handler> work, Result result)
{
    auto const executor = work.get_executor();
    auto const allocator = boost::asio::get_associated_allocator(handler);
    boost::asio::dispatch(executor,
                          completion_pointer(allocator, std::move(handler), std::move(work), std::move(result)));
}

/// The same with a result that was there when the operation was begun: not inside its initiating function, unless the
/// handler's associated immediate executor says so (Boost 1.82 or newer).
template <typename Handler, typename Result>
void complete_immediately(boost::asio::any_io_executor const& io, Handler handler, work_of<Handler> work, Result result)
{
#if BOOST_VERSION >= 108200
    auto const immediate = boost::asio::get_associated_immediate_executor(handler, io);
#else
    auto const immediate = boost::asio::require(io, boost::asio::execution::blocking.never);
#endif
    auto const executor = boost::asio::get_associated_executor(handler, io);
    auto const allocator = boost::asio::get_associated_allocator(handler);
    boost::asio::dispatch(immediate,
                          boost::asio::bind_executor(executor, completion_pointer(allocator, std::move(handler),
                                                                                  std::move(work), std::move(result))));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

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
#include <boost/config.hpp>
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

/// A handler and what it is called with, without their types: what Asio passes on from executor to executor is a
/// pointer, and its code the same for all operations.
class passed_completion
{
public:
    /// Frees this, and calls the handler.
    void call() { end_(this, true); }

    struct dropper
    {
        void operator()(passed_completion* dropped) const { dropped->end_(dropped, false); }
    };
    using pointer = std::unique_ptr<passed_completion, dropper>;

protected:
    using end_function = void (*)(passed_completion*, bool is_called);

    explicit passed_completion(end_function end) noexcept : end_(end) {}
    passed_completion(passed_completion const&) = default;
    ~passed_completion() = default;

private:
    end_function end_;
};

template <typename Handler>
void clear_slot(Handler const& handler)
{
    if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected())
        slot.clear();
}

/// The same with them, on the stack of whoever completes, or in memory of the handler's allocator.
template <typename Handler, typename Result>
class completion final : public passed_completion
{
public:
    completion(Handler&& handler, work_of<Handler>&& work, Result&& result)
        : passed_completion(&completion::end),
          handler_(std::move(handler)),
          work_(std::move(work)),
          result_(std::move(result))
    {
    }
    // Once for each operation, and not in each place that moves one.
    BOOST_NOINLINE completion(completion&& other)
        : passed_completion(other),
          handler_(std::move(other.handler_)),
          work_(std::move(other.work_)),
          result_(std::move(other.result_))
    {
    }

    /// Calls the handler here. Its cancellation slot is cleared before, its executor's work is kept until then.
    void call_here()
    {
        clear_slot(handler_);
        {
            [[maybe_unused]] auto const ended = std::move(work_);
        }
        std::move(handler_)(std::move(result_));
    }

    /// Moves this into memory of the handler's allocator.
    [[nodiscard]] pointer pass_on()
    {
        auto memory = allocator_of(handler_);
        auto* const place = std::allocator_traits<decltype(memory)>::allocate(memory, 1);
        return pointer(std::construct_at(place, std::move(*this)));
    }

    [[nodiscard]] auto get_allocator() const noexcept { return boost::asio::get_associated_allocator(handler_); }
    [[nodiscard]] auto get_executor() const { return work_.get_executor(); }

private:
    static auto allocator_of(Handler const& handler) noexcept
    {
        return typename std::allocator_traits<boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<
            completion>(boost::asio::get_associated_allocator(handler));
    }

    static void end(passed_completion* passed, bool is_called)
    {
        auto* const place = static_cast<completion*>(passed);
        completion here(std::move(*place));
        auto memory = allocator_of(here.handler_);
        std::destroy_at(place);
        std::allocator_traits<decltype(memory)>::deallocate(memory, place, 1);
        if (is_called)
            here.call_here();
    }

    Handler handler_;
    work_of<Handler> work_;
    Result result_;
};

/// What executors are given of it.
template <typename Allocator>
struct completion_pointer
{
    using allocator_type = Allocator;

    Allocator allocator;
    passed_completion::pointer completion;

    [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator; }
    void operator()() { completion.release()->call(); }
};

/// Passes a completion on to its handler's executor. One function for all results.
template <typename Executor, typename Allocator>
BOOST_NOINLINE void dispatch_completion(Executor const& executor, Allocator const& allocator,
                                        passed_completion::pointer completion)
{
    boost::asio::dispatch(executor, completion_pointer<Allocator>{allocator, std::move(completion)});
}

/// Whether who runs on `io` runs on `executor`, and may call its handlers.
template <typename Executor>
[[nodiscard]] bool is_same(boost::asio::any_io_executor const& io, Executor const& executor) noexcept
{
    if constexpr (std::is_same_v<Executor, boost::asio::any_io_executor>)
        return io == executor;
    else if constexpr (boost::asio::execution::is_executor<Executor>::value)
    {
        auto const* const same = io.template target<Executor>();
        return same != nullptr && *same == executor;
    }
    else
        return false;
}

/// The same for who runs on `io`, a part of what `owner` keeps: that is dropped before.
/// @param work of the handler, and a part of the completion
template <typename Work, typename Allocator>
BOOST_NOINLINE void hand_over(boost::asio::any_io_executor const& io, std::shared_ptr<void>&& owner, Work const& work,
                              Allocator const& allocator, passed_completion* completion)
{
    passed_completion::pointer passed(completion);
    auto const executor = work.get_executor();
    bool const is_there = is_same(io, executor);
    owner.reset();
    // To dispatch there would only move the completion about.
    if (is_there)
        passed.release()->call();
    else
        dispatch_completion(executor, allocator, std::move(passed));
}

/// Runs a handler with its result on its executor, with memory of its allocator.
template <typename Handler, typename Result>
void complete(completion<Handler, Result>&& done)
{
    auto const executor = done.get_executor();
    auto const allocator = done.get_allocator();
    dispatch_completion(executor, allocator, done.pass_on());
}

template <typename Handler, typename Result>
void complete(Handler handler, work_of<Handler> work, Result result)
{
    complete(completion<Handler, Result>(std::move(handler), std::move(work), std::move(result)));
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
    auto const executor = boost::asio::get_associated_executor(handler, immediate);
    completion<Handler, Result> done(std::move(handler), std::move(work), std::move(result));
    auto const allocator = done.get_allocator();
    completion_pointer<std::remove_const_t<decltype(allocator)>> passed{allocator, done.pass_on()};
    if constexpr (std::is_same_v<decltype(executor), decltype(immediate)>)
        if (executor == immediate) // a handler without an executor of its own is called right there
            return boost::asio::dispatch(immediate, std::move(passed));
    boost::asio::dispatch(immediate, boost::asio::bind_executor(executor, std::move(passed)));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

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
#include <new>
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
    passed_completion(passed_completion const&) = delete;
    passed_completion& operator=(passed_completion const&) = delete;
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

/// The same with them, in memory of the handler's allocator.
template <typename Handler, typename Result>
class completion final : public passed_completion
{
public:
    [[nodiscard]] static pointer make(Handler&& handler, work_of<Handler>&& work, Result&& result)
    {
        auto memory = allocator_of(handler);
        auto* const place = traits::allocate(memory, 1);
        return pointer(::new (place) completion(std::move(handler), std::move(work), std::move(result)));
    }

private:
    using allocator_type =
        typename std::allocator_traits<boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<completion>;
    using traits = std::allocator_traits<allocator_type>;

    completion(Handler&& handler, work_of<Handler>&& work, Result&& result)
        : passed_completion(&completion::end),
          handler_(std::move(handler)),
          work_(std::move(work)),
          result_(std::move(result))
    {
    }
    ~completion() = default;

    static allocator_type allocator_of(Handler const& handler) noexcept
    {
        return allocator_type(boost::asio::get_associated_allocator(handler));
    }

    // The memory is given back before the handler runs, and so is its executor's work.
    static void end(passed_completion* passed, bool is_called)
    {
        auto* const place = static_cast<completion*>(passed);
        Handler handler(std::move(place->handler_));
        Result result(std::move(place->result_));
        auto memory = allocator_of(handler);
        place->~completion();
        traits::deallocate(memory, place, 1);
        if (!is_called)
            return;
        clear_slot(handler);
        std::move(handler)(std::move(result));
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
void complete(Handler handler, work_of<Handler> work, Result result)
{
    auto const executor = work.get_executor();
    auto const allocator = boost::asio::get_associated_allocator(handler);
    dispatch_completion(executor, allocator,
                        completion<Handler, Result>::make(std::move(handler), std::move(work), std::move(result)));
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
    auto const allocator = boost::asio::get_associated_allocator(handler);
    completion_pointer<std::remove_const_t<decltype(allocator)>> passed{
        allocator, completion<Handler, Result>::make(std::move(handler), std::move(work), std::move(result))};
    if constexpr (std::is_same_v<decltype(executor), decltype(immediate)>)
        if (executor == immediate) // a handler without an executor of its own is called right there
            return boost::asio::dispatch(immediate, std::move(passed));
    boost::asio::dispatch(immediate, boost::asio::bind_executor(executor, std::move(passed)));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

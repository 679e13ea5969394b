// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The typed shell around a call's body: the operation, its response, the handler. Small, since it is made anew for each
// operation and token.

#include "../../outcome.hpp"
#include "engine.hpp"
#include "handler_work.hpp"
#include "handler_wrapper.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
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
#include <new>
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

/// A handler and what it is called with.
template <typename Handler, typename Result>
struct completion : handler_wrapper<Handler>
{
    completion(Handler inner, work_of<Handler> of_handler, Result with)
        : handler_wrapper<Handler>(std::move(inner)), work(std::move(of_handler)), result(std::move(with))
    {
    }

    work_of<Handler> work;
    Result result;

    void operator()() { call_handler(this->handler, work, std::move(result)); }
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
    // A lambda around it, for Asio would dispatch once more if it saw the associated executor.
    boost::asio::dispatch(
        executor, boost::asio::bind_allocator(allocator, [last = completion(std::move(handler), std::move(work),
                                                                            std::move(result))]() mutable { last(); }));
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
    boost::asio::dispatch(immediate, completion(std::move(handler), std::move(work), std::move(result)));
}

template <typename Op, typename Handler>
class call final : public call_shell
{
public:
    using response_type = typename Op::response;

    call(boost::asio::any_io_executor const& executor, Op op, Handler handler)
        : op_(std::move(op)),
          work_(boost::asio::get_associated_executor(handler, executor)),
          handler_(std::move(handler))
    {
    }

private:
    call_shell* move_to(void* place) override { return ::new (place) call(std::move(*this)); }
    [[nodiscard]] void const* operation() const noexcept override { return &op_; }
    [[nodiscard]] void* response() noexcept override { return &response_; }

    void deliver(std::shared_ptr<void> owner, failure& why, boost::asio::any_io_executor const& io) override
    {
        auto result = why.code ? outcome<response_type>(std::move(why)) : outcome<response_type>(std::move(response_));
        // Executor, allocator and work are named before the handler is moved: g++ evaluates arguments from right to
        // left.
        auto work = std::move(work_);
        auto handler = std::move(handler_);
        bool const is_there = belongs_on(io, handler);
        owner.reset(); // the call's memory is gone before the handler runs
        // All steps of a call run on its client's executor: to dispatch there would only move the result about.
        if (is_there)
            return call_handler(handler, work, std::move(result));
        complete(std::move(handler), std::move(work), std::move(result));
    }

    Op op_;
    response_type response_{};
    work_of<Handler> work_;
    Handler handler_;
};

/// Makes and begins a call. Nothing completes before this returns.
template <typename Op, typename Handler>
std::weak_ptr<call_body> launch_call(std::shared_ptr<client_core> core, Op op, call_options const& options,
                                     Handler handler)
{
    using shell = call<Op, Handler>;
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    auto const& executor = executor_of(*core);
    auto const made = make_call(std::move(core), code_of<Op>, options,
                                shell(executor, std::move(op), std::move(handler)), sizeof(shell), alignof(shell));
    std::weak_ptr<call_body> weak = made;
    if (slot.is_connected())
        slot.assign([weak](boost::asio::cancellation_type type) { stop_call(weak, type); });
    begin_call(*made);
    return weak;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

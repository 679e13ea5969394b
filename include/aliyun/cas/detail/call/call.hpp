// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The typed shell around a call's body: the operation, its response, the handler. Small, since it is made anew for each
// operation and token.

#include "../../outcome.hpp"
#include "completion.hpp"
#include "engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>

#include <memory>
#include <new>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename Op, typename Handler>
class call final : public call_shell
{
public:
    using response_type = typename Op::response;

    /// What a call is made of, for `make_call`.
    struct parts
    {
        boost::asio::any_io_executor const& executor;
        Op& op;
        Handler& handler;
    };

    static call_shell* make(void* place, void* from)
    {
        auto& given = *static_cast<parts*>(from);
        return ::new (place) call(given.executor, std::move(given.op), std::move(given.handler));
    }

private:
    call(boost::asio::any_io_executor const& executor, Op&& op, Handler&& handler)
        : op_(std::move(op)),
          work_(boost::asio::get_associated_executor(handler, executor)),
          handler_(std::move(handler))
    {
    }

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
    typename shell::parts parts{executor_of(*core), op, handler};
    auto const made = make_call(std::move(core), code_of<Op>, options,
                                shell_maker{sizeof(shell), alignof(shell), &shell::make, &parts});
    std::weak_ptr<call_body> weak = made;
    if (slot.is_connected())
        slot.assign([weak](boost::asio::cancellation_type type) { stop_call(weak, type); });
    begin_call(*made);
    return weak;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

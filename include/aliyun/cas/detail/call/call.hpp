// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The typed shell around a call's body: the operation, its response, the handler. Small, since it is made anew for each
// operation and token.

#include "../../outcome.hpp"
#include "completion.hpp"
#include "engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/config.hpp>

#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename Op, typename Handler>
class call final : private call_shell
{
public:
    /// What a call is made of, for `make_call`.
    template <typename FromOp, typename FromHandler>
    struct parts
    {
        boost::asio::any_io_executor const& executor;
        FromOp&& op;
        FromHandler&& handler;

        static call_shell* make(void* place, void* from)
        {
            auto& given = *static_cast<parts*>(from);
            return ::new (place)
                call(given.executor, std::forward<FromOp>(given.op), std::forward<FromHandler>(given.handler));
        }
    };

private:
    using result_type = outcome<typename Op::response>;

    template <typename FromOp, typename FromHandler>
    call(boost::asio::any_io_executor const& executor, FromOp&& op, FromHandler&& handler)
        : call_shell(&call::end, &call::deliver_result, &op_),
          work_(boost::asio::get_associated_executor(handler, executor)),
          op_(std::forward<FromOp>(op)),
          handler_(std::forward<FromHandler>(handler))
    {
        response = result_.operator->();
    }

    static void deliver_result(call_shell& shell, std::shared_ptr<void>&& owner, failure& why,
                               boost::asio::any_io_executor const& io)
    {
        auto& self = static_cast<call&>(shell);
        if (why.code)
        {
            std::destroy_at(&self.result_);
            std::construct_at(&self.result_, std::move(why));
        }
        hand_over(io, std::move(owner), self.work_, boost::asio::get_associated_allocator(self.handler_), &self);
    }

    // The call's memory is gone before the handler runs, and so is its work for the handler's executor.
    static void end(passed_completion* passed, bool is_called)
    {
        auto& self = static_cast<call&>(*passed);
        if (!is_called)
            return destroy(self);
        Handler handler(std::move(self.handler_));
        result_type result(std::move(self.result_));
        destroy(self);
        clear_slot(handler);
        std::move(handler)(std::move(result));
    }

    BOOST_NOINLINE static void destroy(call& self) noexcept
    {
        [[maybe_unused]] auto const memory = std::move(self.memory);
        self.~call();
    }

    // The work comes first, since nothing is there to be undone if it fails.
    work_of<Handler> work_;
    Op op_;
    result_type result_{boost::system::in_place_value};
    Handler handler_;
};

/// Makes a call and begins it once its cancellation is wired.
template <typename Slot>
BOOST_NOINLINE std::weak_ptr<call_body> launch(std::shared_ptr<client_core> const& core, operation_code const& code,
                                               call_options const& options, shell_maker const& shell, Slot slot)
{
    auto const made = make_call(core, code, options, shell);
    std::weak_ptr<call_body> weak = made;
    if (slot.is_connected())
        slot.assign(call_stopper{weak});
    begin_call(*made);
    return weak;
}

/// Makes and begins a call. Nothing completes before this returns.
template <typename Op, typename Handler>
std::weak_ptr<call_body> launch_call(std::shared_ptr<client_core> const& core, Op&& op, call_options const& options,
                                     Handler&& handler)
{
    using shell = call<std::decay_t<Op>, std::decay_t<Handler>>;
    using parts = typename shell::template parts<Op, Handler>;
    auto const slot = boost::asio::get_associated_cancellation_slot(handler);
    parts given{executor_of(*core), std::forward<Op>(op), std::forward<Handler>(handler)};
    return launch(core, code_of<std::decay_t<Op>>, options,
                  shell_maker{sizeof(shell), alignof(shell), &parts::make, &given}, slot);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

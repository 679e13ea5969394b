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
class call final : private call_shell
{
public:
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
    using result_type = outcome<typename Op::response>;

    call(boost::asio::any_io_executor const& executor, Op&& op, Handler&& handler)
        : call_shell{&op_, nullptr, &call::deliver_result, &call::end},
          op_(std::move(op)),
          work_(boost::asio::get_associated_executor(handler, executor)),
          handler_(std::move(handler))
    {
        response = &*result_;
    }

    static void end(call_shell& shell) noexcept { static_cast<call&>(shell).~call(); }

    static void deliver_result(call_shell& shell, std::shared_ptr<void> owner, failure& why,
                               boost::asio::any_io_executor const& io)
    {
        auto& self = static_cast<call&>(shell);
        if (why.code)
        {
            std::destroy_at(&self.result_);
            std::construct_at(&self.result_, std::move(why));
        }
        bool const is_there = belongs_on(io, self.handler_);
        completion<Handler, result_type> done(std::move(self.handler_), std::move(self.work_), std::move(self.result_));
        owner.reset(); // the call's memory is gone before the handler runs
        // All steps of a call run on its client's executor: to dispatch there would only move the result about.
        if (is_there)
            done.call_here();
        else
            complete(std::move(done));
    }

    Op op_;
    result_type result_{boost::system::in_place_value};
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
        slot.assign(call_stopper{weak});
    begin_call(*made);
    return weak;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

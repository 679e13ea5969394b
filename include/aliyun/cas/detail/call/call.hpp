// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The typed shell around a call's body: the operation, its response, the handler. Small, since it is made anew for each
// operation and token.

#include "../../outcome.hpp"
#include "call_body.hpp"
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
#include <string>
#include <string_view>
#include <tuple>
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

/// Signs the request of `op`, unless it goes unsigned, and puts it into `scratch.request`. True if a secret stands in
/// it.
/// @param who null only for what goes unsigned
template <typename Op>
bool write_signed_request(Op const& op, client_core const& core, credentials const* who, request_scratch& scratch)
{
    constexpr bool is_signed = Op::traits.signing == request_signing::required;
    auto const& options = core.options;
    nonce const once;
    request_context context;
    if constexpr (is_signed)
    {
        context.access_key_id = who->access_key_id_param();
        context.security_token = who->security_token();
        context.nonce = once.value();
    }
    context.format = {options.format.name(), core.encoded_format};
    context.timestamp = scratch.timestamp(core.now());
    if (Op::traits.version.empty())
        context.version = {options.version, core.encoded_version};
    else
        context.version = Op::traits.version;
    if (!options.region_id.empty())
        context.region_id = options.region_id;
    if (options.resource_owner_account)
        context.resource_owner_account = *options.resource_owner_account;

    // What is secret never stands in a URL, whatever the options say.
    bool const has_secret = Op::params::has_secret || context.security_token;
    bool const posts = has_secret || options.method == request_method::post ||
                       (options.method == request_method::automatic && Op::traits.repeat != repeat_safety::safe);
    auto const method = posts ? http_method::post : http_method::get;
    std::string_view query;
    if constexpr (is_signed)
        query = scratch.signer.template sign<rpc_v1_params>(method, op, context, who->signing_key());
    else
        query = scratch.signer.template write_unsigned<rpc_unsigned_params>(op, context);
    core.builder.build(scratch.request, method, Op::traits.action, context.version.text(), query);
    return has_secret;
}

template <typename Param, typename Op>
bool repeats_value_of(Op const& op, std::string_view text) noexcept
{
    if constexpr (Param::is_secret)
    {
        using value_type = typename Param::value_type;
        auto const& member = op.*Param::member;
        value_type const* value = nullptr;
        if constexpr (Param::is_optional)
            value = member ? &*member : nullptr;
        else
            value = &member;
        if constexpr (std::is_same_v<value_type, secret_string>)
            return value && repeats_part_of(value->reveal(), text);
        else if constexpr (std::is_same_v<value_type, std::string>)
            return value && repeats_part_of(*value, text);
    }
    return false;
}

/// Whether a part of some secret parameter of `op` stands in a text.
template <typename Op>
bool repeats_secret_of(Op const& op, std::string_view text) noexcept
{
    return [&]<typename... Params>(std::tuple<Params...> const*)
    { return (repeats_value_of<Params>(op, text) || ...); }(static_cast<typename Op::params::list const*>(nullptr));
}

template <typename Op, typename Handler>
class call final : public call_body
{
public:
    using response = typename Op::response;

    call(std::shared_ptr<client_core> shared, Op op, call_options const& options, Handler handler)
        : call_body(shared, Op::traits, layout_of<response>(), options),
          op_(std::move(op)),
          work_(boost::asio::get_associated_executor(handler, shared->connections->executor())),
          handler_(std::move(handler))
    {
    }

    void launch()
    {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign(
                [weak = weak_from_this()](boost::asio::cancellation_type type)
                {
                    if (auto const alive = weak.lock())
                        alive->request_stop(type);
                });
        start();
    }

private:
    bool write_request(request_scratch& scratch) const override
    {
        credentials const* who = nullptr;
        if constexpr (Op::traits.signing == request_signing::required)
            who = &signer();
        return write_signed_request(op_, core(), who, scratch);
    }
    bool repeats_secret(std::string_view text) const noexcept override
    {
        if constexpr (Op::traits.signing == request_signing::required)
            if (auto const token = signer().security_token(); token && repeats_part_of(*token, text))
                return true;
        if constexpr (Op::params::has_secret)
            return repeats_secret_of(op_, text);
        else
            return false;
    }
    void* response_object() noexcept override { return &response_; }

    void deliver(pointer self) override
    {
        auto result = why().code ? outcome<response>(std::move(why())) : outcome<response>(std::move(response_));
        // Executor, allocator and work are named before the handler is moved: g++ evaluates arguments from right to
        // left.
        auto work = std::move(work_);
        auto handler = std::move(handler_);
        bool const is_there = belongs_on(core().connections->executor(), handler);
        self.reset(); // the call's memory is gone before the handler runs
        // All steps of a call run on its client's executor: to dispatch there would only move the result about.
        if (is_there)
            return call_handler(handler, work, std::move(result));
        complete(std::move(handler), std::move(work), std::move(result));
    }

    Op op_;
    response response_{};
    work_of<Handler> work_;
    Handler handler_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The entry: a client of the service, on an executor of the user's.

#include "call_each.hpp"
#include "client_options.hpp"
#include "credential_source.hpp"
#include "detail/call/call.hpp"
#include "detail/call/drain.hpp"
#include "operation.hpp"
#include "outcome.hpp"
#include "page_stream.hpp"
#include "stats.hpp"
#include "wait_until.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A client of the service: a pool of HTTPS connections to one endpoint, and credentials that sign.
///
/// It starts no thread and leaves nothing outstanding: when no call is in flight, `io_context::run()` returns. The
/// first connection is made by the first call.
///
/// @par Threads One client may be used from many threads at once. Its connections run on the executor that it was made
/// with, which may be served by one thread or by many.
/// @par Lifetime The client may be destroyed at any time: calls in flight end with `operation_aborted`. If its
/// execution context is destroyed first, that destroys the calls, and the client can only be destroyed, too; it waits
/// for a name lookup of the system's that is under way (see `resolver_options`). Moving a client
/// is cheap; a client that was moved from can only be assigned to or destroyed. An executor that lives in its context,
/// such as a strand, must not outlive it: then the client is to be destroyed first.
class client
{
public:
    using executor_type = boost::asio::any_io_executor;

    /// @param executor where the connections run, and handlers that have no executor of their own
    /// @param who      credentials, or a source of them that may be shared by several clients
    /// @param options  all that can be chosen
    /// @throws std::invalid_argument that names the option, if one is bad
    client(executor_type executor, credential_source who, client_options options = client_options{})
        : core_(detail::make_core(std::move(executor), std::move(who), std::move(options)))
    {
    }

    /// The same for an execution context, such as an `io_context`.
    template <typename ExecutionContext>
        requires(std::is_convertible_v<ExecutionContext&, boost::asio::execution_context&>)
    client(ExecutionContext& context, credential_source who, client_options options = client_options{})
        : client(executor_type(context.get_executor()), std::move(who), std::move(options))
    {
    }

    client(client&&) noexcept = default;
    client& operator=(client&& other) noexcept
    {
        if (this != &other)
        {
            close();
            core_ = std::move(other.core_);
        }
        return *this;
    }
    ~client() { close(); }

    [[nodiscard]] executor_type get_executor() const noexcept { return detail::executor_of(*core_); }
    /// Whom it asks, as the Host header says it: a name or an address, and a port that is not 443.
    [[nodiscard]] std::string endpoint() const { return detail::endpoint_of(*core_); }

    /// Sends one operation and decodes its response. Each attempt is signed anew, with a nonce and a time of its own.
    ///
    /// @param op      what is asked: an operation of `operations.hpp`, or a struct of the user's with the same tables
    /// @param options what this call does differently
    /// @param token   any completion token; `asio::deferred` if none is given, so that the result can be awaited
    /// @par Completes with `void(outcome<Op::response>)`, never from inside the initiating function, on the handler's
    /// associated executor, by default the client's. The call's memory comes from `std::allocator`, what it takes to
    /// reach that executor from the handler's associated allocator; both are freed before the handler runs.
    /// @par Errors any `server_errc`; any `errc`; codes of the system such as `connection_refused`.
    /// @par Cancellation terminal, partial, total. Total cancellation ends a read at any time, a write only before it
    /// is sent. A write that is ended after that says `maybe_executed`.
    /// @par Lifetime `op` is copied. If the client is destroyed, the call ends with `operation_aborted`.
    template <typename Op,
              boost::asio::completion_token_for<void(outcome<typename detail::checked_operation<Op>::response>)> Token =
                  boost::asio::deferred_t>
    auto async_call(Op op, call_options options, Token&& token = {})
    {
        using signature = void(outcome<typename detail::checked_operation<Op>::response>);
        return boost::asio::async_initiate<Token, signature>(initiate_call{core_}, token, std::move(op),
                                                             std::move(options));
    }

    /// The same with the client's own options.
    template <typename Op,
              boost::asio::completion_token_for<void(outcome<typename detail::checked_operation<Op>::response>)> Token =
                  boost::asio::deferred_t>
        requires(!std::same_as<std::remove_cvref_t<Token>, call_options>)
    auto async_call(Op op, Token&& token = {})
    {
        using signature = void(outcome<typename detail::checked_operation<Op>::response>);
        return boost::asio::async_initiate<Token, signature>(initiate_call{core_}, token, std::move(op));
    }

    /// The pages of a list, fetched lazily and some ahead: see `page_stream`.
    ///
    /// @param op where to start, and how long a page is if the service lets one choose
    /// @param options how far ahead, and how often a list that changes is walked
    template <paged_operation Op>
    [[nodiscard]] page_stream<Op> pages(Op op, page_options options = page_options{})
    {
        return page_stream<Op>(std::make_shared<detail::page_state<Op>>(core_, std::move(op), options));
    }

    /// The entries of a list, one after the other: see `entry_stream`.
    template <paged_operation Op>
    [[nodiscard]] entry_stream<Op> entries(Op op, page_options options = page_options{})
    {
        return entry_stream<Op>(pages(std::move(op), options));
    }

    /// Looks again and again until a condition holds: see `waiting`.
    ///
    /// @param op        what is asked each time; copied
    /// @param condition `bool(Op::response const&)`
    /// @param options   how often it looks, and for how long
    /// @throws std::invalid_argument that names the option, if one is bad
    template <operation Op>
    [[nodiscard]] waiting<Op> wait_until(Op op, std::function<bool(typename Op::response const&)> condition,
                                         wait_options const& options = wait_options{})
    {
        return waiting<Op>(
            std::make_shared<detail::wait_state<Op>>(core_, std::move(op), std::move(condition), options));
    }

    /// Calls one operation for each element of a range, some of them at a time: see `each_stream`.
    ///
    /// @param inputs       any range; kept by value
    /// @param to_operation makes the operation of an element; called one at a time, and must not throw
    /// @param options      how many at a time, and what a failure means for the others
    /// @throws std::invalid_argument that names the option, if one is bad
    template <typename Range, typename ToOperation>
        requires(!std::is_convertible_v<ToOperation, each_options>)
    [[nodiscard]] auto call_each(Range inputs, ToOperation to_operation, each_options const& options = each_options{})
    {
        using made = std::decay_t<decltype(to_operation(*std::begin(inputs)))>;
        using source = detail::range_source<made, Range, ToOperation>;
        return each_stream<made>(std::make_shared<detail::each_state<made>>(
            core_, std::make_unique<source>(std::move(inputs), std::move(to_operation)), options));
    }

    /// The same for a range of operations.
    template <typename Range>
    [[nodiscard]] auto call_each(Range operations, each_options const& options = each_options{})
    {
        return call_each(
            std::move(operations), [](auto& each) { return std::move(each); }, options);
    }

    /// Ends all calls in flight with `operation_aborted`. The client stays usable. A `waiting` that pauses between two
    /// looks has none in flight: its own cancellation ends it.
    void cancel()
    {
        if (core_)
            detail::cancel_calls(*core_);
    }

    /// Shuts down in peace: from now on new calls end with `operation_aborted`; those in flight go on, and this waits
    /// for them and closes the connections behind them.
    ///
    /// @par Completes with `void(boost::system::error_code)`, never from inside the initiating function: once every
    /// call has ended and every connection is closed. The executor is the handler's, by default the client's.
    /// @par Errors `operation_aborted` if it was cancelled, or the client destroyed.
    /// @par Cancellation terminal, partial, total: ends the wait alone. The client takes no calls all the same, and
    /// may be drained again; `cancel()` ends the calls that are waited for.
    template <boost::asio::completion_token_for<void(boost::system::error_code)> Token = boost::asio::deferred_t>
    auto async_drain(Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code)>(initiate_drain{core_}, token);
    }

    /// How many connections there are, those that are being made included.
    [[nodiscard]] std::size_t open_connections() const { return stats().open; }
    /// What the connections are doing, and what became of those that are gone.
    [[nodiscard]] client_stats stats() const { return detail::stats_of(*core_); }

private:
    static constexpr call_options no_options{};

    // An object and not a lambda: `cancel_after` of newer Boost asks it for the executor of its timer.
    struct initiate_call
    {
        std::shared_ptr<detail::client_core> core;

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return detail::executor_of(*core); }

        template <typename Handler, typename Op>
        void operator()(Handler&& handler, Op&& op, call_options const& options = no_options) const
        {
            detail::launch_call(core, std::forward<Op>(op), options, std::forward<Handler>(handler));
        }
    };

    struct initiate_drain
    {
        std::shared_ptr<detail::client_core> core;

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return detail::executor_of(*core); }

        template <typename Handler>
        void operator()(Handler&& handler) const
        {
            using drain = detail::drain_wait<std::decay_t<Handler>>;
            std::make_shared<drain>(core, std::forward<Handler>(handler))->launch();
        }
    };

    void close()
    {
        if (core_)
            detail::close(*core_);
    }

    std::shared_ptr<detail::client_core> core_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

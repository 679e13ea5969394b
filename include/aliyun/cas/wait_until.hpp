// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Looking again and again until something is there: an order that is issued, a certificate that is deployed.

#include "detail/call/wait_state.hpp"
#include "wait_options.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Sends one operation again and again until a condition holds for its response. Made by `client::wait_until`, in a
/// statement of its own: it takes callables, which g++ 12 does not survive inside a `co_await` expression.
///
/// Nothing is sent before `async_wait`. The condition and the progress function are called one at a time, on the
/// client's executor, and must not throw.
///
/// @par Threads One `async_wait` at a time; a second one fails with `errc::busy`.
/// @par Lifetime The object may be destroyed at any time, and may outlive its client: a wait then ends with
/// `operation_aborted`, and no timer is left.
template <operation Op>
class waiting
{
    using state = detail::wait_state<Op>;

public:
    using executor_type = boost::asio::any_io_executor;
    /// What is looked at.
    using response_type = typename Op::response;

    explicit waiting(std::shared_ptr<state> made) : state_(std::move(made)) {}
    waiting(waiting&&) noexcept = default;
    waiting& operator=(waiting&& other) noexcept
    {
        std::swap(state_, other.state_);
        return *this;
    }
    ~waiting()
    {
        if (state_)
            state_->close();
    }

    [[nodiscard]] executor_type get_executor() const noexcept { return state_->executor(); }

    /// Is told of each answer for which the condition did not hold yet.
    ///
    /// @param told `void(response const& answer, int looks, std::chrono::nanoseconds until_the_next_look)`
    void on_progress(std::function<void(response_type const&, int, std::chrono::nanoseconds)> told)
    {
        state_->on_progress(std::move(told));
    }

    /// Waits: looks at once, and again in the rhythm of the options.
    ///
    /// @par Completes with `void(outcome<Op::response>)`: the first response for which the condition holds.
    /// @par Errors `errc::deadline_exceeded` if it did not hold in time. Whatever the operation fails with if the
    /// service refuses it; a look that fails for want of an answer is followed by another one, and told only if it was
    /// the last.
    /// @par Cancellation terminal, partial, total: ends the wait and what it has in flight. It can be begun anew.
    template <boost::asio::completion_token_for<void(outcome<response_type>)> Token = boost::asio::deferred_t>
    auto async_wait(Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(outcome<response_type>)>(initiate_wait{state_}, token);
    }

private:
    struct initiate_wait
    {
        std::shared_ptr<state> owner;

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return owner->executor(); }

        template <typename Handler>
        void operator()(Handler&& handler) const
        {
            owner->next(std::decay_t<Handler>(std::forward<Handler>(handler)));
        }
    };

    std::shared_ptr<state> state_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One operation for each element of a range, some of them at a time, and their results as they come.

#include "detail/call/each_state.hpp"
#include "each_options.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The results of calls over a range, in the order in which they come. Made by `client::call_each`, in a statement of
/// its own.
///
/// Nothing is sent before the first `async_next`. From then on as many calls are in flight as the options say, unless
/// as many results wait to be read: memory is bounded however long the range is.
///
/// @par Threads One `async_next` at a time; a second one fails with `errc::busy`.
/// @par Lifetime The object may be destroyed at any time, and may outlive its client. What it has in flight is
/// cancelled; a write that was on its way may have been carried out, and nobody is told.
template <operation Op>
class each_stream
{
    using state = detail::each_state<Op>;

public:
    using executor_type = boost::asio::any_io_executor;
    /// What `async_next` reads.
    using result_type = each_result<typename Op::response>;

    explicit each_stream(std::shared_ptr<state> made) : state_(std::move(made)) {}
    each_stream(each_stream&&) noexcept = default;
    each_stream& operator=(each_stream&& other) noexcept
    {
        std::swap(state_, other.state_);
        return *this;
    }
    ~each_stream()
    {
        if (state_)
            state_->close();
    }

    [[nodiscard]] executor_type get_executor() const noexcept { return state_->executor(); }

    /// The next result: the element's index and what came of its call.
    ///
    /// @par Completes with `void(outcome<std::optional<each_result>>)`; `nullopt` is the one mark of the end. The
    /// failure of a call is in its `each_result`, and is no failure of the stream.
    /// @par Errors `operation_aborted`, `errc::busy`.
    /// @par Cancellation terminal, partial, total: ends the waiting. The calls in flight still come, and are kept.
    template <
        boost::asio::completion_token_for<void(outcome<std::optional<result_type>>)> Token = boost::asio::deferred_t>
    auto async_next(Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(outcome<std::optional<result_type>>)>(initiate_next{state_},
                                                                                             token);
    }

    /// Begins no more calls. Those in flight still come; then the end.
    void stop() { state_->stop(); }

    /// For how many elements a call was begun: the others are untouched.
    [[nodiscard]] std::size_t begun() const { return state_->begun(); }

private:
    struct initiate_next
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

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A completion token that turns a failure into an exception the Asio way: `void(std::exception_ptr, T)` in place of
// `void(outcome<T>)`. With it `&&` of the awaitable operators ends early and `||` lets the first success win.

#include "detail/call/handler_wrapper.hpp"
#include "outcome.hpp"

#include <boost/asio/async_result.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// See `throwing`.
template <typename Token>
struct throwing_t
{
    explicit constexpr throwing_t(Token inner) : token(std::move(inner)) {} // not an aggregate: it stands in co_await

    Token token; ///< the one that is adapted
};

/// Adapts `token` so that an operation's failure is thrown (as `call_error`) or stored, and its value comes bare:
/// `auto page = co_await client.async_call(op, throwing(asio::use_awaitable));`
///
/// (Not `throwing(asio::deferred)` in an `awaitable` of Boost 1.81, which cannot await that signature.)
template <typename Token>
[[nodiscard]] constexpr throwing_t<std::decay_t<Token>> throwing(Token&& token)
{
    return throwing_t<std::decay_t<Token>>(std::forward<Token>(token));
}

namespace detail
{

template <typename Handler, typename T>
struct throwing_handler : handler_wrapper<Handler>
{
    using handler_wrapper<Handler>::handler_wrapper;

    void operator()(outcome<T> result)
    {
        if (result)
            std::move(this->handler)(std::exception_ptr(), std::move(*result));
        else
            std::move(this->handler)(std::make_exception_ptr(call_error(std::move(result).error())), T{});
    }
};

// Derived from, so that whatever the initiation offers (its executor) is still there.
template <typename Initiation, typename T>
struct throwing_initiation : Initiation
{
    template <typename Handler, typename... Args>
    void operator()(Handler&& handler, Args&&... args)
    {
        static_cast<Initiation&&> (*this)(throwing_handler<std::decay_t<Handler>, T>(std::forward<Handler>(handler)),
                                          std::forward<Args>(args)...);
    }
};

} // namespace detail
} // namespace aliyun::ALIYUN_CAS_ABI::cas

/// How Asio learns what `throwing` means: see there.
template <typename Token, typename T>
struct boost::asio::async_result<aliyun::cas::throwing_t<Token>, void(aliyun::cas::outcome<T>)>
{
    /// Begins the operation with the token inside.
    template <typename Initiation, typename RawToken, typename... Args>
    static auto initiate(Initiation&& initiation, RawToken&& token, Args&&... args)
    {
        using wrapped = aliyun::cas::detail::throwing_initiation<std::decay_t<Initiation>, T>;
        return async_initiate<Token, void(std::exception_ptr, T)>(wrapped{std::forward<Initiation>(initiation)},
                                                                  token.token, std::forward<Args>(args)...);
    }
};

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Handlers that are wrapped into others: executor, allocator and cancellation slot of the handler inside show through.

#include "../../version.hpp"

#include <boost/asio/associator.hpp>

#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Base of a handler that stands before another one of the user's.
template <typename Handler>
struct handler_wrapper
{
    using wrapped_handler = Handler;

    explicit handler_wrapper(Handler inner) : handler(std::move(inner)) {}

    Handler handler;
};

template <typename T>
concept wraps_handler = requires(T const& wrapper)
{
    static_cast<handler_wrapper<typename T::wrapped_handler> const&>(wrapper);
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

template <template <typename, typename> class Associator, aliyun::cas::detail::wraps_handler Wrapper, typename Default>
struct boost::asio::associator<Associator, Wrapper, Default> : Associator<typename Wrapper::wrapped_handler, Default>
{
    using inner = Associator<typename Wrapper::wrapped_handler, Default>;

    static typename inner::type get(Wrapper const& wrapper) noexcept { return inner::get(wrapper.handler); }
    static auto get(Wrapper const& wrapper, Default const& fallback) noexcept
    {
        return inner::get(wrapper.handler, fallback);
    }
};

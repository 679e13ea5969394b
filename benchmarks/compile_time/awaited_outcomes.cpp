// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// aliyun_cas_three_calls.cpp with something else in place of the two operations more: one of Asio that completes with
// the same outcomes, and does nothing. What it adds is what awaiting anything adds.

#include <aliyun/cas.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <iostream>
#include <type_traits>
#include <utility>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

struct initiate_nothing
{
    asio::io_context& context;

    template <typename Handler, typename Op>
    void operator()(Handler&& handler, Op&&) const
    {
        using result = cas::outcome<typename std::decay_t<Op>::response>;
        asio::post(context, [handler = std::forward<Handler>(handler)]() mutable
                   { std::move(handler)(result(boost::system::in_place_value)); });
    }
};

template <typename Op>
auto async_nothing(asio::io_context& context, Op op)
{
    return asio::async_initiate<asio::deferred_t const, void(cas::outcome<typename Op::response>)>(
        initiate_nothing{context}, asio::deferred, std::move(op));
}

asio::awaitable<void> fetch(cas::client& client, asio::io_context& context)
{
    auto const page = co_await client.async_call(cas::describe_user_certificate_list());
    std::cout << page.value().total_count << '\n';
    auto const detail = co_await async_nothing(context, cas::describe_user_certificate_detail(1));
    std::cout << detail.value().cert << '\n';
    auto const order = co_await async_nothing(context, cas::describe_dv_order_result("order"));
    std::cout << order.value().request_id << '\n';
}

int main()
{
    asio::io_context context(1);
    cas::client client(context, cas::credentials("testid", "testsecret"));
    asio::co_spawn(context, fetch(client, context),
                   [](std::exception_ptr failed)
                   {
                       if (failed)
                           std::rethrow_exception(failed);
                   });
    context.run();
}

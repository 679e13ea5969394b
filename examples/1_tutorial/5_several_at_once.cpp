// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Several calls at once with the awaitable operators. `throwing` turns failures into exceptions, as those operators expect:
// `&&` ends early if one side fails, `||` takes the first that succeeds and cancels the other.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;
using namespace asio::experimental::awaitable_operators;

asio::awaitable<void> overview(cas::client& client)
{
    auto const [certificates, orders] =
        co_await (client.async_call(cas::describe_user_certificate_list{}, cas::throwing(asio::use_awaitable)) &&
                  client.async_call(cas::describe_order_instance_list{}, cas::throwing(asio::use_awaitable)));
    std::cout << certificates.total_count << " certificates, " << orders.total_count << " orders\n";

    // A limit of one's own: the timer and the call race, the loser is cancelled.
    asio::steady_timer limit{co_await asio::this_coro::executor, std::chrono::seconds(5)};
    auto const first = co_await (
        client.async_call(cas::describe_user_certificate_list{}, cas::throwing(asio::use_awaitable)) ||
        limit.async_wait(asio::use_awaitable));
    std::cout << (first.index() == 0 ? "answered in time\n" : "too slow\n");
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, overview(client),
                   [](std::exception_ptr problem)
                   {
                       if (problem)
                           std::rethrow_exception(problem);
                   });
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

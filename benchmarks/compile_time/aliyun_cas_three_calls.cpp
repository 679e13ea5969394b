// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// aliyun_cas.cpp and two operations more: what a further one adds.

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> fetch(cas::client& client)
{
    auto const page = co_await client.async_call(cas::describe_user_certificate_list());
    std::cout << page.value().total_count << '\n';
    auto const detail = co_await client.async_call(cas::describe_user_certificate_detail(1));
    std::cout << detail.value().cert << '\n';
    auto const order = co_await client.async_call(cas::describe_dv_order_result("order"));
    std::cout << order.value().request_id << '\n';
}

int main()
{
    asio::io_context context(1);
    cas::client client(context, cas::credentials("testid", "testsecret"));
    asio::co_spawn(context, fetch(client),
                   [](std::exception_ptr failed)
                   {
                       if (failed)
                           std::rethrow_exception(failed);
                   });
    context.run();
}

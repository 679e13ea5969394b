// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Lists of any length: page by page with some fetched ahead, or entry by entry. Nothing comes twice, although the list
// may change while it is read.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> show_certificates(cas::client& client)
{
    // Pages of 100, and up to eight of them on their way or waiting while this loop is busy with another.
    auto pages = client.pages(cas::describe_user_certificate_list{1, 100}, cas::page_options{8});
    while (auto const page = (co_await pages.async_next()).value())
    {
        for (auto const& certificate : page->certificate_list)
            std::cout << certificate.id << "  " << certificate.common << "  until " << certificate.end_date << '\n';
        std::cerr << pages.received() << " of " << pages.total_count() << '\n';
    }
}

asio::awaitable<void> show_orders(cas::client& client)
{
    // The service decides how long a page of orders is; who reads entries need not know.
    auto orders = client.entries(cas::describe_order_instance_list{});
    while (auto const order = (co_await orders.async_next()).value())
        std::cout << order->instance_id << "  " << order->status << '\n';
    std::cerr << orders.total_count() << " orders\n";
}

asio::awaitable<void> show_all(cas::client& client)
{
    co_await show_certificates(client);
    co_await show_orders(client);
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, show_all(client),
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

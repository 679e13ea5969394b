// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Callbacks and futures: every completion token of Asio works.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};

    client.async_call(cas::describe_user_certificate_list{},
                      [](cas::outcome<cas::certificate_page> page)
                      {
                          if (page)
                              std::cout << page->total_count << " certificates\n";
                          else
                              std::cout << page.error() << '\n';
                      });
    auto orders = client.async_call(cas::describe_order_instance_list{}, cas::throwing(asio::use_future));

    context.run();
    std::cout << orders.get().total_count << " orders\n";
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// All certificates of an account as lines of text, ready for sort and cut. 50,000 of them are a thousand pages; eight
// are on their way while one is printed.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> print_all(cas::client& client)
{
    auto certificates = client.entries(cas::describe_user_certificate_list{1, 50}, cas::page_options{8});
    while (auto const one = (co_await certificates.async_next()).value())
        std::cout << one->id << '\t' << one->end_date << '\t' << one->name << '\t' << one->sans << '\n';
    std::cerr << certificates.total_count() << " certificates\n";
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, print_all(client),
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

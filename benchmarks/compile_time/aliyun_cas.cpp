// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// One call with the library: what bare_beast.cpp does, and what stands around it in a real program.

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

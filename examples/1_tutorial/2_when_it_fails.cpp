// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a failure tells. Branch on its code, show its text to people.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> look_for(cas::client& client, std::int64_t id)
{
    auto const detail = co_await client.async_call(cas::describe_user_certificate_detail{id});
    if (detail)
        std::cout << "found " << detail->common << '\n';
    else if (detail.error().code == cas::server_errc::not_found)
        std::cout << "there is no certificate " << id << " (request " << detail.error().request_id << ")\n";
    else if (detail.error().code == cas::server_errc::throttled)
        std::cout << "too many calls; try again later\n";
    else
        std::cout << "failed: " << detail.error() << '\n';
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, look_for(client, 1), asio::detached);
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

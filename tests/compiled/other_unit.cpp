// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// See main.cpp: another operation, and a coroutine.

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <iostream>

namespace cas = aliyun::cas;

static boost::asio::awaitable<bool> fetch(cas::client& client, std::int64_t id)
{
    auto const detail = co_await client.async_call(cas::describe_user_certificate_detail(id));
    if (!detail)
        std::cerr << "no detail: " << detail.error().code.message() << '\n';
    co_return detail && !detail->cert.empty();
}

bool has_detail(cas::client& client, boost::asio::io_context& context, std::int64_t id);

bool has_detail(cas::client& client, boost::asio::io_context& context, std::int64_t id)
{
    bool has = false;
    boost::asio::co_spawn(context, fetch(client, id),
                          [&has](std::exception_ptr failed, bool found) { has = !failed && found; });
    context.run();
    return has;
}

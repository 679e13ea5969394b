// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What compile time is held against: one HTTPS request with Boost.Beast in a coroutine, as its examples write it.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::use_awaitable;

asio::awaitable<void> fetch(ssl::context& tls)
{
    constexpr auto host = "cas.aliyuncs.com";
    auto const executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    auto const endpoints = co_await resolver.async_resolve(host, "443", use_awaitable);

    ssl::stream<beast::tcp_stream> stream(executor, tls);
    SSL_set_tlsext_host_name(stream.native_handle(), host);
    stream.set_verify_callback(ssl::host_name_verification(host));
    co_await beast::get_lowest_layer(stream).async_connect(endpoints, use_awaitable);
    co_await stream.async_handshake(ssl::stream_base::client, use_awaitable);

    http::request<http::empty_body> request(http::verb::get, "/", 11);
    request.set(http::field::host, host);
    co_await http::async_write(stream, request, use_awaitable);

    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    co_await http::async_read(stream, buffer, response, use_awaitable);
    std::cout << response.body() << '\n';
}

int main()
{
    asio::io_context context(1);
    ssl::context tls(ssl::context::tls_client);
    tls.set_default_verify_paths();
    tls.set_verify_mode(ssl::verify_peer);
    asio::co_spawn(context, fetch(tls),
                   [](std::exception_ptr failed)
                   {
                       if (failed)
                           std::rethrow_exception(failed);
                   });
    context.run();
}

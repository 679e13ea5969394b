// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Load client: a loop over Boost.Beast as its examples teach it. One coroutine a connection, Beast's tcp_stream under
// Asio's TLS, a default flat_buffer, messages with string bodies. It signs nothing and decodes nothing.

#include "../load/load.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::use_awaitable;

constexpr char const* server_name = "localhost";

using tls_stream = ssl::stream<beast::tcp_stream>;

asio::awaitable<void> connect(tls_stream& stream, std::string port)
{
    if (SSL_set_tlsext_host_name(stream.native_handle(), server_name) != 1)
        throw std::runtime_error("cannot set the server's name");
    stream.set_verify_callback(ssl::host_name_verification(server_name));
    asio::ip::tcp::resolver resolver(stream.get_executor());
    auto const endpoints = co_await resolver.async_resolve("127.0.0.1", port, use_awaitable);
    co_await beast::get_lowest_layer(stream).async_connect(endpoints, use_awaitable);
    co_await stream.async_handshake(ssl::stream_base::client, use_awaitable);
}

asio::awaitable<void> call_in_a_loop(bench::meter& meter, ssl::context& tls, bench::load_options const& options)
{
    tls_stream stream(co_await asio::this_coro::executor, tls);
    co_await connect(stream, options.port);

    http::request<http::empty_body> request(http::verb::get, options.target, 11);
    request.set(http::field::host, server_name);
    request.set(http::field::user_agent, "bare_beast");
    beast::flat_buffer buffer;
    while (auto const call = meter.next_call())
    {
        if (options.calls != 0)
            request.target(options.target_of_page(call->number));
        co_await http::async_write(stream, request, use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, use_awaitable);
        if (response.result() != http::status::ok)
            throw std::runtime_error("the server did not answer with 200");
        meter.answered(*call);
    }
}

} // namespace

int main(int argc, char** argv)
try
{
    bench::watch_openssl_allocations();
    bench::load_options const options(argc, argv);
    bench::meter meter(options);

    asio::io_context context(1);
    ssl::context tls(ssl::context::tls_client);
    tls.load_verify_file(options.ca);
    tls.set_verify_mode(ssl::verify_peer);
    for (std::size_t i = 0; i < options.connections; ++i)
        asio::co_spawn(context, call_in_a_loop(meter, tls, options),
                       [](std::exception_ptr failed)
                       {
                           if (failed)
                               std::rethrow_exception(failed);
                       });
    context.run();
    std::puts(meter.json().c_str());
    return 0;
}
catch (std::exception const& error)
{
    std::fprintf(stderr, "bare_beast: %s\n", error.what());
    return 1;
}

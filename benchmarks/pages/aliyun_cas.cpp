// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Walks all pages of a list with the library: `--connections` is the prefetch window, `--calls` the number of pages.

#include "../load/load.hpp"

#include "aliyun/cas.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> walk(bench::meter& meter, cas::client& client, std::size_t window)
{
    auto pages = client.pages(cas::describe_user_certificate_list(), cas::page_options(window));
    std::int64_t last_id = 0;
    while (auto const call = meter.next_call())
    {
        auto const page = co_await pages.async_next(asio::use_awaitable);
        for (auto const& entry : page.value().value().certificate_list)
            if (auto const before = std::exchange(last_id, entry.id); before != 0 && entry.id != before + 1)
                throw std::runtime_error("an entry is missing, comes twice or in a wrong place");
        meter.answered(*call);
    }
    auto const end = co_await pages.async_next(asio::use_awaitable);
    if (end.value() || pages.received() != static_cast<std::size_t>(pages.total_count()))
        throw std::runtime_error("the walk did not end with the list");
}

cas::client_options options_of(bench::load_options const& load)
{
    cas::client_options options;
    options.quota = cas::quota_options::unlimited();
    options.endpoint = "https://127.0.0.1:" + load.port;
    options.tls.ca_file = load.ca;
    options.max_connections = load.connections;
    return options;
}

} // namespace

int main(int argc, char** argv)
try
{
    bench::watch_openssl_allocations();
    bench::load_options const options(argc, argv);
    bench::meter meter(options);

    asio::io_context context(1);
    cas::client client(context, cas::credentials("LTAI0123456789AB", "benchmarksecret"), options_of(options));
    asio::co_spawn(context, walk(meter, client, options.connections),
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
    std::fprintf(stderr, "aliyun_cas: %s\n", error.what());
    return 1;
}

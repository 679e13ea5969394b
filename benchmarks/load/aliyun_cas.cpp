// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Load client: the library, used as its README says. It signs every call, decodes every answer into structs, and keeps
// deadlines and retries ready.

#include "load.hpp"

#include "aliyun/cas.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

bool is_whole(cas::certificate_page const& page)
{
    return page.certificate_list.size() == 50;
}

bool is_whole(cas::dv_order_result const& result)
{
    return !result.request_id.empty();
}

template <typename Result>
std::size_t allocations_in_a_copy_of(Result const& result)
{
    auto const before = bench::allocations_so_far();
    auto const copy = result;
    return (bench::allocations_so_far() - before).by_new;
}

template <typename Op>
asio::awaitable<void> call_in_a_loop(bench::meter& meter, cas::client& client, Op const& op)
{
    while (auto const call = meter.next_call())
    {
        auto const answer = co_await client.async_call(op, asio::use_awaitable);
        if (!is_whole(answer.value()))
            throw std::runtime_error("an answer is not whole");
        if (call->number == 1) // all are alike
            meter.result_holds(allocations_in_a_copy_of(answer.value()));
        meter.answered(*call);
    }
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

void rethrow(std::exception_ptr failed)
{
    if (failed)
        std::rethrow_exception(failed);
}

template <typename Op>
void run(bench::meter& meter, bench::load_options const& load, Op const& op)
{
    asio::io_context context(1);
    cas::client client(context, cas::credentials("LTAI0123456789AB", "benchmarksecret"), options_of(load));
    for (std::size_t i = 0; i < load.connections; ++i)
        asio::co_spawn(context, call_in_a_loop(meter, client, op), rethrow);
    context.run();
}

} // namespace

int main(int argc, char** argv)
try
{
    bench::watch_openssl_allocations();
    bench::load_options const options(argc, argv);
    bench::meter meter(options);

    if (options.target.find("DescribeUserCertificateList") != std::string::npos)
        run(meter, options, cas::describe_user_certificate_list());
    else
        run(meter, options, cas::describe_dv_order_result("cas-cn-0pp1abcdefgh"));
    std::puts(meter.json().c_str());
    return 0;
}
catch (std::exception const& error)
{
    std::fprintf(stderr, "aliyun_cas: %s\n", error.what());
    return 1;
}

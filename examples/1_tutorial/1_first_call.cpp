// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Lists the first certificates of an account. Needs ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> list_certificates(cas::client& client)
{
    auto const page = (co_await client.async_call(cas::describe_user_certificate_list{1, 50})).value();
    std::cout << page.total_count << " certificates\n";
    for (auto const& certificate : page.certificate_list)
        std::cout << certificate.id << "  " << certificate.name << "  until " << certificate.end_date << '\n';
}

int main()
try
{
    cas::client_options options; // the defaults are for the real service
    if (auto const* const endpoint = std::getenv("ALIYUN_CAS_ENDPOINT"))
        options.endpoint = endpoint; // the emulator, for example
    if (auto const* const ca_file = std::getenv("ALIYUN_CAS_CA_FILE"))
        options.tls.ca_file = ca_file;

    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options};
    asio::co_spawn(context, list_certificates(client),
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

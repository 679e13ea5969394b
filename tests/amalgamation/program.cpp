// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A program of one source file: compiled with no flag and linked with OpenSSL alone. Its answer is read by Boost.JSON's
// parser, which is compiled here: by a macro that is defined before the header or, with DEFINED_LATE, after it.

#if !defined(DEFINED_LATE)
#define ALIYUN_CAS_SOURCE
#endif
#include "aliyun_cas.hpp"

#if defined(DEFINED_LATE)
#define ALIYUN_CAS_SOURCE
#include "aliyun_cas.hpp"
#endif

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

// A second unit of the same program, if it is linked with one.
[[gnu::weak]] int other_unit();

asio::awaitable<void> list(cas::client& client, boost::system::error_code& code)
{
    auto const page = co_await client.async_call(cas::describe_user_certificate_list{1, 50});
    if (!page)
        code = page.error().code;
}

int main()
{
    asio::io_context context;
    cas::client_options options;
    options.endpoint = "https://127.0.0.1:1"; // nobody listens there
    cas::client client{context, cas::credentials{"id", "secret"}, options};
    boost::system::error_code code;
    asio::co_spawn(context, list(client, code),
                   [](std::exception_ptr problem)
                   {
                       if (problem)
                           std::rethrow_exception(problem);
                   });
    context.run();
    std::cout << "aliyun_cas " ALIYUN_CAS_VERSION_STRING " says: " << code.message() << '\n';
    return code == asio::error::connection_refused && (!&other_unit || other_unit() == 0) ? 0 : 1;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A program of somebody else: one call to a port where nobody listens, which must fail as such.

#include <aliyun/cas.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

int main()
{
    namespace cas = aliyun::cas;

    boost::asio::io_context context;
    cas::client_options options;
    options.endpoint = "https://127.0.0.1:1";
    cas::client client(context, cas::credentials("id", "secret"), options);

    boost::system::error_code code;
    client.async_call(cas::describe_user_certificate_list(1, 50),
                      [&code](auto page)
                      {
                          if (!page)
                              code = page.error().code;
                      });
    context.run();
    std::cout << "aliyun_cas " ALIYUN_CAS_VERSION_STRING " says: " << code.message() << '\n';
    return code == boost::asio::error::connection_refused ? 0 : 1;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A list call here, and in the other unit a call of another operation.

#include "support/running_emulator.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <iostream>

namespace cas = aliyun::cas;

bool has_detail(cas::client& client, boost::asio::io_context& context, std::int64_t id); // other_unit.cpp

int main()
{
    support::running_emulator emulator;
    emulator.add_certificates(3);
    cas::client_options options;
    options.endpoint = emulator.endpoint();
    options.tls.ca_pem = emulator.ca_pem();

    boost::asio::io_context context;
    cas::client client(context, cas::credentials("testid", "testsecret"), options);
    std::int64_t id = 0;
    client.async_call(cas::describe_user_certificate_list(1, 50),
                      [&id](cas::outcome<cas::certificate_page> page)
                      {
                          if (page && page->certificate_list.size() == 3)
                              id = page->certificate_list.front().id;
                          else
                              std::cerr << "no list: " << (page ? "another size" : page.error().code.message()) << '\n';
                      });
    context.run();
    context.restart();
    return id != 0 && has_detail(client, context, id) ? 0 : 1;
}

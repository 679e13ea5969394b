// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Uploads a certificate, finds it, deletes it. The private key travels in the request's body and is wiped when dropped.

#include "../support/from_environment.hpp"
#include "../support/throwaway_certificate.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<void> upload_and_delete(cas::client& client)
{
    auto made = support::make_throwaway_certificate("upload.example.com");
    std::string const name = "upload-example";

    // Three texts that must not be mistaken for one another: each has a type of its own.
    auto const created = co_await client.async_call(cas::create_user_certificate{
        cas::certificate_name{name}, cas::certificate_pem{made.cert}, cas::private_key_pem{std::move(made.key)}});
    if (!created)
    {
        // An upload that got no answer may have worked all the same. The library never repeats it by itself.
        std::cerr << created.error() << '\n';
        throw cas::call_error(created.error());
    }

    // Some editions of the service do not tell the id: then the name does.
    std::optional<std::int64_t> id = created->cert_id;
    if (!id)
    {
        auto const page = (co_await client.async_call(cas::describe_user_certificate_list{})).value();
        for (auto const& certificate : page.certificate_list)
            if (certificate.name == name)
                id = certificate.id;
    }
    std::cout << "uploaded as " << id.value() << '\n';

    auto const detail = (co_await client.async_call(cas::describe_user_certificate_detail{id.value()})).value();
    std::cout << "for " << detail.sans << " until " << detail.end_date << ", key " << detail.key << '\n';

    (co_await client.async_call(cas::delete_user_certificate{id.value()})).value();
    std::cout << "deleted\n";
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, upload_and_delete(client),
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

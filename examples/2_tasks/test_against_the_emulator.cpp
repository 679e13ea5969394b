// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// How a program of yours is tested without an account: the emulator in the same process, with an operation of another
// product, and with a fault that the program should survive.

#include <aliyun/cas.hpp>
#include <aliyun/cas/emulator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

namespace cdn // what the program under test has: one more operation, of the CDN
{

struct bind_certificate
{
    bind_certificate(std::string domain, std::int64_t certificate)
        : domain_name(std::move(domain)), cert_id(certificate)
    {
    }

    std::string domain_name;
    std::int64_t cert_id;

    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{
        .action = "SetCdnDomainSSLCertificate", .repeat = cas::repeat_safety::idempotent, .version = "2018-05-10"};
    using params = cas::param_table<cas::param<"DomainName", &bind_certificate::domain_name>,
                                    cas::param<"CertId", &bind_certificate::cert_id>>;
};

} // namespace cdn

asio::awaitable<void> program_under_test(cas::client& client)
{
    cdn::bind_certificate const binding{"www.example.com", 4'294'968'001};
    auto const bound = co_await client.async_call(binding);
    std::cout << "bound, request " << bound.value().request_id << '\n';
}

int main()
try
{
    int calls = 0;
    cas::emulator_operation bind{"SetCdnDomainSSLCertificate", [&calls](cas::emulator_parameters const& all)
                                 {
                                     ++calls;
                                     if (all.at("DomainName") != "www.example.com")
                                         throw cas::emulator_refusal{404, "InvalidDomain.NotFound", "No such domain."};
                                     return boost::json::object{};
                                 }};
    bind.version = "2018-05-10";
    cas::emulator_fault_rule lost{cas::emulator_fault::reset_in_body}; // the first answer does not arrive
    lost.times = 1;

    cas::emulator_options service;
    service.operations.push_back(bind);
    service.faults.push_back(lost);
    asio::io_context context;
    cas::emulator emulator{context.get_executor(), service};

    cas::client_options options;
    options.endpoint = emulator.endpoint();
    options.tls.ca_pem = emulator.ca_pem();
    cas::client client{context, cas::credentials{"testid", "testsecret"}, options};
    asio::co_spawn(context, program_under_test(client),
                   [&emulator](std::exception_ptr problem)
                   {
                       emulator.stop(); // so that run() returns
                       if (problem)
                           std::rethrow_exception(problem);
                   });
    context.run();

    for (auto const& request : emulator.history())
        std::cout << request.number << "  " << request.action << "  " << spelling(request.fault) << '\n';
    return calls == 2 ? 0 : 1;
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Uses a bought order: submits it for a domain, says what is to be published as soon as it is known, and waits until
// the certificate is issued.
//
//     order_a_certificate [DOMAIN]

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>
#include <aliyun/cas/operations/dv_order_decided.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

asio::awaitable<std::string> first_paid_order(cas::client& client)
{
    auto orders = client.entries(cas::describe_order_instance_list{});
    while (auto const order = (co_await orders.async_next()).value())
        if (order->status == cas::instance_status::paid)
            co_return order->instance_id;
    throw std::runtime_error("there is no order that was paid and not used");
}

asio::awaitable<void> order(cas::client& client, std::string domain)
{
    auto const instance = co_await first_paid_order(client);

    cas::order_contact contact;
    contact.username = "Jane Doe";
    contact.mobile = "13800000000";
    contact.email = "jane@" + domain;
    contact.province = "Zhejiang";
    contact.city = "Hangzhou";
    cas::create_dv_order_audit const audit{cas::order_instance_id{instance}, cas::domain_list{domain},
                                           cas::domain_verify_type::dns, contact};
    (co_await client.async_call(audit)).value();

    auto const publish = [](cas::dv_challenge const& challenge)
    { std::cout << "publish " << challenge.type << ' ' << challenge.name << " = " << challenge.value << '\n'; };
    cas::wait_options patience;
    patience.first_interval = std::chrono::seconds(1);
    patience.deadline = std::chrono::minutes(20);
    auto waiting = client.wait_until(cas::describe_dv_order_result{instance}, cas::dv_order_decided{publish}, patience);
    auto const decided = (co_await waiting.async_wait()).value();

    if (decided.status != cas::order_status::issued)
        throw std::runtime_error("the order has failed: " + decided.status.text());
    std::cout << decided.certificate; // and the key, if the service made it, is in decided.private_key
}

int main(int argc, char** argv)
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, order(client, argc > 1 ? argv[1] : "order.example"),
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

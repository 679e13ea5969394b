// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// All seven operations, one after the other, against whatever ALIYUN_CAS_ENDPOINT names (the emulator, if started by
// examples/demo.sh), and what happened in a form that a person likes to read. It uploads, orders and deletes: not for
// an account whose certificates matter.

#include "../../support/from_environment.hpp"
#include "../../support/throwaway_certificate.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/color.h>
#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

namespace
{

class report
{
public:
    void step(std::string_view operation, std::string_view purpose)
    {
        fmt::print("\n{}  {}\n", styled(fmt::format("{}. {}", ++steps_, operation), fmt::emphasis::bold), purpose);
        began_ = std::chrono::steady_clock::now();
    }
    void fact(std::string_view name, std::string_view value) const { fmt::print("   {:<14}{}\n", name, value); }
    void done(std::string_view request_id) const
    {
        auto const took = std::chrono::steady_clock::now() - began_;
        fmt::print("   {} in {:.1f} ms, request {}\n", styled("ok", fmt::fg(fmt::terminal_color::green)),
                   std::chrono::duration<double, std::milli>(took).count(), request_id);
    }

private:
    [[nodiscard]] std::string styled(std::string_view text, fmt::text_style style) const
    {
        return colours_ ? fmt::format(style, "{}", text) : std::string(text);
    }

    bool colours_ = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    int steps_ = 0;
    std::chrono::steady_clock::time_point began_;
};

std::string first_line(std::string_view text)
{
    return std::string(text.substr(0, text.find('\n')));
}

asio::awaitable<std::int64_t> upload(cas::client& client, report& out, std::string const& name)
{
    out.step("CreateUserCertificate", "upload a certificate made on the spot");
    auto made = support::make_throwaway_certificate("demo.example.com");
    out.fact("name", name);
    out.fact("certificate", fmt::format("{} bytes of PEM for demo.example.com", made.cert.size()));
    auto const created = (co_await client.async_call(cas::create_user_certificate{
                              cas::certificate_name{name}, cas::certificate_pem{std::move(made.cert)},
                              cas::private_key_pem{std::move(made.key)}}))
                             .value();
    out.done(created.request_id);

    out.step("DescribeUserCertificateList", "find it in the account");
    auto certificates = client.pages(cas::describe_user_certificate_list{});
    std::int64_t found = 0;
    std::string request_id;
    while (auto const page = (co_await certificates.async_next()).value())
    {
        request_id = page->request_id;
        for (auto const& entry : page->certificate_list)
        {
            out.fact(std::to_string(entry.id),
                     fmt::format("{}  {}  until {}", entry.name, entry.common, entry.end_date));
            if (entry.name == name)
                found = entry.id;
        }
    }
    if (found == 0)
        throw std::runtime_error("the certificate that was uploaded is not in the list");
    out.done(request_id);
    co_return found;
}

asio::awaitable<void> read(cas::client& client, report& out, std::int64_t id)
{
    out.step("DescribeUserCertificateDetail", "read it back");
    auto const detail = (co_await client.async_call(cas::describe_user_certificate_detail{id})).value();
    out.fact("common name", detail.common);
    out.fact("host names", detail.sans);
    out.fact("issuer", detail.issuer);
    out.fact("valid", detail.start_date + " to " + detail.end_date);
    out.fact("SHA-1", detail.fingerprint);
    out.fact("certificate", first_line(detail.cert));
    out.fact("private key", detail.key.empty() ? "(none)" : "*** (wiped when dropped)");
    out.done(detail.request_id);
}

asio::awaitable<std::string> find_paid_order(cas::client& client, report& out)
{
    out.step("DescribeOrderInstanceList", "look for a bought order that waits to be used");
    auto orders = client.entries(cas::describe_order_instance_list{});
    std::string paid;
    std::size_t count = 0;
    while (auto const order = (co_await orders.async_next()).value())
    {
        ++count;
        out.fact(order->status.text(), order->instance_id);
        if (paid.empty() && order->status == cas::instance_status::paid)
            paid = order->instance_id;
    }
    if (paid.empty())
        throw std::runtime_error("no order is left to be used");
    out.fact("in all", std::to_string(count));
    co_return paid;
}

asio::awaitable<void> order(cas::client& client, report& out, std::string const& instance)
{
    out.step("CreateDVOrderAudit", "order a certificate for two domains");
    cas::order_contact contact;
    contact.username = "Zhang San";
    contact.mobile = "13800000000";
    contact.email = "ops@example.com";
    contact.province = "Zhejiang";
    contact.city = "Hangzhou";
    auto const receipt =
        (co_await client.async_call(cas::create_dv_order_audit{
             cas::order_instance_id{instance}, cas::domain_list{"shop.example.com,www.shop.example.com"},
             cas::domain_verify_type::dns, contact}))
            .value();
    out.done(receipt.request_id);

    out.step("DescribeDVOrderResult", "wait until it is issued");
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (int tries = 0; tries < 100; ++tries)
    {
        auto const result = (co_await client.async_call(cas::describe_dv_order_result{instance})).value();
        out.fact("status", result.status.text());
        if (result.status == cas::order_status::issued)
        {
            out.fact("certificate", first_line(result.certificate));
            out.done(result.request_id);
            co_return;
        }
        if (result.status == cas::order_status::check_failed)
            throw std::runtime_error("the validation failed");
        if (tries == 0)
            out.fact("publish",
                     fmt::format("{} record {} = {}", result.check_type, result.check_name, result.check_value));
        timer.expires_after(std::chrono::milliseconds(200));
        co_await timer.async_wait(asio::deferred);
    }
    throw std::runtime_error("the order is still not decided");
}

asio::awaitable<void> remove(cas::client& client, report& out, std::int64_t id)
{
    out.step("DeleteUserCertificate", "clean up");
    auto const receipt = (co_await client.async_call(cas::delete_user_certificate{id})).value();
    out.done(receipt.request_id);

    auto const gone = co_await client.async_call(cas::describe_user_certificate_detail{id});
    if (gone || gone.error().code != cas::server_errc::not_found)
        throw std::runtime_error("the certificate is still there after it was deleted");
    out.fact("and indeed", fmt::format("the service now says {} for it", gone.error().server_code));
}

asio::awaitable<void> run(cas::client& client, report& out)
{
    auto const name = fmt::format("demo-{}", std::chrono::system_clock::now().time_since_epoch().count() / 1000);
    auto const id = co_await upload(client, out, name);
    co_await read(client, out, id);
    auto const instance = co_await find_paid_order(client, out);
    co_await order(client, out, instance);
    co_await remove(client, out, id);
}

} // namespace

int main()
try
{
    asio::io_context context;
    auto options = options_from_environment();
    fmt::print("The seven operations of the SSL Certificates Service at {}\n",
               options.endpoint.empty() ? "cas.aliyuncs.com" : options.endpoint);
    cas::client client{context, cas::credentials_from_environment(), std::move(options)};
    report out;
    asio::co_spawn(context, run(client, out),
                   [](std::exception_ptr problem)
                   {
                       if (problem)
                           std::rethrow_exception(problem);
                   });
    context.run();
    fmt::print("\nAll seven operations succeeded, over one connection pool with verified TLS.\n");
}
catch (std::exception const& problem)
{
    fmt::print(stderr, "\nfailed: {}\n", problem.what());
    return 1;
}

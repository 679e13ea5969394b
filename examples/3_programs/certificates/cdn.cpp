// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "cdn.hpp"

#include "cdn_operation.hpp"
#include "session.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>

namespace certificates
{
namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

} // namespace

struct cdn::connection
{
    cas::client client;
};

void declare_cdn_endpoint(CLI::App& app, cdn_settings& into)
{
    if (auto const* const told = std::getenv("ALIYUN_CDN_ENDPOINT"))
        into.endpoint = told;
    app.add_option("--cdn-endpoint", into.endpoint,
                   "Host, or https://host:port, of the CDN's API [cdn.aliyuncs.com; ALIYUN_CDN_ENDPOINT]")
        ->type_name("URL")
        ->group("CDN");
}

void declare_cdn(CLI::App& app, cdn_settings& into)
{
    app.add_option("--cdn-domain", into.domains,
                   "Bind this accelerated domain of the CDN to the certificate that covers it")
        ->delimiter(',')
        ->transform([](std::string const& domain) { return domain.starts_with("*.") ? domain.substr(1) : domain; }, "")
        ->allow_extra_args(false)
        ->type_name("DOMAIN,...")
        ->group("CDN");
    declare_cdn_endpoint(app, into);
}

cdn::cdn(account& of, std::string const& endpoint) : account_(of)
{
    auto& through = of.session();
    try
    {
        connection_ = std::make_unique<connection>(
            connection{cas::client(through.context(), through.who(),
                                   through.options_for(endpoint.empty() ? std::string(cdn_endpoint) : endpoint))});
    }
    catch (std::invalid_argument const& bad)
    {
        throw usage_problem(as_option(bad.what(), "--cdn-endpoint"));
    }
}

cdn::~cdn() = default;

void cdn::bind(std::string const& domain, std::int64_t cert_id, std::string const& name,
               std::function<void(write_result const&)> const& after)
{
    set_cdn_domain_ssl_certificate const operation(domain, cert_id, name, account_.region());
    auto const call = [&]() -> asio::awaitable<void>
    {
        write_result made;
        made.cert_id = cert_id;
        auto answer = co_await connection_->client.async_call(operation);
        if (answer)
            made.request_id = answer->request_id;
        else
        {
            made.request_id = answer.error().request_id;
            made.failed = to_problem(answer.error(), fmt::format("binding of {} to certificate {}", domain, cert_id));
        }
        after(made);
    };
    // A binding that is on its way is waited for, since it is no more than a moment; at a second Ctrl-C no more.
    account_.session().run(call(),
                           [this, asked = 0]() mutable
                           {
                               if (++asked > 1)
                                   connection_->client.cancel();
                           });
}

} // namespace certificates

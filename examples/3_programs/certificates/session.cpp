// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "session.hpp"

#include "texts.hpp"

#include <aliyun/cas/credential_chain.hpp>
#include <aliyun/cas/proxy_environment.hpp>

#include <boost/asio/error.hpp>
#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <utility>

namespace certificates
{
namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

class narrator final : public cas::observer
{
public:
    explicit narrator(console& screen) : screen_(screen) {}

    void on_attempt(cas::attempt_event const& one) noexcept override
    {
        auto text = fmt::format("{} call {} attempt {}: ", one.action, one.call, one.attempt);
        if (one.code)
            text += fmt::format("{} while {}", one.code.message(), spelling(one.phase));
        else
            text += fmt::format("HTTP {}, {} bytes", one.http_status, one.bytes_received);
        if (one.times.first_byte)
            text +=
                fmt::format(", {:.1f} ms", std::chrono::duration<double, std::milli>(*one.times.first_byte).count());
        if (!one.server_code.empty())
            text += fmt::format(", {}", one.server_code);
        if (!one.request_id.empty())
            text += fmt::format(", request id {}", one.request_id);
        if (one.next_in)
            text += fmt::format(", again in {:.2f} s", std::chrono::duration<double>(*one.next_in).count());
        screen_.detail(text);
    }
    void on_warning(std::string_view text) noexcept override { screen_.warn(text); }

private:
    console& screen_;
};

cas::credential_source chosen_credentials(settings const& common)
{
    if (common.profile.empty())
        return cas::default_credentials();
    auto path = environment("ALIBABA_CLOUD_CONFIG_FILE");
    if (path.empty())
        path = environment("HOME") + "/.aliyun/config.json";
    return cas::credentials_from_cli_configuration(cas::credential_file_options(path, common.profile));
}

cas::client_options common_options(settings const& common, console& screen)
{
    cas::client_options options;
    options.user_agent = "aliyun-certificates/" ALIYUN_CAS_VERSION_STRING;
    options.deadline = common.timeout;
    options.max_connections = common.concurrency;
    options.tls.ca_file = common.ca_file;
    if (common.rate && *common.rate == 0)
        options.quota = cas::quota_options::unlimited();
    else if (common.rate)
    {
        options.quota.share = 1;
        for (auto const* const action :
             {"CreateUserCertificate", "DescribeUserCertificateList", "DescribeUserCertificateDetail",
              "DeleteUserCertificate", "CreateDVOrderAudit", "DescribeDVOrderResult", "DescribeOrderInstanceList"})
            options.quota.calls_per_second.emplace(action, *common.rate);
    }
    options.observer = std::make_shared<narrator>(screen);
    return options;
}

exit_code code_for(boost::system::error_code const& why)
{
    if (why == cas::errc::no_credentials)
        return exit_code::credentials;
    if (why.category() == cas::server_error_category())
    {
        switch (static_cast<cas::server_errc>(why.value()))
        {
        case cas::server_errc::access_key_not_found:
        case cas::server_errc::access_key_inactive:
        case cas::server_errc::signature_does_not_match:
        case cas::server_errc::incomplete_signature:
        case cas::server_errc::security_token_expired:
        case cas::server_errc::forbidden:
            return exit_code::credentials;
        default:
            return exit_code::refused;
        }
    }
    if (why == cas::errc::malformed_response || why == cas::errc::response_too_large ||
        why == cas::errc::list_kept_changing || why == cas::errc::request_not_signed || why == cas::errc::busy)
        return exit_code::failed;
    return exit_code::unreachable;
}

} // namespace

std::string as_option(std::string_view text, std::string_view endpoint)
{
    std::pair<std::string_view, std::string_view> const names[] = {
        {"aliyun::cas::client_options::endpoint", endpoint},
        {"aliyun::cas::client_options::deadline", "--timeout"},
        {"aliyun::cas::tls_options::ca_file", "--ca"},
        {"aliyun::cas::client_options::proxy", "the proxy"},
        {"aliyun::cas::proxy_options", "the proxy"}};
    for (auto const& [ours, theirs] : names)
        if (text.starts_with(ours))
            return std::string(theirs).append(text.substr(ours.size()));
    return std::string(text);
}

problem to_problem(cas::failure const& why, std::string_view what)
{
    std::string_view hint;
    if (why.code == cas::errc::no_credentials && why.detail.empty())
        hint = "; see --profile";
    else if (why.code.category() == asio::error::get_netdb_category())
        hint = "; see --region and --endpoint";
    return {why.server_code.starts_with("InvalidSecurityToken") || why.server_code == "MissingSecurityToken"
                ? exit_code::credentials
                : code_for(why.code),
            fmt::format("{}: {}{}", what, why.what(), hint)};
}

session::session(settings const& common, console& screen)
    : who_(chosen_credentials(common)), options_(common_options(common, screen))
{
    if (common.region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        throw usage_problem(fmt::format("--region: \"{}\" is no region", common.region));
    static constexpr std::string_view mainland = "cn-hangzhou";
    static constexpr std::string_view international = "ap-southeast-1";
    std::vector<std::string> regions{common.region.empty() ? std::string(mainland) : common.region};
    if (common.region == "all")
        regions = {std::string(mainland), std::string(international)};
    if (!common.endpoints.empty() && common.endpoints.size() != regions.size())
        throw usage_problem(fmt::format("--endpoint: {} given, and {} region{} to ask", common.endpoints.size(),
                                        regions.size(), regions.size() == 1 ? "" : "s"));
    try
    {
        for (std::size_t i = 0; i < regions.size(); ++i)
        {
            auto options = options_for(common.endpoints.empty() ? std::string() : common.endpoints[i],
                                       common.region.empty() ? std::string() : regions[i]);
            stores_.push_back({regions[i], cas::client(context_, who_, std::move(options))});
        }
    }
    catch (std::invalid_argument const& bad)
    {
        throw usage_problem(as_option(bad.what(), common.endpoints.empty() ? "--region" : "--endpoint"));
    }
}

cas::client_options session::options_for(std::string endpoint, std::string region) const
{
    auto options = options_;
    options.endpoint = std::move(endpoint);
    options.region_id = std::move(region);
    options.proxy = cas::proxy_from_environment(options); // as the official CLI does, and curl
    return options;
}

session::store& session::only()
{
    if (stores_.size() != 1)
        throw usage_problem("--region: all is only for what reads; name one region");
    return stores_.front();
}

void session::run_all(std::vector<asio::awaitable<void>> work, std::function<void()> stop)
{
    std::exception_ptr failed;
    auto left = work.size();
    begin(std::move(stop));
    for (auto& one : work)
        asio::co_spawn(context_, std::move(one),
                       [&](std::exception_ptr why)
                       {
                           if (why && !failed)
                               failed = why;
                           if (--left == 0)
                               end();
                       });
    finish(failed);
}

void session::begin(std::function<void()> stop)
{
    context_.restart();
    stop_ = std::move(stop);
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    wait_for_signal();
}

void session::wait_for_signal()
{
    signals_.async_wait(
        [this](boost::system::error_code failed, int)
        {
            if (failed)
                return;
            ++interruptions_;
            if (stop_)
                stop_();
            if (!stop_ || interruptions_ > 1)
                for (auto& one : stores_)
                    one.client.cancel();
            wait_for_signal();
        });
}

void session::end()
{
    // What arrived meanwhile counts: the signals stay caught between two runs, so that none is lost, and none kills the
    // program while it writes down what it has done.
    signals_.cancel();
}

void session::finish(std::exception_ptr const& failed)
{
    context_.run();
    stop_ = nullptr;
    if (interruptions_ > 0)
        throw interrupted();
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `emulate`: the service on this machine, for trying everything without an account.

#include "commands.hpp"
#include "problem.hpp"
#include "text_sink.hpp"
#include "texts.hpp"

#include <aliyun/cas/emulator.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

namespace certificates
{
namespace
{

namespace cas = aliyun::cas;

/// The part of another product: which certificate it serves for which domain.
cas::emulator_operation cdn_operation(console& screen)
{
    cas::emulator_operation operation(
        "SetCdnDomainSSLCertificate",
        [&screen](cas::emulator_parameters const& given)
        {
            for (auto const* const needed : {"DomainName", "CertId", "CertName", "CertRegion"})
                if (!given.contains(needed))
                    throw cas::emulator_refusal{400, "MissingParameter", std::string(needed) + " is mandatory."};
            screen.note(
                fmt::format("the CDN serves {} with certificate {} now", given.at("DomainName"), given.at("CertId")));
            return boost::json::object();
        });
    operation.version = "2018-05-10";
    return operation;
}

class emulate_command final : public command
{
public:
    std::string name() const override { return "emulate"; }
    std::string summary() const override { return "Serve the service on this machine, to try everything"; }
    std::string description() const override
    {
        return "Prints the variables by which every command here asks it in place of the service, for a shell to "
               "take: endpoint, CA file and AccessKey. It serves the CDN's operation, too, until Ctrl-C; what was "
               "uploaded is gone then. The orders cas-cn-demo-dns and cas-cn-demo-file can be submitted, and "
               "cas-cn-demo-fails, whose check fails.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("--port", options_.port, "Port to listen on [a free one]")->type_name("PORT");
        app.add_option("--ca-out", ca_file_, "Where to write the certificate to trust [aliyun-emulator-ca.pem]")
            ->type_name("FILE");
        app.add_option("--certificates", certificates_, "How many certificates the account has from the start")
            ->type_name("N");
        app.add_flag("--quotas", quotas_, "Enforce the service's documented calls a second");
        add_duration(app, "--latency", latency_, "How long every answer is held back");
        app.add_option("--checks", options_.checks_until_issued,
                       "How often an order is still being checked before it is decided [2]")
            ->type_name("N");
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        options_.latency = latency_;
        options_.operations.push_back(cdn_operation(screen));
        options_.bought_orders.emplace_back("cas-cn-demo-dns");
        options_.bought_orders.emplace_back("cas-cn-demo-file");
        options_.bought_orders.emplace_back("cas-cn-demo-fails", cas::emulator_order_outcome::check_failed);
        if (quotas_)
            options_.quotas = cas::documented_quotas();
        if (common.verbose)
            options_.on_request = [&screen](cas::emulator_request const& one) {
                screen.detail(fmt::format("{} {} {} {}", one.method, one.action.empty() ? "?" : one.action, one.status,
                                          one.code));
            };

        boost::asio::io_context context{1};
        auto service = start(context);
        if (certificates_ > 0)
            service->add_certificates(certificates_);
        auto const ca_file = std::filesystem::absolute(ca_file_).string();
        std::ofstream file(ca_file, std::ios::trunc);
        if (!(file << service->ca_pem()) || !file.flush())
            throw problem(ca_file + ": cannot be written");
        file.close();

        boost::asio::signal_set signals{context, SIGINT, SIGTERM};
        signals.async_wait(
            [&](boost::system::error_code failed, int)
            {
                if (!failed)
                    service->stop();
            });
        standard_output out;
        auto const& key = options_.access_keys.front();
        std::map<std::string, std::string> wanted{{"ALIYUN_CAS_ENDPOINT", service->endpoint()},
                                                  {"ALIYUN_CDN_ENDPOINT", service->endpoint()},
                                                  {"ALIYUN_CAS_CA_FILE", ca_file},
                                                  {"ALIBABA_CLOUD_ACCESS_KEY_ID", key.id},
                                                  {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", key.secret}};
        if (!environment("https_proxy").empty() || !environment("HTTPS_PROXY").empty()) // it does not know this machine
            wanted["no_proxy"] = "127.0.0.1,localhost";
        for (auto const& [name, value] : wanted)
            out.write("export " + name + '=' + shell_quoted(value) + '\n');
        out.flush();
        screen.note("ready; Ctrl-C ends it");
        context.run();
        screen.note(fmt::format("served {} requests", service->served()));
        return exit_code::done;
    }

private:
    std::unique_ptr<cas::emulator> start(boost::asio::io_context& context) const
    {
        try
        {
            return std::make_unique<cas::emulator>(context.get_executor(), options_);
        }
        catch (boost::system::system_error const& why)
        {
            throw problem(fmt::format("--port: the emulator cannot listen on {} port {}: {}", options_.address,
                                      options_.port, why.code().message()));
        }
    }

    static std::string shell_quoted(std::string const& text)
    {
        std::string result = "'";
        for (char const c : text)
            result += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return result + '\'';
    }

    cas::emulator_options options_;
    std::string ca_file_ = "aliyun-emulator-ca.pem";
    std::uint32_t certificates_ = 0;
    bool quotas_ = false;
    std::chrono::milliseconds latency_{0};
};

} // namespace

std::unique_ptr<command> make_emulate()
{
    return std::make_unique<emulate_command>();
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

// The service on this machine, for trying the library, or any other client, without an account.
//
//   emulator --port 8443 --ca-file ca.pem --order cas-cn-demo --order cas-cn-bad=check_failed --verbose
//   emulator --certificates 50000 --quotas --latency 20 --fault reset_in_body=0.01 --fault throttled=0.05

#include "aliyun/cas/emulator.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

struct command_line
{
    std::uint16_t port = 0;
    std::string address = "127.0.0.1";
    std::filesystem::path ca_file = "cas-emulator-ca.pem";
    std::string key_id;
    std::filesystem::path key_secret_file;
    std::vector<std::string> orders;
    unsigned checks = 2;
    std::uint32_t certificates = 0;
    bool quotas = false;
    unsigned throttled_status = 400;
    std::vector<std::string> faults;
    std::uint32_t seed = 1;
    unsigned latency = 0;
    bool no_cert_id = false;
    bool verbose = false;
    bool print_json = false;
};

std::string environment(char const* name)
{
    auto const* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

std::string first_line_of(std::filesystem::path const& file)
{
    std::ifstream in{file};
    std::string line;
    if (!std::getline(in, line) || line.empty())
        throw std::runtime_error(file.string() + ": the first line should be the AccessKey secret");
    return line;
}

/// The key that callers sign with: from the options, else from the environment, else the one that tests use.
cas::emulator_key chosen_key(command_line const& given)
{
    auto id = given.key_id.empty() ? environment("ALIBABA_CLOUD_ACCESS_KEY_ID") : given.key_id;
    auto secret = given.key_secret_file.empty() ? environment("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
                                                : first_line_of(given.key_secret_file);
    if (id.empty() && secret.empty())
        return cas::emulator_key{"testid", "testsecret"};
    if (id.empty() || secret.empty())
        throw std::runtime_error("an AccessKey needs both its id and its secret");
    return cas::emulator_key{id, secret};
}

cas::emulator_order to_order(std::string const& text)
{
    auto const equals = text.find('=');
    auto const outcome = equals == std::string::npos ? "issued" : text.substr(equals + 1);
    cas::emulator_order order{text.substr(0, equals)};
    if (outcome == "check_failed")
        order.outcome = cas::emulator_order_outcome::check_failed;
    else if (outcome != "issued")
        throw std::runtime_error("--order " + text + ": the outcome is issued or check_failed");
    return order;
}

cas::emulator_fault_rule to_rule(std::string const& text)
{
    auto const equals = text.find('=');
    auto const fault = cas::emulator_fault_named(text.substr(0, equals));
    if (!fault || *fault == cas::emulator_fault::none)
        throw std::runtime_error("--fault " + text + ": there is no such fault; --list-faults names them");
    cas::emulator_fault_rule rule{*fault};
    if (equals != std::string::npos)
    {
        std::size_t read = 0;
        auto const number = text.substr(equals + 1);
        try
        {
            rule.probability = std::stod(number, &read);
        }
        catch (std::logic_error const&)
        {
        }
        if (read == 0 || read != number.size() || !(rule.probability >= 0 && rule.probability <= 1))
            throw std::runtime_error("--fault " + text + ": the probability is a number from 0 to 1");
    }
    return rule;
}

void list_faults()
{
    for (std::size_t at = 1; at < cas::emulator_faults; ++at)
        std::cout << spelling(static_cast<cas::emulator_fault>(at)) << '\n';
}

void write_file(std::filesystem::path const& file, std::string const& text)
{
    std::ofstream out{file, std::ios::trunc};
    if (!(out << text) || !out.flush())
        throw std::runtime_error(file.string() + ": cannot be written");
}

void print_request(cas::emulator_request const& request)
{
    auto const& shown = request.action.empty() ? std::string{"(unreadable)"} : request.action;
    std::clog << "#" + std::to_string(request.number) + "  connection " + std::to_string(request.connection) +
                     (request.session_resumed ? " (resumed)  " : "  ") + request.method + " " + shown + "  " +
                     std::to_string(request.status) + " " + (request.code.empty() ? "OK" : request.code) +
                     (request.fault == cas::emulator_fault::none ? "" : "  " + std::string(spelling(request.fault))) +
                     "\n";
}

void print_banner(cas::emulator const& service, command_line const& given, cas::emulator_options const& options)
{
    std::cout << "SSL Certificates Service emulator (unofficial)\n\n"
              << "  endpoint     " << service.endpoint() << "\n"
              << "  trust        " << given.ca_file.string() << "\n"
              << "  AccessKey    " << options.access_keys.front().id << "\n"
              << "  orders       ";
    for (auto const& order : options.bought_orders)
        std::cout << order.instance_id
                  << (order.outcome == cas::emulator_order_outcome::issued ? "  " : " (its check fails)  ");
    std::cout << "\n\nStop it with Ctrl-C.\n" << std::flush;
}

void print_ready(cas::emulator const& service, command_line const& given)
{
    boost::json::object ready;
    ready["endpoint"] = service.endpoint();
    ready["port"] = service.port();
    ready["ca_file"] = given.ca_file.string();
    std::cout << boost::json::serialize(ready) << std::endl;
}

void serve(command_line& given)
{
    cas::emulator_options options;
    options.address = given.address;
    options.port = given.port;
    options.access_keys.assign(1, chosen_key(given));
    options.checks_until_issued = given.checks;
    if (given.no_cert_id)
        options.create_answer = cas::emulator_create_answer::without_cert_id;
    for (auto const& order : given.orders)
        options.bought_orders.push_back(to_order(order));
    if (given.quotas)
        options.quotas = cas::documented_quotas();
    options.throttled_status = given.throttled_status;
    for (auto const& fault : given.faults)
        options.faults.push_back(to_rule(fault));
    options.fault_seed = given.seed;
    options.latency = std::chrono::milliseconds{given.latency};
    if (given.verbose)
        options.on_request = print_request;

    asio::io_context context;
    cas::emulator service{context.get_executor(), options};
    if (given.certificates > 0)
        service.add_certificates(given.certificates);
    given.ca_file = std::filesystem::absolute(given.ca_file);
    write_file(given.ca_file, service.ca_pem());

    asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait(
        [&](boost::system::error_code failed, int)
        {
            if (!failed)
                service.stop();
        });
    if (given.print_json)
        print_ready(service, given);
    else
        print_banner(service, given, options);
    context.run();
    if (!given.print_json)
        std::cout << "\nServed " << service.served() << " requests.\n";
}

} // namespace

int main(int argc, char** argv)
{
    command_line given;
    CLI::App app{
        "Serves the SSL Certificates Service on this machine, over HTTPS.\n\n"
        "The AccessKey is taken from --key-id and --key-secret-file, else from ALIBABA_CLOUD_ACCESS_KEY_ID and\n"
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET; without any of them it is testid / testsecret."};
    app.add_option("--port", given.port, "Port to listen on; 0 chooses a free one")->capture_default_str();
    app.add_option("--address", given.address, "IP address to listen on")->capture_default_str();
    app.add_option("--ca-file", given.ca_file, "Where to write the CA certificate that clients must trust")
        ->capture_default_str();
    app.add_option("--key-id", given.key_id, "AccessKey id that callers use");
    app.add_option("--key-secret-file", given.key_secret_file, "File whose first line is the AccessKey secret");
    app.add_option("--order", given.orders, "A bought order, INSTANCE_ID or INSTANCE_ID=check_failed; repeatable")
        ->take_all();
    app.add_option("--checks", given.checks, "How often an order is 'checking' before it is decided")
        ->capture_default_str();
    app.add_flag("--no-cert-id", given.no_cert_id,
                 "Answer CreateUserCertificate without CertId, as the old sample does");
    app.add_option("--certificates", given.certificates, "How many certificates the account has from the start");
    app.add_flag("--quotas", given.quotas, "Enforce the service's documented calls a second");
    app.add_option("--throttled-status", given.throttled_status, "What is past a quota is answered with this status")
        ->check(CLI::IsMember({400, 429}))
        ->capture_default_str();
    app.add_option("--fault", given.faults, "What goes wrong, NAME or NAME=PROBABILITY; repeatable")->take_all();
    app.add_option("--seed", given.seed, "Of the faults that are left to chance")->capture_default_str();
    app.add_flag_callback(
        "--list-faults",
        []
        {
            list_faults();
            throw CLI::Success();
        },
        "Name the faults and end");
    app.add_option("--latency", given.latency, "How long every answer is held back, in milliseconds");
    app.add_flag("--verbose", given.verbose, "One line per request, on standard error");
    app.add_flag("--print-json", given.print_json, "Print one line of JSON when ready, and nothing else");
    try
    {
        app.parse(argc, argv);
        if (given.orders.empty())
            given.orders = {"cas-cn-demo-dns", "cas-cn-demo-file", "cas-cn-demo-fails=check_failed"};
        serve(given);
        return EXIT_SUCCESS;
    }
    catch (CLI::ParseError const& usage)
    {
        return app.exit(usage);
    }
    catch (std::exception const& failed)
    {
        std::cerr << "emulator: " << failed.what() << "\n";
        return EXIT_FAILURE;
    }
}

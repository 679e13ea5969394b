// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "settings.hpp"

#include "problem.hpp"
#include "texts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

namespace certificates
{
namespace
{

std::vector<std::string> split(std::string const& text)
{
    return text.empty() ? std::vector<std::string>() : CLI::detail::split(text, ',');
}

} // namespace

std::chrono::milliseconds parse_duration(std::string_view text, std::string_view option)
{
    static constexpr std::pair<std::string_view, std::int64_t> units[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000},
    };
    std::int64_t number = 0;
    auto const* const end = text.data() + text.size();
    auto const [rest, failed] = std::from_chars(text.data(), end, number);
    std::string_view const unit(rest, static_cast<std::size_t>(end - rest));
    for (auto const& [name, factor] : units)
        if (failed == std::errc{} && unit == name && number >= 0 && number <= 1'000'000'000'000 / factor)
            return std::chrono::milliseconds(number * factor);
    throw usage_problem(
        fmt::format("{}: \"{}\" is no duration: write a number and ms, s, m, h, d or w, as in 30d", option, text));
}

CLI::Option* add_duration(CLI::App& app, std::string const& name, std::chrono::milliseconds& into,
                          std::string const& help)
{
    return app
        .add_option_function<std::string>(
            name, [&into, name](std::string const& text) { into = parse_duration(text, name); }, help)
        ->type_name("DURATION");
}

void declare_manners(CLI::App& app, settings& into)
{
    app.add_flag("-q,--quiet", into.quiet, "Say nothing on standard error but errors")->group("Manners");
    app.add_flag("-v,--verbose", into.verbose, "One line for each request, on standard error")->group("Manners");
}

void declare_output(CLI::App& app, settings& into)
{
    static std::map<std::string, output_format> const formats = {
        {"table", output_format::table},           {"json", output_format::json},
        {"jsonl", output_format::jsonl},           {"csv", output_format::csv},
        {"prometheus", output_format::prometheus}, {"nagios", output_format::nagios}};
    // Once the output is no longer for a person: the same default, so that a pipe shows what was seen on the terminal.
    app.add_option_function<std::string>(
           "-f,--format",
           [&into](std::string const& text)
           {
               auto const found = formats.find(text);
               if (found == formats.end())
                   throw usage_problem(
                       fmt::format("--format: \"{}\" is none: table, json, jsonl, csv, prometheus or nagios", text));
               into.format = found->second;
           },
           "table, json, jsonl (one object a line), csv, prometheus (text exposition) or nagios (a plugin's answer) "
           "[table]")
        ->type_name("table|json|jsonl|csv|prometheus|nagios")
        ->group("Output");
    app.add_option("--fields", into.fields, "Only these fields, in this order; names as in the JSON")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NAME,...")
        ->group("Output");
}

void declare_findings(CLI::App& app, settings& into)
{
    app.add_flag("--exit-code", into.exit_code, "End with 10 if there are warnings, with 11 if something is critical")
        ->group("Output");
}

void declare_account(CLI::App& app, settings& into)
{
    auto const* const group = "Account";
    // Not by CLI11's envname: it would set what all commands share once for each of them, after the command line.
    into.endpoints = split(environment("ALIYUN_CAS_ENDPOINT"));
    into.ca_file = environment("ALIYUN_CAS_CA_FILE");
    app.add_option("--region", into.region,
                   "Region, which decides the endpoint; \"all\" walks the mainland and the international site, "
                   "where a command only reads [cn-hangzhou]")
        ->type_name("REGION")
        ->group(group);
    app.add_option("--profile", into.profile,
                   "Profile of the official CLI's config.json; without it the default "
                   "chain of credentials is asked, the environment first")
        ->type_name("NAME")
        ->group(group);
    app.add_option("--endpoint", into.endpoints,
                   "Host, or https://host:port, in place of the region's; with --region all two, mainland first "
                   "[ALIYUN_CAS_ENDPOINT]")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("URL")
        ->group(group);
    app.add_option("--ca", into.ca_file,
                   "PEM file of the authorities to trust in place of the system's "
                   "[ALIYUN_CAS_CA_FILE]")
        ->type_name("FILE")
        ->group(group);
    add_duration(app, "--timeout", into.timeout, "How long one call may take, retries included [30s]")->group(group);
    app.add_option("--concurrency", into.concurrency, "How many calls are in flight at most [8]")
        ->check(CLI::Range(1, 64).description(""))
        ->type_name("N")
        ->group(group);
    app.add_option_function<std::string>(
           "--rate",
           [&into](std::string const& text)
           {
               double rate = 0;
               if (!parse_number(text, rate) || !std::isfinite(rate) || rate < 0)
                   throw usage_problem(fmt::format("--rate: \"{}\" is no number of calls a second", text));
               into.rate = rate;
           },
           "Calls a second of each operation; 0: no limit [the service's documented quotas]")
        ->type_name("N")
        ->group(group);
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The options that commands have in common, and how they are declared.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI
{
class App;
class Option;
} // namespace CLI

namespace certificates
{

enum class output_format
{
    table,
    json,
    jsonl,
    csv,
    prometheus,
    nagios
};

struct settings
{
    output_format format = output_format::table;
    std::vector<std::string> fields{}; ///< empty: the command's own choice
    bool quiet = false;
    bool verbose = false;
    bool exit_code = false; ///< findings show in the exit code

    unsigned concurrency = 8;
    std::optional<double> rate{};         ///< calls a second of each operation; 0: no limit
    std::vector<std::string> endpoints{}; ///< by hand: one, or one each for mainland and international
    std::string region{};                 ///< `all`: mainland and international
    std::string profile{};
    std::string ca_file{};
    std::chrono::milliseconds timeout = std::chrono::seconds(30); ///< of one call, retries included
};

/// `30d`, `12h`, `2w`, `90m`, `45s`, `500ms`. Throws a usage problem that names the option.
[[nodiscard]] std::chrono::milliseconds parse_duration(std::string_view text, std::string_view option);

/// Declares an option that takes a duration.
CLI::Option* add_duration(CLI::App& app, std::string const& name, std::chrono::milliseconds& into,
                          std::string const& help);

/// --quiet, --verbose
void declare_manners(CLI::App& app, settings& into);
/// --format, --fields
void declare_output(CLI::App& app, settings& into);
/// --exit-code
void declare_findings(CLI::App& app, settings& into);
/// --region, --profile, --endpoint, --ca, --timeout, --concurrency, --rate
void declare_account(CLI::App& app, settings& into);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `check`: certificates and keys before they are uploaded, without a connection.

#include "certificate.hpp"
#include "commands.hpp"
#include "local_files.hpp"
#include "output.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace certificates
{
namespace
{

schema finding_schema()
{
    using enum table_place;
    return {"check",
            1,
            {{"file", "FILE", shown, metric_place::label},
             {"line", "LINE", right, metric_place::label},
             {"severity", "SEVERITY", shown, metric_place::label},
             {"code", "CODE", shown, metric_place::label},
             {"problem", "PROBLEM"},
             {"mend", "MEND"},
             {"found", "", hidden, metric_place::value, "A finding of the check of certificate files."}},
            {"mend", "severity", "code", "line"}};
}

row finding_row(finding const& one)
{
    row made;
    made.grade = one.is_error ? severity::critical : severity::warning;
    auto const line = static_cast<std::int64_t>(one.line);
    made.cells = {one.file,
                  line > 0 ? cell(line) : cell(),
                  std::string(one.is_error ? "error" : "warning"),
                  one.code,
                  one.what,
                  one.mend,
                  std::int64_t{1}};
    made.finding = fmt::format("{}{}: {} [{}]", one.file, line > 0 ? fmt::format(":{}", line) : "", one.what, one.code);
    return made;
}

class check_command final : public command
{
public:
    std::string name() const override { return "check"; }
    std::string summary() const override { return "Check certificate and key files, offline"; }
    std::string description() const override
    {
        return "Keys are found by their content, in any file or directory that is given. What passes would be taken by "
               "the service. Ends with 1 if a file has an error, or with --exit-code with 10 for warnings and 11 for "
               "errors.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("files", paths_, "Files and directories")->required()->type_name("FILE|DIR");
        app.add_option("--name", name_, "The name to upload by, to be checked as well")->type_name("NAME");
        add_duration(app, "--within", within_, "Warn of certificates that end within this time [off]");
        declare_output(app, common);
        declare_findings(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console&) override
    {
        auto const files = read_local_files(paths_, current_time(), std::chrono::floor<std::chrono::seconds>(within_));
        auto findings = files.findings;
        for (auto const& one : files.certificates)
            findings.insert(findings.end(), one.findings.begin(), one.findings.end());
        if (name_)
            if (auto wrong = certificates::check_name(*name_))
            {
                wrong->file = "--name";
                findings.push_back(std::move(*wrong));
            }
        auto const is_error = [](finding const& one) { return one.is_error; };
        if (files.certificates.empty() && std::none_of(findings.begin(), findings.end(), is_error))
            findings.push_back({paths_.front(), 0, true, "no-certificate", "there is no certificate in it",
                                "name the file with -----BEGIN CERTIFICATE----- in it"});

        standard_output sink;
        output out(finding_schema(), common, sink);
        for (auto const& one : findings)
            out.add(finding_row(one));
        auto const errors = std::count_if(findings.begin(), findings.end(), is_error);
        auto const warnings = static_cast<std::ptrdiff_t>(findings.size()) - errors;
        auto const worst = errors > 0 ? severity::critical : warnings > 0 ? severity::warning : severity::ok;
        auto const plural = [](auto count) { return count == 1 ? "" : "s"; };
        auto const certificates = files.certificates.size();
        out.complete({worst,
                      fmt::format("{} certificate{}, {} error{}, {} warning{}", certificates, plural(certificates),
                                  errors, plural(errors), warnings, plural(warnings)),
                      fmt::format("errors={} warnings={}", errors, warnings)});
        auto const told = exit_for(worst, common);
        return told == exit_code::done && errors > 0 ? exit_code::failed : told;
    }

private:
    std::vector<std::string> paths_;
    std::optional<std::string> name_;
    std::chrono::milliseconds within_{0};
};

} // namespace

std::unique_ptr<command> make_check()
{
    return std::make_unique<check_command>();
}

} // namespace certificates

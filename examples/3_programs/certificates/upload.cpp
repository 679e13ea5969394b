// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `upload`: pairs of certificate and key that are not in the account yet.

#include "account.hpp"
#include "commands.hpp"
#include "executor.hpp"
#include "journal.hpp"
#include "local_files.hpp"
#include "naming.hpp"
#include "output.hpp"
#include "plan.hpp"
#include "plan_output.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <optional>

namespace certificates
{
namespace
{

class upload_command final : public command
{
public:
    std::string name() const override { return "upload"; }
    std::string summary() const override { return "Upload certificates that are not in the account yet"; }
    std::string description() const override
    {
        return "Keys are found by their content. Each pair is checked before; the list is walked once for all of them, "
               "and what is in it already, by fingerprint, is left alone. A run that was cut short is run again with "
               "the same command, and goes on where it was.\n\n"
               "A name is made by --name-template from {host}, {cn}, {start}, {end}, {fp} (the first digits of the "
               "fingerprint), {file} and {dir}.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("files", paths_, "Files and directories")->required()->type_name("FILE|DIR");
        declare_name_template(app, pattern_, "How they are named");
        app.add_flag("-n,--dry-run", dry_run_, "Say what would be done, and do nothing");
        declare_journal(app, journal_);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        auto const files = read_local_files(paths_, current_time());
        for (auto const& one : files.findings)
            (one.is_error ? screen.error(sentence(one)) : screen.warn(sentence(one)));
        if (files.certificates.empty())
            throw problem(paths_.front() + ": there is no certificate in it");
        std::map<std::string, local_certificate const*> by_fingerprint;
        for (auto const& one : files.certificates)
            by_fingerprint.emplace(one.fingerprint, &one);
        warn(files.certificates, screen);

        standard_output sink;
        output out(step_schema("upload"), common, sink);
        account service(common, screen);
        service.require_one_store();
        journal book(journal_, service.place(), dry_run_ ? std::nullopt : std::optional(common.timeout), &screen);
        plan made;
        made.place = service.place();
        made.steps = plan_uploads(service.all(), files.certificates, {pattern_, book.names()});
        if (dry_run_)
        {
            for (auto const& one : made.steps)
                out.add(planned_row(one, made.place));
            auto const blocked = made.count(action::blocked);
            out.complete({blocked > 0 ? severity::critical : severity::ok,
                          fmt::format("{} to upload, {} there already, {} blocked", made.count(action::upload),
                                      made.count(action::none), blocked)});
            return out.ending(made.code());
        }
        executor taking(service, book, screen, out);
        taking.run(made, by_fingerprint);
        return taking.finish();
    }

private:
    // Of many certificates with the same flaw one is shown.
    static void warn(std::vector<local_certificate> const& certificates, console& screen)
    {
        std::map<std::string, std::vector<std::string>> warnings;
        for (auto const& one : certificates)
            for (auto const& finding : one.findings)
                if (!finding.is_error)
                    warnings[finding.code].push_back(sentence(finding));
        for (auto const& [code, sentences] : warnings)
            screen.warn(sentences.size() == 1 ? sentences.front()
                                              : fmt::format("{}, and {} more of the kind: see `check`",
                                                            sentences.front(), sentences.size() - 1));
    }
    static std::string sentence(finding const& one)
    {
        return fmt::format("{}{}: {} [{}]", one.file, one.line > 0 ? fmt::format(":{}", one.line) : "", one.what,
                           one.code);
    }

    std::vector<std::string> paths_;
    std::string pattern_;
    std::string journal_;
    bool dry_run_ = false;
};

} // namespace

std::unique_ptr<command> make_upload()
{
    return std::make_unique<upload_command>();
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `rotate`: the account gets the newer certificates of a directory, and those that they replace are marked.

#include "account.hpp"
#include "cdn.hpp"
#include "commands.hpp"
#include "executor.hpp"
#include "journal.hpp"
#include "naming.hpp"
#include "output.hpp"
#include "plan.hpp"
#include "plan_output.hpp"
#include "problem.hpp"
#include "rotation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace certificates
{

plan make_rotation(account& service, journal const& book, std::vector<local_certificate> const& local,
                   std::string const& pattern, std::vector<std::string> const& domains)
{
    rotation_options options;
    options.names = {pattern, book.names()};
    options.domains = domains;
    for (auto const& [id, when] : book.marks())
        options.marked.insert(id);
    plan made;
    made.place = service.place();
    made.steps = plan_rotation(service.all(), local, options);
    return made;
}

namespace
{

class rotate_command final : public command
{
public:
    std::string name() const override { return "rotate"; }
    std::string summary() const override { return "Replace certificates by the newer ones of a directory"; }
    std::string description() const override
    {
        return "Pairs are matched to the account by fingerprint, then by their set of host names. What is new is "
               "uploaded, bound to the domains of --cdn-domain that it covers, and read back; only then its "
               "predecessors are marked for `prune`. Nothing is deleted.\n\n"
               "Without --apply the plan is printed and nothing is changed; with --format json it can be kept, and "
               "carried out by `apply`.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("files", paths_, "Directories and files")->required()->type_name("DIR|FILE");
        app.add_flag("--apply", apply_, "Do it");
        declare_name_template(app, pattern_, "How new certificates are named, see `upload`");
        declare_cdn(app, cdn_);
        declare_journal(app, journal_);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        auto const files = read_local_files(paths_, current_time());
        for (auto const& one : files.findings)
            screen.warn(fmt::format("{}: {} [{}]", one.file, one.what, one.code));
        if (files.certificates.empty())
            throw problem(paths_.front() + ": there is no certificate in it");
        for (auto const& domain : cdn_.domains)
            if (std::none_of(files.certificates.begin(), files.certificates.end(),
                             [&](local_certificate const& one) { return one.covers(domain); }))
                throw usage_problem(fmt::format("--cdn-domain {}: no certificate in the files covers it", domain));
        std::map<std::string, local_certificate const*> by_fingerprint;
        for (auto const& one : files.certificates)
            by_fingerprint.emplace(one.fingerprint, &one);

        standard_output sink;
        output out(step_schema(apply_ ? "rotate" : "plan"), common, sink);
        account service(common, screen);
        service.require_one_store();
        cdn binder(service, cdn_.endpoint);
        journal book(journal_, service.place(), apply_ ? std::optional(common.timeout) : std::nullopt, &screen);
        auto const made = make_rotation(service, book, files.certificates, pattern_, cdn_.domains);
        if (!apply_)
            return print_plan(made, out, screen);
        executor taking(service, book, screen, out, &binder);
        taking.run(made, by_fingerprint);
        return taking.finish();
    }

private:
    std::vector<std::string> paths_;
    bool apply_ = false;
    std::string pattern_;
    cdn_settings cdn_;
    std::string journal_;
};

} // namespace

exit_code print_plan(plan const& made, output& out, console& screen)
{
    auto const absolute = [](std::string const& file)
    { return file.empty() ? file : std::filesystem::absolute(file).lexically_normal().string(); };
    for (auto one : made.steps)
    {
        one.file = absolute(one.file); // a plan may be carried out from elsewhere
        one.key_file = absolute(one.key_file);
        out.add(planned_row(one, made.place));
    }
    auto const blocked = made.count(action::blocked);
    std::string summary;
    for (auto const what : {action::upload, action::bind, action::supersede, action::remove})
        if (auto const count = made.count(what); count > 0)
            summary += fmt::format("{}{} to {}", summary.empty() ? "" : ", ", count, spelling(what));
    if (blocked > 0)
        summary += fmt::format("{}{} blocked", summary.empty() ? "" : ", ", blocked);
    out.complete({blocked > 0 ? severity::critical : severity::ok, summary.empty() ? "nothing to do" : summary});
    if (made.does_anything())
        screen.note("nothing was changed: --apply does it");
    return out.ending(made.code());
}

std::unique_ptr<command> make_rotate()
{
    return std::make_unique<rotate_command>();
}

} // namespace certificates

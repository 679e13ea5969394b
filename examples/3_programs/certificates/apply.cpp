// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `apply`: carries out a plan of `rotate` or `prune`, if the account is still as it was.

#include "account.hpp"
#include "cdn.hpp"
#include "commands.hpp"
#include "executor.hpp"
#include "journal.hpp"
#include "output.hpp"
#include "plan.hpp"
#include "plan_output.hpp"
#include "pruning.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace certificates
{
namespace
{

class apply_command final : public command
{
public:
    std::string name() const override { return "apply"; }
    std::string summary() const override { return "Carry out a plan of rotate or prune"; }
    std::string description() const override
    {
        return "The plan is what `rotate` or `prune` has printed with --format json or jsonl. It is held against the "
               "account and the files first: if something is not as it was planned, that is told and nothing is done. "
               "Steps that an earlier run has taken count as done.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("plan", file_, "The plan")->required()->type_name("FILE");
        declare_cdn_endpoint(app, cdn_);
        declare_max_delete(app, max_delete_);
        declare_journal(app, journal_);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        auto const wanted = read_plan(file_);
        standard_output sink;
        output out(step_schema("apply"), common, sink);
        account service(common, screen);
        service.require_one_store();
        cdn binder(service, cdn_.endpoint);
        if (!wanted.steps.empty() && wanted.place != service.place())
            throw problem(fmt::format("{}: it was made for {}, and this is {}", file_, wanted.place, service.place()));
        if (auto const brake = over_max_delete(wanted, max_delete_); !brake.empty())
            throw problem(fmt::format("{}: {}: nothing was done", file_, brake));
        journal book(journal_, service.place(), common.timeout, &screen);

        auto const now = current_time();
        auto const files = read_pairs(wanted, now);
        std::map<std::string, local_certificate const*> by_file;
        std::map<std::string, local_certificate const*> by_fingerprint;
        for (auto const& one : files)
        {
            by_file.emplace(one.file, &one);
            by_fingerprint.emplace(one.fingerprint, &one);
        }
        auto const account_now = service.all();
        auto const checked = check_plan(
            wanted, account_now, by_file, [&](std::int64_t id) { return book.has_begun_to_delete(id); }, book.in_use(),
            now);
        if (!checked.differences.empty())
        {
            for (auto const& one : checked.differences)
                screen.error(fmt::format("{}: {}", file_, one));
            throw problem(file_ + ": the account is not as it was planned: nothing was done");
        }
        executor taking(service, book, screen, out, &binder);
        taking.know(account_now);
        taking.run(wanted, by_fingerprint, checked.done);
        return taking.finish();
    }

private:
    // A file that is gone is a difference like others.
    static std::vector<local_certificate> read_pairs(plan const& wanted, std::chrono::sys_seconds now)
    {
        std::vector<local_certificate> pairs;
        for (auto const& one : wanted.steps)
        {
            if (one.what != action::upload)
                continue;
            std::vector<std::string> paths{one.file};
            if (one.key_file != one.file)
                paths.push_back(one.key_file);
            try
            {
                auto files = read_local_files(paths, now);
                std::move(files.certificates.begin(), files.certificates.end(), std::back_inserter(pairs));
            }
            catch (problem const&)
            {
                continue;
            }
        }
        return pairs;
    }

    std::string file_;
    std::size_t max_delete_ = default_max_delete;
    std::string journal_;
    cdn_settings cdn_;
};

} // namespace

std::unique_ptr<command> make_apply()
{
    return std::make_unique<apply_command>();
}

} // namespace certificates

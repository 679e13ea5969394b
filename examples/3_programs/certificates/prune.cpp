// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `prune`: uploaded certificates that have ended or were replaced go out of the account.

#include "account.hpp"
#include "commands.hpp"
#include "executor.hpp"
#include "files.hpp"
#include "filter.hpp"
#include "journal.hpp"
#include "output.hpp"
#include "plan.hpp"
#include "plan_output.hpp"
#include "problem.hpp"
#include "pruning.hpp"
#include "rotation.hpp"
#include "texts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace certificates
{
namespace
{

// One pattern a line; what stands behind a # is for people, if that begins the line or follows a blank: names may hold
// it.
std::vector<std::string> read_patterns(std::string const& file)
{
    std::vector<std::string> patterns;
    auto const text = read_file(file);
    std::string_view left = text.reveal();
    if (left.starts_with("\xEF\xBB\xBF"))
        left.remove_prefix(3);
    while (!left.empty())
    {
        auto const line = take_line(left);
        auto const pattern = trimmed(line.substr(0, std::min(line.find(" #"), line.find("\t#"))));
        if (!pattern.empty() && !pattern.starts_with('#'))
            patterns.emplace_back(pattern);
    }
    return patterns;
}

// Who expects them to go wants to know that something keeps them.
std::ptrdiff_t ended_that_stay(std::vector<certificate> const& list, plan const& made, std::chrono::sys_seconds now)
{
    std::set<std::int64_t> going;
    for (auto const& one : made.steps)
        going.insert(one.id);
    return std::count_if(list.begin(), list.end(),
                         [&](certificate const& one)
                         { return one.uploaded && has_ended(one, now) && going.count(one.id) == 0; });
}

} // namespace

void declare_max_delete(CLI::App& app, std::size_t& into)
{
    app.add_option("--max-delete", into,
                   fmt::format("How many may be deleted at most, or none is [{}]", default_max_delete))
        ->check(CLI::NonNegativeNumber.description("")) // -1 would be no brake at all
        ->type_name("N");
}

std::string over_max_delete(plan const& what, std::size_t most)
{
    auto const count = what.count(action::remove);
    return count <= most ? std::string()
                         : fmt::format("{} certificates would be deleted, more than --max-delete {}", count, most);
}

namespace
{

class prune_command final : public command
{
public:
    std::string name() const override { return "prune"; }
    std::string summary() const override { return "Delete uploaded certificates that have ended or were replaced"; }
    std::string description() const override
    {
        return "Of each set of host names the newest --keep certificates stay, and always the last valid one. Only "
               "uploaded certificates are deleted, and only when they have ended, or a newer valid one for the same "
               "hosts has been there, for longer than --grace; and never while `rotate` has left a domain of the CDN "
               "bound "
               "to it.\n\n"
               "Without --apply the plan is printed and nothing is changed; with --format json it can be kept, and "
               "carried out by `apply`. If a plan has more deletions than --max-delete, nothing of it is done.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_flag("--apply", apply_, "Do it");
        app.add_option("--keep", keep_, "How many of the newest of each set of host names stay [1]")
            ->check(CLI::NonNegativeNumber.description(""))
            ->type_name("N");
        add_duration(app, "--grace", grace_, "How long a certificate stays after it has ended or was replaced [7d]");
        app.add_option("--exclude", exclude_files_,
                       "File of what stays: a line each with an id, a fingerprint, a name or a host, with * and ?; "
                       "what follows # is a comment")
            ->type_name("FILE");
        declare_max_delete(app, max_delete_);
        declare_journal(app, journal_);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        pruning_options options;
        options.keep = keep_;
        options.grace = std::chrono::ceil<std::chrono::days>(grace_);
        options.now = current_time();
        for (auto const& file : exclude_files_)
            try
            {
                for (auto& pattern : read_patterns(file))
                    options.excluded.push_back(std::move(pattern));
            }
            catch (problem const& unreadable)
            {
                throw usage_problem(std::string("--exclude ") + unreadable.what());
            }

        standard_output sink;
        output out(step_schema(apply_ ? "prune" : "plan"), common, sink);
        account service(common, screen);
        service.require_one_store();
        journal book(journal_, service.place(), apply_ ? std::optional(common.timeout) : std::nullopt, &screen);
        options.in_use = book.in_use();
        options.marked = book.marks();
        options.uploaded_at = book.uploads();
        plan made;
        made.place = service.place();
        auto const list = service.all();
        made.steps = plan_pruning(list, options);
        for (auto const& pattern : options.excluded)
            if (std::none_of(list.begin(), list.end(), [&](certificate const& one) { return excludes(pattern, one); }))
                screen.warn(fmt::format("--exclude: \"{}\" is no certificate of the account", pattern));
        auto const brake = over_max_delete(made, max_delete_);
        if (auto const stay = ended_that_stay(list, made, options.now); stay > 0)
            screen.note(fmt::format("{} uploaded certificate{} ended and stay{}: see --keep, --grace and --exclude",
                                    stay, stay == 1 ? " has" : "s have", stay == 1 ? "s" : ""));
        if (!apply_)
        {
            if (!brake.empty())
                screen.warn(brake);
            return print_plan(made, out, screen);
        }
        if (!brake.empty())
            throw problem(brake + ": nothing was done");
        executor taking(service, book, screen, out);
        taking.run(made, {});
        return taking.finish();
    }

private:
    bool apply_ = false;
    std::size_t keep_ = 1;
    std::chrono::milliseconds grace_ = std::chrono::days(7);
    std::vector<std::string> exclude_files_;
    std::size_t max_delete_ = default_max_delete;
    std::string journal_;
};

} // namespace

std::unique_ptr<command> make_prune()
{
    return std::make_unique<prune_command>();
}

} // namespace certificates

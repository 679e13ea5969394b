// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "plan.hpp"

#include "filter.hpp"
#include "naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace certificates
{
namespace
{

using std::chrono::days;
using std::chrono::sys_days;

sys_days day_of(std::chrono::sys_seconds when)
{
    return std::chrono::floor<days>(when);
}

std::string end_of(local_certificate const& one)
{
    return to_text(day_of(one.ends));
}

step step_for(action what, certificate const& one)
{
    step made;
    made.what = what;
    made.id = one.id;
    made.name = one.name;
    made.fingerprint = one.fingerprint;
    made.hosts = one.hosts;
    made.end_date = one.end_date;
    return made;
}

step step_for(action what, local_certificate const& one)
{
    step made;
    made.what = what;
    made.fingerprint = one.fingerprint;
    made.hosts = one.hosts;
    made.end_date = one.fingerprint.empty() ? std::string() : end_of(one);
    made.file = one.file;
    made.key_file = one.key_file;
    return made;
}

std::string first_error(local_certificate const& one)
{
    auto const found = std::find_if(one.findings.begin(), one.findings.end(), [](auto const& f) { return f.is_error; });
    if (found != one.findings.end())
        return fmt::format("{}{}: {}", found->file, found->line > 0 ? fmt::format(":{}", found->line) : "",
                           found->what);
    return "no private key fits it";
}

bool is_valid(certificate const& one, sys_days today)
{
    auto const start = parse_day(one.start_date);
    auto const end = parse_day(one.end_date);
    return end && *end >= today && (!start || *start <= today) && !one.expired;
}

// The newest first.
bool is_newer(certificate const& a, certificate const& b)
{
    return std::tie(a.end_date, a.id) > std::tie(b.end_date, b.id);
}

bool is_excluded(certificate const& one, std::vector<std::string> const& excluded)
{
    return std::any_of(excluded.begin(), excluded.end(),
                       [&](std::string const& pattern) { return excludes(pattern, one); });
}

using groups = std::map<std::string, std::vector<certificate const*>>;

// One whose hosts nobody tells is like no other.
std::string group_of(certificate const& one)
{
    auto const hosts = host_set(one.hosts, one.common);
    return one.region + '\n' + (hosts.empty() ? fmt::format("certificate {}", one.id) : hosts);
}

groups group(std::vector<certificate> const& account)
{
    groups made;
    for (auto const& one : account)
        made[group_of(one)].push_back(&one);
    for (auto& [hosts, members] : made)
        std::sort(members.begin(), members.end(), [](auto const* a, auto const* b) { return is_newer(*a, *b); });
    return made;
}

} // namespace

bool excludes(std::string const& pattern, certificate const& one)
{
    return pattern == std::to_string(one.id) || normal_fingerprint(pattern) == one.fingerprint ||
           matches(pattern, one.name) || (one.hosts.empty() && matches(pattern, one.common)) ||
           std::any_of(one.hosts.begin(), one.hosts.end(),
                       [&](std::string const& host) { return matches(pattern, host); });
}

std::string_view spelling(action what) noexcept
{
    constexpr std::string_view names[] = {"none", "blocked", "upload", "bind", "supersede", "delete"};
    return names[static_cast<std::size_t>(what)];
}

std::size_t plan::count(action what) const noexcept
{
    return static_cast<std::size_t>(
        std::count_if(steps.begin(), steps.end(), [what](step const& one) { return one.what == what; }));
}

bool plan::does_anything() const noexcept
{
    return count(action::none) + count(action::blocked) < steps.size();
}

exit_code plan::code() const noexcept
{
    auto const blocked = count(action::blocked);
    return blocked == 0 ? exit_code::done : blocked < steps.size() ? exit_code::partly_failed : exit_code::failed;
}

std::vector<step> plan_uploads(std::vector<certificate> const& account, std::vector<local_certificate> const& local,
                               naming const& names)
{
    std::map<std::string_view, certificate const*> by_fingerprint;
    std::map<std::string_view, certificate const*> by_name;
    for (auto const& one : account)
    {
        by_fingerprint.emplace(one.fingerprint, &one);
        by_name.emplace(one.name, &one);
    }
    std::vector<step> steps;
    std::set<std::string> chosen;
    for (auto const& one : local)
    {
        auto made = step_for(action::upload, one);
        auto const block = [&made](std::string why)
        {
            made.what = action::blocked;
            made.reason = std::move(why);
        };
        if (auto const there = by_fingerprint.find(one.fingerprint);
            there != by_fingerprint.end() && !one.fingerprint.empty())
        {
            made.what = action::none;
            made.id = there->second->id;
            made.name = there->second->name;
            made.reason = "is in the account already";
        }
        else if (!one.passes() || one.key_file.empty())
            block(first_error(one));
        else
        {
            auto const remembered = names.remembered.find(one.fingerprint);
            made.name = remembered != names.remembered.end() ? remembered->second : make_name(names.pattern, one);
            made.reason = "is not in the account";
            if (auto const wrong = check_name(made.name))
                block(wrong->what);
            else if (auto const taken = by_name.find(made.name); taken != by_name.end())
                block(fmt::format("the name is taken by certificate {}; put {{fp}} into --name-template",
                                  taken->second->id));
            else if (!chosen.insert(made.name).second)
                block("another pair has the same name; put {fp} into --name-template");
        }
        steps.push_back(std::move(made));
    }
    return steps;
}

std::vector<step> plan_rotation(std::vector<certificate> const& account, std::vector<local_certificate> const& local,
                                rotation_options const& options)
{
    std::map<std::string, std::vector<certificate const*>> by_hosts;
    for (auto const& one : account)
        if (auto hosts = host_set(one.hosts, one.common); !hosts.empty())
            by_hosts[std::move(hosts)].push_back(&one);
    // Of several pairs for the same hosts the newest is what the account should serve.
    std::map<std::string, std::chrono::sys_seconds> newest;
    for (auto const& one : local)
        if (one.passes() && !one.key_file.empty())
        {
            auto& last = newest[host_set(one.hosts, one.common)];
            last = std::max(last, one.ends);
        }

    auto steps = plan_uploads(account, local, options.names);
    std::vector<step> bindings;
    std::vector<step> marks;
    std::set<std::string> bound;
    std::set<std::int64_t> marked = options.marked;
    for (std::size_t i = 0; i < local.size(); ++i)
    {
        auto const& one = local[i];
        auto& own = steps[i];
        if (own.what == action::blocked)
            continue;
        auto const hosts = host_set(one.hosts, one.common);
        auto const& others = by_hosts[hosts];
        auto const newer =
            std::find_if(others.begin(), others.end(),
                         [&](certificate const* other)
                         { return other->end_date > end_of(one) && other->fingerprint != one.fingerprint; });
        if (newer != others.end() || newest[hosts] > one.ends)
        {
            own.reason =
                newer != others.end()
                    ? fmt::format("the account has a newer one for the same hosts, certificate {}", (*newer)->id)
                    : "another pair for the same hosts is newer";
            own.what = action::none;
            continue;
        }
        for (auto const& domain : options.domains)
        {
            if (!one.covers(domain) || !bound.insert(domain).second)
                continue;
            auto made = step_for(action::bind, one);
            made.id = own.id;
            made.name = own.name;
            made.domain = domain;
            made.successor = one.fingerprint;
            made.reason = "serves it from then on";
            bindings.push_back(std::move(made));
        }
        for (auto const* const other : others)
        {
            if (!other->uploaded || other->fingerprint == one.fingerprint || !marked.insert(other->id).second)
                continue;
            auto made = step_for(action::supersede, *other);
            made.successor = one.fingerprint;
            made.reason = fmt::format("\"{}\" takes its place", own.name);
            marks.push_back(std::move(made));
        }
    }
    for (auto const& domain : options.domains)
        if (bound.count(domain) == 0)
        {
            step made;
            made.what = action::blocked;
            made.domain = domain;
            made.reason = "of the pairs that cover this domain none can serve it";
            bindings.push_back(std::move(made));
        }
    std::move(bindings.begin(), bindings.end(), std::back_inserter(steps));
    std::move(marks.begin(), marks.end(), std::back_inserter(steps));
    return steps;
}

std::vector<step> plan_pruning(std::vector<certificate> const& account, pruning_options const& options)
{
    auto const today = day_of(options.now);
    std::vector<step> steps;
    for (auto const& [hosts, members] : group(account))
    {
        auto const best =
            std::find_if(members.begin(), members.end(), [&](certificate const* one) { return is_valid(*one, today); });
        for (std::size_t place = options.keep; place < members.size(); ++place)
        {
            auto const& one = *members[place];
            if (!one.uploaded || options.in_use.count(one.id) > 0 || is_excluded(one, options.excluded))
                continue;
            auto const end = parse_day(one.end_date);
            if (!end)
                continue; // nothing is known of it
            auto made = step_for(action::remove, one);
            if (best != members.end() && *best != &one)
                made.successor = (*best)->fingerprint;
            if (*end < today)
            {
                if (today - *end < options.grace)
                    continue;
                made.reason = "ended on " + one.end_date;
            }
            else
            {
                // Valid, or not yet: it goes only for one that is valid and newer, which itself stays.
                if (best == members.end() || *best == &one || !is_newer(**best, one))
                    continue;
                auto since = parse_day((*best)->start_date).value_or(today);
                if (auto const known = options.uploaded_at.find((*best)->fingerprint);
                    known != options.uploaded_at.end())
                    since = std::max(since, day_of(known->second));
                if (auto const mark = options.marked.find(one.id); mark != options.marked.end())
                    since = std::max(since, day_of(mark->second));
                if (today - since < options.grace)
                    continue;
                made.reason = fmt::format("replaced by certificate {} on {}", (*best)->id, to_text(since));
            }
            steps.push_back(std::move(made));
        }
    }
    std::sort(steps.begin(), steps.end(),
              [](step const& a, step const& b) { return std::tie(a.end_date, a.id) < std::tie(b.end_date, b.id); });
    return steps;
}

plan_check check_plan(plan const& what, std::vector<certificate> const& account,
                      std::map<std::string, local_certificate const*> const& local,
                      std::function<bool(std::int64_t)> const& begun_to_delete,
                      std::map<std::int64_t, std::string> const& in_use, std::chrono::sys_seconds now)
{
    auto const today = day_of(now);
    std::map<std::int64_t, certificate const*> by_id;
    std::map<std::string_view, certificate const*> by_fingerprint;
    std::map<std::string_view, certificate const*> by_name;
    for (auto const& one : account)
    {
        by_id.emplace(one.id, &one);
        by_fingerprint.emplace(one.fingerprint, &one);
        by_name.emplace(one.name, &one);
    }
    std::set<std::string_view> coming; // by steps of this plan
    for (auto const& one : what.steps)
        if (one.what == action::upload)
            coming.insert(one.fingerprint);

    plan_check result;
    for (std::size_t i = 0; i < what.steps.size(); ++i)
    {
        auto const& one = what.steps[i];
        auto const differs = [&](std::string const& text) { result.differences.push_back(text); };
        auto const described = fmt::format("certificate {} (\"{}\")", one.id, one.name);
        if (one.what == action::upload)
        {
            auto const file = local.find(one.file);
            auto const taken = by_name.find(one.name);
            if (by_fingerprint.count(one.fingerprint) > 0)
                result.done.insert(i);
            else if (file == local.end() || file->second->fingerprint != one.fingerprint)
                differs(fmt::format("{}: it does not hold the certificate of the plan any more", one.file));
            else if (!file->second->passes() || file->second->key_file.empty())
                differs(fmt::format("{}: {}", one.file, first_error(*file->second)));
            else if (taken != by_name.end())
                differs(fmt::format("the name \"{}\" is taken by certificate {}", one.name, taken->second->id));
        }
        else if (one.what == action::remove || one.what == action::supersede)
        {
            auto const found = by_id.find(one.id);
            if (found == by_id.end())
            {
                if (begun_to_delete(one.id))
                    result.done.insert(i);
                else
                    differs(described + " is gone");
            }
            else if (found->second->fingerprint != one.fingerprint || found->second->name != one.name)
                differs(described + " is another one now");
            else if (!found->second->uploaded)
                differs(described + " was bought, and is not removed");
            else if (auto const serving = in_use.find(one.id); serving != in_use.end() && one.what == action::remove)
                differs(fmt::format("{} serves {}", described, serving->second));
        }
        if (result.done.count(i) > 0 || one.successor.empty())
            continue;
        auto const subject = one.domain.empty() ? described : one.domain;
        auto const found = by_fingerprint.find(one.successor);
        if (found == by_fingerprint.end())
        {
            if (coming.count(one.successor) == 0)
                differs(fmt::format("what replaces {} is not there", subject));
            continue;
        }
        auto const& successor = *found->second;
        if (one.what != action::supersede && !is_valid(successor, today))
            differs(fmt::format("what replaces {} is no longer valid", subject));
        // A domain never goes back to an older certificate.
        auto const newer =
            std::find_if(account.begin(), account.end(),
                         [&](certificate const& other)
                         { return group_of(other) == group_of(successor) && other.end_date > successor.end_date; });
        if (one.what == action::bind && newer != account.end())
            differs(fmt::format("{}: certificate {} for the same hosts is newer", subject, newer->id));
    }
    // Whatever the plan says: no set of hosts loses its last valid certificate.
    std::set<std::int64_t> going;
    for (std::size_t i = 0; i < what.steps.size(); ++i)
        if (what.steps[i].what == action::remove && result.done.count(i) == 0)
            going.insert(what.steps[i].id);
    for (auto const& [hosts, members] : group(account))
    {
        auto const valid = [&](certificate const* one) { return is_valid(*one, today); };
        auto const stays = [&](certificate const* one) { return valid(one) && going.count(one->id) == 0; };
        if (std::any_of(members.begin(), members.end(), valid) && std::none_of(members.begin(), members.end(), stays))
            result.differences.push_back(
                fmt::format("{}: no valid certificate would be left for it", hosts.substr(hosts.find('\n') + 1)));
    }
    return result;
}

} // namespace certificates

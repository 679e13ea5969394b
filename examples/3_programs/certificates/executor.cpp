// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "executor.hpp"

#include "plan_output.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace certificates
{

executor::executor(account& service, journal& book, console& screen, output& out, cdn* binder)
    : service_(service), book_(book), screen_(screen), out_(out), binder_(binder), place_(service.place())
{
}

void executor::know(std::vector<certificate> const& account)
{
    for (auto const& one : account)
        ids_.emplace(one.fingerprint, one.id);
}

void executor::run(plan const& what, std::map<std::string, local_certificate const*> const& local,
                   std::set<std::size_t> const& done)
{
    std::map<action, step_places> places;
    for (std::size_t i = 0; i < what.steps.size(); ++i)
        if (done.count(i) == 0)
            places[what.steps[i].what].push_back(i);
    tell_idle(what, done);
    upload_all(what, places[action::upload], local);
    bind_all(what, places[action::bind]);
    mark_all(what, places[action::supersede]);
    delete_all(what, places[action::remove]);
    screen_.clear_progress();
}

void executor::tell_idle(plan const& what, std::set<std::size_t> const& done)
{
    for (std::size_t i = 0; i < what.steps.size(); ++i)
    {
        auto const& one = what.steps[i];
        if (done.count(i) > 0)
        {
            auto shown = one;
            shown.reason = "was done already";
            out_.add(taken_row(shown, place_, {}));
            ++idle_;
        }
        else if (one.what == action::none || one.what == action::blocked)
        {
            out_.add(planned_row(one, place_));
            ++(one.what == action::blocked ? failures_ : idle_);
            if (one.what == action::none && one.id != 0)
                ids_.emplace(one.fingerprint, one.id);
        }
    }
    out_.flush();
}

void executor::tell(step const& one, std::optional<problem> const& failed)
{
    if (failed)
    {
        if (failures_++ == 0)
            first_failure_ = failed->code();
        screen_.error(failed->what());
    }
    else
        ++counts_[one.what];
    out_.add(taken_row(one, place_, failed ? failed->what() : ""));
    out_.flush();
    screen_.so_far(summary() + "; the same command goes on from here");
}

void executor::upload_all(plan const& what, step_places const& places,
                          std::map<std::string, local_certificate const*> const& local)
{
    std::vector<upload> uploads;
    for (auto const at : places)
    {
        auto const& one = what.steps[at];
        auto const& pair = *local.at(one.fingerprint);
        uploads.push_back({one.name, pair.chain, pair.key, one.fingerprint});
    }
    std::map<std::size_t, std::int64_t> numbers; // in the journal
    std::size_t ended = 0;
    service_.create(
        uploads,
        [&](std::size_t i)
        {
            auto const& one = what.steps[places[i]];
            if (numbers.count(i) == 0)
                numbers[i] = book_.begin({"upload", one.fingerprint, one.name, 0, {}});
        },
        [&](std::size_t i, write_result const& came)
        {
            auto one = what.steps[places[i]];
            book_.end(numbers.at(i), came.cert_id, came.request_id, came.failed);
            one.id = came.cert_id;
            if (came.failed)
                failed_[one.fingerprint] = "its upload has failed";
            else
                ids_[one.fingerprint] = came.cert_id;
            tell(one, came.failed ? std::optional(problem(came.failed->code(), one.file + ": " + came.failed->what()))
                                  : std::nullopt);
            screen_.progress("uploading", ++ended, places.size());
        });
}

void executor::bind_all(plan const& what, step_places const& places)
{
    for (auto const at : places)
    {
        auto one = what.steps[at];
        if (auto const known = ids_.find(one.successor); known != ids_.end())
            one.id = known->second;
        if (auto const lost = failed_.find(one.successor); lost != failed_.end() || one.id == 0)
        {
            tell(one, problem(fmt::format("{} is not bound: {}", one.domain,
                                          lost != failed_.end() ? lost->second : "its certificate is not there")));
            continue;
        }
        auto const number = book_.begin({"bind", one.fingerprint, one.name, one.id, one.domain});
        binder_->bind(one.domain, one.id, one.name,
                      [&](write_result const& came)
                      {
                          book_.end(number, one.id, came.request_id, came.failed);
                          if (came.failed)
                              failed_[one.successor] = fmt::format("{} could not be bound to it", one.domain);
                          tell(one, came.failed);
                      });
    }
}

void executor::verify(plan const& what, step_places const& places)
{
    std::map<std::string, std::int64_t> wanted;
    for (auto const at : places)
        if (auto const known = ids_.find(what.steps[at].successor); known != ids_.end())
            wanted.insert(*known);
    std::vector<std::string> fingerprints;
    std::vector<std::int64_t> numbers;
    for (auto const& [fingerprint, id] : wanted)
    {
        fingerprints.push_back(fingerprint);
        numbers.push_back(id);
    }
    if (numbers.empty())
        return;
    service_.details(numbers,
                     [&](std::size_t i, std::optional<certificate_texts> texts, std::optional<problem> failed)
                     {
                         if (failed)
                             failed_.emplace(fingerprints[i], std::string("it cannot be verified: ") + failed->what());
                         else if (texts->entry.fingerprint != fingerprints[i])
                             failed_.emplace(fingerprints[i],
                                             fmt::format("certificate {} has another fingerprint", numbers[i]));
                     });
}

void executor::mark_all(plan const& what, step_places const& places)
{
    verify(what, places);
    for (auto const at : places)
    {
        auto const& one = what.steps[at];
        std::optional<problem> failed;
        if (auto const lost = failed_.find(one.successor); lost != failed_.end())
            failed = problem(fmt::format("certificate {} is not marked: {}", one.id, lost->second));
        else if (ids_.count(one.successor) == 0)
            failed = problem(fmt::format("certificate {} is not marked: what replaces it is not there", one.id));
        else
            book_.mark(one.id, one.fingerprint, one.successor);
        tell(one, failed);
    }
}

void executor::delete_all(plan const& what, step_places const& places)
{
    std::vector<std::int64_t> ids;
    for (auto const at : places)
        ids.push_back(what.steps[at].id);
    std::map<std::size_t, std::int64_t> numbers;
    std::size_t ended = 0;
    service_.remove(
        ids,
        [&](std::size_t i)
        {
            auto const& one = what.steps[places[i]];
            numbers[i] = book_.begin({"delete", one.fingerprint, one.name, one.id, {}});
        },
        [&](std::size_t i, write_result const& came)
        {
            book_.end(numbers.at(i), came.cert_id, came.request_id, came.failed);
            tell(what.steps[places[i]], came.failed);
            screen_.progress("deleting", ++ended, places.size());
        });
}

exit_code executor::finish()
{
    out_.complete({failures_ > 0 ? severity::critical : severity::ok, summary()});
    return out_.ending(code());
}

exit_code executor::code() const noexcept
{
    if (failures_ == 0)
        return exit_code::done;
    return counts_.empty() && idle_ == 0 ? first_failure_ : exit_code::partly_failed;
}

std::string executor::summary() const
{
    static constexpr std::pair<action, std::string_view> words[] = {{action::upload, "uploaded"},
                                                                    {action::bind, "bound"},
                                                                    {action::supersede, "marked as replaced"},
                                                                    {action::remove, "deleted"}};
    std::string text;
    auto const add = [&text](std::size_t count, std::string_view word)
    {
        if (count > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
    };
    for (auto const& [what, word] : words)
        if (auto const found = counts_.find(what); found != counts_.end())
            add(found->second, word);
    add(idle_, "unchanged");
    add(failures_, "failed");
    return text.empty() ? "nothing to do" : text;
}

} // namespace certificates

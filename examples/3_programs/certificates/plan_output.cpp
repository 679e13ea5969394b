// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "plan_output.hpp"

#include "files.hpp"
#include "local_files.hpp"
#include "problem.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <set>
#include <tuple>

namespace certificates
{
namespace
{

namespace json = boost::json;

cell text_or_none(std::string const& text)
{
    return text.empty() ? cell() : cell(text);
}

row row_of(step const& one, std::string_view result, std::string const& place, std::string const& reason)
{
    row made;
    made.cells = {std::string(spelling(one.what)),
                  std::string(result),
                  one.id != 0 ? cell(one.id) : cell(),
                  text_or_none(one.name),
                  one.hosts,
                  text_or_none(one.end_date),
                  text_or_none(reason),
                  text_or_none(one.domain),
                  text_or_none(one.file),
                  text_or_none(one.key_file),
                  text_or_none(one.fingerprint),
                  text_or_none(one.successor),
                  place};
    return made;
}

class plan_reader
{
public:
    explicit plan_reader(std::string file) : file_(std::move(file)) {}

    plan read()
    {
        auto const text = read_file(file_, std::size_t{64} * 1024 * 1024);
        std::string_view const all = text.reveal();
        auto const first_line = all.substr(0, all.find('\n'));
        if (first_line.find("\"rows\"") != std::string_view::npos)
            read_document(parse(all));
        else
            for (std::size_t at = 0; at < all.size();)
            {
                auto const end = std::min(all.find('\n', at), all.size());
                if (end > at)
                {
                    auto const line = parse(all.substr(at, end - at));
                    check_schema(line);
                    add(line);
                }
                at = end + 1;
            }
        if (places_.size() > 1)
            fail("its steps are for several accounts");
        if (!places_.empty())
            made_.place = *places_.begin();
        return std::move(made_);
    }

private:
    [[noreturn]] void fail(std::string const& why) const { throw usage_problem(file_ + ": " + why); }

    [[nodiscard]] json::value parse(std::string_view text) const
    {
        boost::system::error_code failed;
        auto value = json::parse(json::string_view(text.data(), text.size()), failed);
        if (failed || !value.is_object())
            fail("it is no plan: make one with rotate or prune and --format json");
        return value;
    }
    void check_schema(json::value const& from) const
    {
        if (text(from, "schema") != "plan/1")
            fail(fmt::format("its schema is \"{}\", and not plan/1", text(from, "schema")));
    }
    void read_document(json::value const& document)
    {
        check_schema(document);
        auto const* const complete = document.as_object().if_contains("complete");
        if (!complete || !complete->is_bool() || !complete->as_bool())
            fail("it is not complete");
        auto const* const rows = document.as_object().if_contains("rows");
        if (!rows || !rows->is_array())
            fail("it has no rows");
        for (auto const& one : rows->as_array())
        {
            if (!one.is_object())
                fail("one of its rows is no object");
            add(one);
        }
    }

    [[nodiscard]] static std::string text(json::value const& from, json::string_view name)
    {
        auto const* const found = from.as_object().if_contains(name);
        return found && found->is_string() ? std::string(found->as_string()) : std::string();
    }
    void add(json::value const& from)
    {
        auto const what = text(from, "action");
        step one;
        if (what == spelling(action::upload))
            one.what = action::upload;
        else if (what == spelling(action::bind))
            one.what = action::bind;
        else if (what == spelling(action::supersede))
            one.what = action::supersede;
        else if (what == spelling(action::remove))
            one.what = action::remove;
        else if (what == spelling(action::none) || what == spelling(action::blocked))
            return;
        else
            fail(fmt::format("there is no action \"{}\"", what));
        if (text(from, "result") != "planned")
            fail("it is what came of a plan, and no plan");
        if (auto const* const id = from.as_object().if_contains("id"); id && id->is_int64())
            one.id = id->as_int64();
        one.name = text(from, "name");
        if (auto const* const hosts = from.as_object().if_contains("hosts"); hosts && hosts->is_array())
            for (auto const& host : hosts->as_array())
                if (host.is_string())
                    one.hosts.emplace_back(host.as_string());
        one.end_date = text(from, "end_date");
        one.reason = text(from, "reason");
        one.domain = text(from, "domain");
        one.file = text(from, "file");
        one.key_file = text(from, "key_file");
        one.fingerprint = text(from, "fingerprint");
        one.successor = text(from, "successor");
        auto const needs_id = one.what == action::supersede || one.what == action::remove;
        if (one.fingerprint.empty() || (needs_id && one.id <= 0) || (one.what == action::upload && one.file.empty()) ||
            (one.what == action::bind && one.domain.empty()))
            fail(fmt::format("a step \"{}\" lacks what it is about; were --fields given?", what));
        if (!seen_.insert({what, one.id, one.fingerprint, one.domain}).second)
            fail(fmt::format("a step \"{}\" is there twice", what));
        if (one.what == action::upload)
            check_name_of(one);
        places_.insert(text(from, "place"));
        made_.steps.push_back(std::move(one));
    }

    void check_name_of(step const& one)
    {
        if (auto const wrong = check_name(one.name))
            fail(fmt::format("the name \"{}\" for {}: {}", one.name, one.file, wrong->what));
        if (!names_.insert(one.name).second)
            fail(fmt::format("the name \"{}\" is there twice", one.name));
    }

    std::string file_;
    plan made_;
    std::set<std::string> places_;
    std::set<std::tuple<std::string, std::int64_t, std::string, std::string>> seen_;
    std::set<std::string> names_; ///< of the uploads
};

} // namespace

schema step_schema(std::string_view command)
{
    using enum table_place;
    return {command,
            1,
            {{"action", "ACTION"},
             {"result", "RESULT"},
             {"id", "ID", right},
             {"name", "NAME"},
             {"hosts", "HOSTS"},
             {"end_date", "ENDS"},
             {"reason", "REASON"},
             {"domain", "DOMAIN", hidden},
             {"file", "FILE", hidden},
             {"key_file", "KEY FILE", hidden},
             {"fingerprint", "FINGERPRINT", hidden},
             {"successor", "SUCCESSOR", hidden},
             {"place", "PLACE", hidden}},
            {"hosts", "end_date", "id", "result", "name"}};
}

row planned_row(step const& one, std::string const& place)
{
    auto made = row_of(one,
                       one.what == action::none      ? "none"
                       : one.what == action::blocked ? "blocked"
                                                     : "planned",
                       place, one.reason);
    if (one.what == action::blocked)
    {
        made.grade = severity::critical;
        made.finding = (one.file.empty() ? one.domain : one.file) + ": " + one.reason;
    }
    return made;
}

row taken_row(step const& one, std::string const& place, std::string const& failure)
{
    auto made = row_of(one, failure.empty() ? "done" : "failed", place, failure.empty() ? one.reason : failure);
    if (!failure.empty())
    {
        made.grade = severity::critical;
        made.finding = failure;
    }
    return made;
}

plan read_plan(std::string const& file)
try
{
    return plan_reader(file).read();
}
catch (problem const& unreadable)
{
    throw usage_problem(unreadable.what());
}

} // namespace certificates

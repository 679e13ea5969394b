// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `expiring`: what ends soon, or has ended, as findings.

#include "account.hpp"
#include "commands.hpp"
#include "filter.hpp"
#include "output.hpp"
#include "rows.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace certificates
{
namespace
{

class expiring_command final : public command
{
public:
    std::string name() const override { return "expiring"; }
    std::string summary() const override { return "Find certificates that end soon"; }
    std::string description() const override
    {
        return "A certificate that ends within --within is a warning, within --critical it is critical, as is one that "
               "has ended. One that has a successor, valid for longer and for the same hosts, is no finding unless "
               "--replaced is given.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        add_duration(app, "--within", within_, "Warn of what ends within this time [30d]");
        add_duration(app, "--critical", critical_, "Critical is what ends within this time [7d]");
        app.add_flag("--replaced", replaced_, "Tell also of those that have a successor for the same hosts");
        filter_.declare(app);
        declare_output(app, common);
        declare_findings(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        if (critical_ > within_)
            throw usage_problem("--critical: it must not be longer than --within");
        standard_output sink;
        output out(certificate_schema("expiring"), common, sink);
        account service(common, screen);
        auto const now = current_time();
        auto list = service.all();

        // By store and hosts the last end there is.
        std::map<std::string, std::string> last_ends;
        auto const key_of = [](certificate const& one) { return one.region + '\n' + host_set(one.hosts, one.common); };
        for (auto const& one : list)
        {
            auto& last = last_ends[key_of(one)];
            last = std::max(last, one.end_date);
        }
        std::sort(list.begin(), list.end(),
                  [](auto const& a, auto const& b) { return std::tie(a.end_date, a.id) < std::tie(b.end_date, b.id); });
        std::size_t counts[3]{};
        for (auto const& one : list)
        {
            if (!filter_.takes(one, now))
                continue;
            bool const has_successor = last_ends[key_of(one)] > one.end_date;
            auto const grade = has_successor && !replaced_ ? severity::ok : grade_of(one, now);
            ++counts[static_cast<std::size_t>(grade)];
            if (grade == severity::ok && common.format != output_format::prometheus)
                continue; // a time series needs those that are well, too
            auto shown = certificate_row(one, now);
            shown.grade = grade;
            shown.finding = sentence(one, now);
            out.add(shown);
        }
        auto const worst = counts[2] > 0 ? severity::critical : counts[1] > 0 ? severity::warning : severity::ok;
        auto const found = counts[1] + counts[2];
        out.complete({worst,
                      fmt::format("{} of {} certificates end within {} days, {} of them within {}", found,
                                  counts[0] + found, days(within_), counts[2], days(critical_)),
                      fmt::format("warning={} critical={} certificates={}", counts[1], counts[2], counts[0] + found)});
        return exit_for(worst, common);
    }

private:
    static std::int64_t days(std::chrono::milliseconds time)
    {
        return std::chrono::floor<std::chrono::days>(time).count();
    }
    [[nodiscard]] severity grade_of(certificate const& one, std::chrono::sys_seconds now) const
    {
        auto const left = days_left(one, now);
        if (!left)
            return one.expired ? severity::critical : severity::ok;
        if (*left < 0 || *left <= days(critical_))
            return severity::critical;
        return *left <= days(within_) ? severity::warning : severity::ok;
    }
    static std::string sentence(certificate const& one, std::chrono::sys_seconds now)
    {
        auto const left = days_left(one, now).value_or(0);
        if (left < 0)
            return fmt::format("{} ended on {}", describe(one), one.end_date);
        return fmt::format("{} ends on {}, in {} day{}", describe(one), one.end_date, left, left == 1 ? "" : "s");
    }

    std::chrono::milliseconds within_ = std::chrono::days(30);
    std::chrono::milliseconds critical_ = std::chrono::days(7);
    bool replaced_ = false;
    filter filter_;
};

} // namespace

std::unique_ptr<command> make_expiring()
{
    return std::make_unique<expiring_command>();
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "report_judgement.hpp"

#include "texts.hpp"

#include <algorithm>
#include <cstddef>

namespace certificates
{

namespace chrono = std::chrono;

std::string month_key(chrono::year_month month)
{
    auto const number = static_cast<unsigned>(month.month());
    return std::to_string(static_cast<int>(month.year())) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

judged judge(certificate const& entry, chrono::year_month_day today, report_options const& options)
{
    judged result{&entry, entry.hosts, {}, {}, "unknown", "unknown"};
    if (result.hosts.empty() && !entry.common.empty())
        result.hosts.push_back(entry.common);
    for (auto const& host : result.hosts)
        result.domains.insert(registered_domain(host));
    auto const last_day = parse_day(entry.end_date);
    if (!last_day)
        return result;
    chrono::year_month_day const end = *last_day;
    auto const days = static_cast<int>((*last_day - chrono::sys_days(today)).count());
    result.days_left = days;
    result.state = days < 0                        ? report_states[0]
                   : days <= options.critical_days ? report_states[1]
                   : days <= options.warning_days  ? report_states[2]
                                                   : report_states[3];
    auto const ahead =
        (end.year() / end.month() - today.year() / today.month()) / chrono::months(1); // whole months from now
    if (days < 0)
        result.time = "expired";
    else if (ahead > months_ahead)
        result.time = "later";
    else
        result.time = month_key(end.year() / end.month());
    return result;
}

std::string registered_domain(std::string const& host)
{
    auto name = lower(host);
    if (name.starts_with("*."))
        name.erase(0, 2);
    bool const is_address =
        name.find(':') != std::string::npos || name.find_first_not_of("0123456789.") == std::string::npos;
    auto const last = name.rfind('.');
    if (is_address || last == std::string::npos || last == 0)
        return name;
    auto const second = name.rfind('.', last - 1);
    if (second == std::string::npos)
        return name;
    // Under a country, names are often registered below one more label.
    constexpr std::array<std::string_view, 9> general{"com", "co", "net", "org", "gov", "edu", "ac", "or", "ne"};
    auto const label = std::string_view(name).substr(second + 1, last - second - 1);
    bool const is_country = name.size() - last - 1 == 2;
    if (!is_country || std::find(general.begin(), general.end(), label) == general.end())
        return name.substr(second + 1);
    auto const third = second == 0 ? std::string::npos : name.rfind('.', second - 1);
    return third == std::string::npos ? name : name.substr(third + 1);
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "certificate.hpp"

#include "texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace certificates
{

std::optional<std::chrono::sys_days> parse_day(std::string_view text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (text.size() < 10 || text[4] != '-' || text[7] != '-' || !parse_number(text.substr(0, 4), year) ||
        !parse_number(text.substr(5, 2), month) || !parse_number(text.substr(8, 2), day))
        return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date);
}

std::string to_text(std::chrono::sys_days day)
{
    std::chrono::year_month_day const date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> days_left(certificate const& one, std::chrono::sys_seconds now)
{
    auto const end = parse_day(one.end_date);
    if (!end)
        return std::nullopt;
    return (*end - std::chrono::floor<std::chrono::days>(now)).count();
}

std::string host_set(std::vector<std::string> hosts, std::string_view common)
{
    if (hosts.empty() && !common.empty())
        hosts.emplace_back(common);
    for (auto& host : hosts)
        host = lower(host);
    std::sort(hosts.begin(), hosts.end());
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    return fmt::format("{}", fmt::join(hosts, ","));
}

std::string normal_fingerprint(std::string_view text)
{
    std::string plain;
    for (char const c : text)
        if (c != ':' && c != ' ')
            plain += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    return plain;
}

std::chrono::sys_seconds current_time()
{
    std::int64_t seconds = 0;
    if (auto const* const told = std::getenv("ALIYUN_CERTIFICATES_NOW");
        told && parse_number(std::string_view(told), seconds))
        return std::chrono::sys_seconds(std::chrono::seconds(seconds));
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace certificates

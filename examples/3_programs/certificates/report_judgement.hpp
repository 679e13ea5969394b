// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the report says of one certificate: how near its end is, and where in the page it counts.

#include "report_page.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

inline constexpr std::array<std::string_view, 5> report_states{"expired", "critical", "warning", "ok", "unknown"};
inline constexpr int months_ahead = 12; ///< after the present one

struct judged
{
    certificate const* entry;
    std::vector<std::string> hosts;
    std::set<std::string> domains;
    std::optional<int> days_left;
    std::string_view state; ///< one of `report_states`
    std::string time;       ///< the bar of the timeline that it is in: `expired`, `later`, `unknown` or a `month_key`
};

[[nodiscard]] judged judge(certificate const& entry, std::chrono::year_month_day today, report_options const& options);

/// 2049-01
[[nodiscard]] std::string month_key(std::chrono::year_month month);

/// The part of a host name that somebody registered, as far as its form tells: `example.com`, `example.com.cn`. An
/// address stays as it is.
[[nodiscard]] std::string registered_domain(std::string const& host);

} // namespace certificates

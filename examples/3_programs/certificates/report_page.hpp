// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One HTML page about the certificates of an account: a pure function of what was read. The page holds all that it
// shows and loads nothing. Its texts come from outside and may be hostile: each is escaped where it stands, and a
// Content-Security-Policy allows the page's own script and style, by their digests, and nothing else.

#include "certificate.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace certificates
{

struct report_options
{
    std::string title = "Certificates";
    std::string account{}; ///< of whom or of which endpoint the page speaks
    std::string made_at{}; ///< in words; empty: `today`
    std::chrono::sys_days today{};
    int warning_days = 30; ///< what ends within so many days is a warning
    int critical_days = 7;
};

[[nodiscard]] std::string report_page(std::vector<certificate> const& entries, report_options const& options);

} // namespace certificates

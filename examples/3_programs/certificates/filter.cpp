// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "filter.hpp"

#include "texts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace certificates
{
namespace
{

bool same(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}
bool contains(std::string_view text, std::string_view part) noexcept
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char x, char y) { return lower(x) == lower(y); }) != text.end();
}

} // namespace

bool matches(std::string_view pattern, std::string_view text) noexcept
{
    std::size_t p = 0;
    std::size_t t = 0;
    auto star = std::string_view::npos;
    std::size_t after_star = 0;
    while (t < text.size())
    {
        if (p < pattern.size() && pattern[p] == '*')
        {
            star = p++;
            after_star = t;
        }
        else if (p < pattern.size() && (pattern[p] == '?' || lower(pattern[p]) == lower(text[t])))
        {
            ++p;
            ++t;
        }
        else if (star != std::string_view::npos)
        {
            p = star + 1;
            t = ++after_star;
        }
        else
            return false;
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool covers(std::string_view pattern, std::string_view host) noexcept
{
    if (!pattern.starts_with("*."))
        return same(pattern, host);
    auto const dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && same(pattern.substr(1), host.substr(dot));
}

bool has_ended(certificate const& one, std::chrono::sys_seconds now)
{
    auto const left = days_left(one, now);
    return left ? *left < 0 : one.expired;
}

void filter::declare(CLI::App& app)
{
    auto const* const group = "Filters";
    app.add_option("--name", name, "Only certificates with this name; * stands for any text, ? for a character")
        ->type_name("PATTERN")
        ->group(group);
    app.add_option("--host", host, "Only certificates that are good for this host name")
        ->type_name("HOST")
        ->group(group);
    app.add_option("--issuer", issuer, "Only certificates whose issuer has this text in its name")
        ->type_name("TEXT")
        ->group(group);
    auto* const only_expired = app.add_flag("--expired", expired, "Only certificates that have ended")->group(group);
    app.add_flag("--valid", valid, "Only certificates that have not ended")->group(group)->excludes(only_expired);
    auto* const only_uploaded = app.add_flag("--uploaded", uploaded, "Only uploaded certificates")->group(group);
    app.add_flag("--bought", bought, "Only certificates that were bought")->group(group)->excludes(only_uploaded);
}

bool filter::takes(certificate const& one, std::chrono::sys_seconds now) const
{
    if (!name.empty() && !matches(name, one.name))
        return false;
    if (!host.empty() && !covers(one.common, host) &&
        std::none_of(one.hosts.begin(), one.hosts.end(), [this](auto const& own) { return covers(own, host); }))
        return false;
    if (!issuer.empty() && !contains(one.issuer, issuer))
        return false;
    bool const ended = has_ended(one, now);
    return !(expired && !ended) && !(valid && ended) && !(uploaded && !one.uploaded) && !(bought && one.uploaded);
}

} // namespace certificates

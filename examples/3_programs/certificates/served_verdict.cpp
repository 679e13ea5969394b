// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "served_verdict.hpp"

#include "texts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace certificates
{

namespace
{

std::string named(certificate const& one)
{
    return one.name + " (" + std::to_string(one.id) + ')';
}

std::string day_of(std::chrono::sys_seconds time)
{
    return to_text(std::chrono::floor<std::chrono::days>(time));
}

} // namespace

std::string_view spelling(served_state state) noexcept
{
    constexpr std::string_view names[] = {"ok",         "older",         "foreign", "not_in_account",
                                          "wrong_name", "not_yet_valid", "expired", "unreachable"};
    return names[static_cast<std::size_t>(state)];
}

severity grade_of(served_state state) noexcept
{
    if (state == served_state::ok)
        return severity::ok;
    return state < served_state::wrong_name ? severity::warning : severity::critical;
}

certificate_index::certificate_index(std::vector<certificate> all, std::chrono::sys_seconds now) : all_(std::move(all))
{
    auto const today = std::chrono::floor<std::chrono::days>(now);
    for (std::size_t at = 0; at < all_.size(); ++at)
    {
        auto const& one = all_[at];
        by_fingerprint_.emplace(one.fingerprint, at);
        auto const first = parse_day(one.start_date);
        auto const last = parse_day(one.end_date);
        // The account's days may be of another time zone than ours: a day more or less is no reason to leave one out.
        if (one.expired || (last && *last < today) || (first && *first > today + std::chrono::days(1)))
            continue;
        auto hosts = one.hosts;
        if (hosts.empty() && !one.common.empty())
            hosts.push_back(one.common);
        for (auto const& host : hosts)
        {
            auto const [place, is_new] = newest_.emplace(lower(host), at);
            if (!is_new && is_newer(at, place->second))
                place->second = at;
        }
    }
}

bool certificate_index::is_newer(std::size_t one, std::size_t other) const
{
    return std::tie(all_[one].start_date, all_[one].id) > std::tie(all_[other].start_date, all_[other].id);
}

certificate const* certificate_index::newest_for(std::string_view host) const
{
    auto const name = lower(host);
    auto best = newest_.find(name);
    if (auto const dot = name.find('.'); dot != std::string::npos)
    {
        auto const wildcard = newest_.find('*' + name.substr(dot)); // it stands for one label
        if (best == newest_.end() || (wildcard != newest_.end() && is_newer(wildcard->second, best->second)))
            best = wildcard;
    }
    return best == newest_.end() ? nullptr : &all_[best->second];
}

certificate const* certificate_index::with_fingerprint(std::string_view fingerprint) const
{
    auto const found = by_fingerprint_.find(fingerprint);
    return found == by_fingerprint_.end() ? nullptr : &all_[found->second];
}

served_verdict judge_served(served_host const& host, probed_host const& probed, certificate_index const& account,
                            std::chrono::sys_seconds now)
{
    served_verdict verdict;
    verdict.newest = account.newest_for(host.name);
    auto const* const own = account.with_fingerprint(probed.fingerprint);
    auto const origin = own == nullptr ? std::string(", which the account does not have") : ": " + named(*own);
    if (!probed.unreachable.empty())
        return {served_state::unreachable, verdict.newest, probed.unreachable};
    if (probed.not_after < now)
        return {served_state::expired, verdict.newest,
                "serves a certificate that ended on " + day_of(probed.not_after) + origin};
    if (probed.not_before > now)
        return {served_state::not_yet_valid, verdict.newest,
                "serves a certificate that begins on " + day_of(probed.not_before) + origin};
    if (!probed.covers_name)
        return {served_state::wrong_name, verdict.newest, "serves a certificate for other names" + origin};
    if (verdict.newest == nullptr)
        return {served_state::not_in_account, nullptr, "the account has no valid certificate for it"};
    if (probed.fingerprint == verdict.newest->fingerprint)
        return verdict;
    auto const wanted = ", not the newest, " + named(*verdict.newest);
    if (own != nullptr)
        return {served_state::older, verdict.newest, "serves " + named(*own) + wanted};
    return {served_state::foreign, verdict.newest, "serves a certificate that the account does not have" + wanted};
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// How an operation asks for its own parameters: present, in range, of a known spelling.

#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// A parameter that must be there; sent but empty counts as missing.
inline std::string_view required(parameters const& all, std::string_view name)
{
    auto const value = value_of(all, name);
    if (value.empty())
        throw missing_parameter(name);
    return value;
}

inline std::int64_t whole_number(std::string_view name, std::string_view text, std::int64_t low, std::int64_t high)
{
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < low || number > high)
        throw invalid_parameter(name, "a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
                                          " is expected, not \"" + std::string(text) + "\".");
    return number;
}

/// `Lang` and `SourceIp` go with every operation; only the first has a set of values.
inline void check_language(parameters const& all)
{
    auto const found = all.find("Lang");
    if (found == all.end())
        return;
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (!std::ranges::equal(found->second, std::string_view{"zh"}, {}, lower) &&
        !std::ranges::equal(found->second, std::string_view{"en"}, {}, lower))
        throw invalid_parameter("Lang", "it is neither zh nor en.");
}

inline bool has_control_character(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// How many characters, not bytes, a UTF-8 text has.
inline std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// A host name of letters, digits and hyphens (RFC 1123); a leading `*.` makes it a wildcard.
inline bool is_domain(std::string_view name)
{
    if (name.starts_with("*."))
        name.remove_prefix(2);
    if (name.empty() || name.size() > 253 || name.find('.') == std::string_view::npos)
        return false;
    while (true)
    {
        auto const label = name.substr(0, name.find('.'));
        auto const fits = [](char c)
        { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
            !std::ranges::all_of(label, fits))
            return false;
        if (label.size() == name.size())
            return true;
        name.remove_prefix(label.size() + 1);
    }
}

/// The comma-separated domains of an order, each once.
inline std::vector<std::string> domain_list(std::string_view name, std::string_view text)
{
    std::vector<std::string> domains;
    while (true)
    {
        auto const domain = text.substr(0, text.find(','));
        if (!is_domain(domain))
            throw invalid_parameter(name, "\"" + std::string(domain) + "\" is not a domain name.");
        if (std::ranges::find(domains, domain) != domains.end())
            throw invalid_parameter(name, "\"" + std::string(domain) + "\" is given twice.");
        domains.emplace_back(domain);
        if (domain.size() == text.size())
            return domains;
        text.remove_prefix(domain.size() + 1);
    }
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

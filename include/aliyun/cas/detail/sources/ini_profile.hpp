// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The credentials file of the official SDKs, `~/.alibabacloud/credentials`: one section out of it.

#include "../decode/utf8.hpp"
#include "profile.hpp"
#include "short_texts.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

[[nodiscard]] constexpr std::string_view without_blanks_around(std::string_view text) noexcept
{
    constexpr std::string_view blanks = " \t\r";
    auto const first = text.find_first_not_of(blanks);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A comment behind a value begins with a blank, so that a value may hold `#` and `;`.
[[nodiscard]] constexpr std::string_view without_comment(std::string_view line) noexcept
{
    for (std::size_t i = 1; i < line.size(); ++i)
        if ((line[i] == '#' || line[i] == ';') && (line[i - 1] == ' ' || line[i - 1] == '\t'))
            return line.substr(0, i);
    return line;
}

/// Lines `[section]` and `key = value`; empty ones and those that begin with `#` or `;` say nothing, nor does what
/// follows a blank and one of these. Of a key that comes twice the last counts; keys that nobody knows are skipped.
/// @param section which one
[[nodiscard]] inline profile_reading read_ini_profile(std::string_view text, std::string_view section)
{
    std::string_view type;
    std::string_view id;
    std::string_view secret;
    std::string_view token;
    std::string_view role_arn;
    std::string_view role_name;
    std::string_view session_name;
    std::string_view policy;
    std::string_view provider;
    std::string_view token_file;
    std::array<std::pair<std::string_view, std::string_view*>, 11> const keys{{{"type", &type},
                                                                               {"access_key_id", &id},
                                                                               {"access_key_secret", &secret},
                                                                               {"security_token", &token},
                                                                               {"role_arn", &role_arn},
                                                                               {"role_name", &role_name},
                                                                               {"role_session_name", &session_name},
                                                                               {"policy", &policy},
                                                                               {"oidc_provider_arn", &provider},
                                                                               {"oidc_token_file_path", &token_file},
                                                                               {"session_name", &session_name}}};

    bool found = false;
    bool inside = false;
    text = without_byte_order_mark(text);
    for (std::size_t number = 1; !text.empty(); ++number)
    {
        auto const end = text.find('\n');
        auto const line = without_blanks_around(without_comment(text.substr(0, end)));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        auto const wrong = [&](char const* what)
        { return profile_reading::none("line " + std::to_string(number) + " " + what); };
        if (line.empty() || line.starts_with('#') || line.starts_with(';'))
            continue;
        if (line.starts_with('['))
        {
            if (!line.ends_with(']'))
                return wrong("begins a section and does not end it");
            inside = without_blanks_around(line.substr(1, line.size() - 2)) == section;
            found = found || inside;
            continue;
        }
        auto const equals = line.find('=');
        if (equals == line.npos)
            return wrong("is neither a section, nor `key = value`, nor a comment");
        if (!inside)
            continue;
        auto const key = without_blanks_around(line.substr(0, equals));
        for (auto const& [name, value] : keys)
            if (key == name)
                *value = without_blanks_around(line.substr(equals + 1));
    }
    if (!found)
        return profile_reading::none("there is no section " + quoted_name(section));

    credential_profile result;
    result.access_key_id = id;
    result.access_key_secret = secret;
    result.role = role_arn;
    result.session_name = session_name;
    result.policy = policy;
    if (type == "access_key")
        result.kind = profile_kind::key;
    else if (type == "sts")
        result.security_token = token;
    else if (type == "ram_role_arn")
    {
        result.kind = profile_kind::role;
        result.security_token = token;
    }
    else if (type == "ecs_ram_role")
    {
        result.kind = profile_kind::ecs_role;
        result.role = role_name;
    }
    else if (type == "oidc_role_arn")
    {
        result.kind = profile_kind::oidc_role;
        result.provider = provider;
        result.token_file = token_file;
    }
    else
        return profile_reading::none(
            "section " + quoted_name(section) + ": " +
            unknown_kind("type", "access_key, sts, ram_role_arn, ecs_ram_role and oidc_role_arn"));
    auto complete = complete_profile(std::move(result));
    if (!complete.profile)
        return profile_reading::none("section " + quoted_name(section) + ": " + complete.problem);
    if (type == "sts" && token.empty()) // no key pair that lasts
        return profile_reading::none("section " + quoted_name(section) + ": it lacks `security_token`");
    return complete;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

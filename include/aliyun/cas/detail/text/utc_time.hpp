// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Time as the protocol spells it: `yyyy-MM-ddTHH:mm:ssZ` in requests, HTTP dates (RFC 9110 section 5.6.7) in answers.

#include "../../version.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using utc_seconds = std::chrono::sys_seconds;
using timestamp_text = std::array<char, 20>;

constexpr void write_digits(char* to, unsigned value, std::size_t digits) noexcept
{
    while (digits-- > 0)
    {
        to[digits] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

[[nodiscard]] constexpr timestamp_text format_timestamp(utc_seconds time) noexcept
{
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    auto const second = static_cast<unsigned>((time - day).count());
    timestamp_text text{'y', 'y', 'y', 'y', '-', 'M', 'M', '-', 'd', 'd',
                        'T', 'H', 'H', ':', 'm', 'm', ':', 's', 's', 'Z'};
    write_digits(&text[0], static_cast<unsigned>(static_cast<int>(date.year())), 4);
    write_digits(&text[5], static_cast<unsigned>(date.month()), 2);
    write_digits(&text[8], static_cast<unsigned>(date.day()), 2);
    write_digits(&text[11], second / 3600, 2);
    write_digits(&text[14], second / 60 % 60, 2);
    write_digits(&text[17], second % 60, 2);
    return text;
}

/// A number of exactly `digits` digits at `at`; nothing if there are others or the text is too short.
[[nodiscard]] constexpr std::optional<unsigned> read_digits(std::string_view text, std::size_t at,
                                                            std::size_t digits) noexcept
{
    if (text.size() < at + digits)
        return std::nullopt;
    unsigned value = 0;
    for (char const c : text.substr(at, digits))
    {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

[[nodiscard]] constexpr std::optional<utc_seconds>
make_time(std::optional<unsigned> year, std::optional<unsigned> month, std::optional<unsigned> day,
          std::optional<unsigned> hour, std::optional<unsigned> minute, std::optional<unsigned> second) noexcept
{
    if (!year || !month || !day || !hour || !minute || !second)
        return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

/// Reads what `format_timestamp` writes, nothing else.
[[nodiscard]] constexpr std::optional<utc_seconds> parse_timestamp(std::string_view text) noexcept
{
    if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text[19] != 'Z')
        return std::nullopt;
    return make_time(read_digits(text, 0, 4), read_digits(text, 5, 2), read_digits(text, 8, 2),
                     read_digits(text, 11, 2), read_digits(text, 14, 2), read_digits(text, 17, 2));
}

/// Reads the preferred form of an HTTP date, `Tue, 24 Nov 2026 05:12:24 GMT`; the two obsolete forms are not worth
/// reading for a service that never sent them.
[[nodiscard]] constexpr std::optional<utc_seconds> parse_http_date(std::string_view text) noexcept
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    auto const month = months.find(text.substr(8, 3));
    if (month == std::string_view::npos || month % 3 != 0)
        return std::nullopt;
    return make_time(read_digits(text, 12, 4), static_cast<unsigned>(month / 3 + 1), read_digits(text, 5, 2),
                     read_digits(text, 17, 2), read_digits(text, 20, 2), read_digits(text, 23, 2));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The service's two spellings of time: the `Timestamp` of a request and the dates of a certificate.

#include "../../version.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// Whole seconds: a timestamp may name the year 9999, which the system clock's own unit cannot count to.
using time_point = std::chrono::sys_seconds;

/// Reads `yyyy-MM-ddTHH:mm:ssZ` and nothing else; no value for any other text or an instant that does not exist.
inline std::optional<time_point> read_timestamp(std::string_view text)
{
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != shape.size())
        return std::nullopt;
    for (std::size_t at = 0; at < shape.size(); ++at)
    {
        bool const digit = text[at] >= '0' && text[at] <= '9';
        if (shape[at] == 'd' ? !digit : text[at] != shape[at])
            return std::nullopt;
    }
    auto const number = [text](std::size_t at, std::size_t length)
    {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + length, value);
        return value;
    };
    using namespace std::chrono;
    year_month_day const day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                             std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    int const hour = number(11, 2);
    int const minute = number(14, 2);
    int const second = number(17, 2);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return sys_days{day} + hours{hour} + minutes{minute} + seconds{second};
}

/// Writes `YYYY-MM-DD` in UTC.
inline std::string write_date(time_point when)
{
    std::chrono::year_month_day const day{std::chrono::floor<std::chrono::days>(when)};
    auto const padded = [](std::string digits, std::size_t width)
    { return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits; };
    return padded(std::to_string(static_cast<int>(day.year())), 4) + '-' +
           padded(std::to_string(static_cast<unsigned>(day.month())), 2) + '-' +
           padded(std::to_string(static_cast<unsigned>(day.day())), 2);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

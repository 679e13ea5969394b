// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The `Date` header's spelling of an instant.

#include "../../version.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// IMF-fixdate (RFC 9110, 5.6.7), for example `Tue, 24 Nov 2026 05:12:24 GMT`.
inline std::string http_date(std::chrono::system_clock::time_point when)
{
    constexpr std::string_view days = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    auto const midnight = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{midnight};
    std::chrono::hh_mm_ss const time{std::chrono::floor<std::chrono::seconds>(when - midnight)};
    auto const two_digits = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    std::string text{days.substr(std::chrono::weekday{midnight}.c_encoding() * 3, 3)};
    text += ", " + two_digits(static_cast<unsigned>(date.day())) + ' ';
    text += months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3);
    text += ' ' + std::to_string(static_cast<int>(date.year())) + ' ' + two_digits(time.hours().count()) + ':' +
            two_digits(time.minutes().count()) + ':' + two_digits(time.seconds().count()) + " GMT";
    return text;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

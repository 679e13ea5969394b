// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/text/utc_time.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <ctime>
#include <string>
#include <string_view>

namespace
{

using namespace aliyun::cas::detail;

std::string formatted(long long since_epoch)
{
    auto const text = format_timestamp(utc_seconds{std::chrono::seconds{since_epoch}});
    return {text.begin(), text.end()};
}

/// What the C library makes of the same instant.
std::string by_strftime(long long since_epoch, char const* format)
{
    auto const instant = static_cast<std::time_t>(since_epoch);
    std::tm parts{};
    gmtime_r(&instant, &parts);
    std::array<char, 64> text;
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

long long parsed(std::string_view text)
{
    auto const time = parse_http_date(text);
    return time ? time->time_since_epoch().count() : -1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(utc_time)

BOOST_AUTO_TEST_CASE(a_timestamp_is_spelt_as_the_protocol_asks)
{
    BOOST_TEST(formatted(0) == "1970-01-01T00:00:00Z");
    BOOST_TEST(formatted(1795497144) == "2026-11-24T05:12:24Z");
}

BOOST_AUTO_TEST_CASE(leap_years_have_their_day_and_other_years_do_not)
{
    BOOST_TEST(formatted(951782399) == "2000-02-28T23:59:59Z");
    BOOST_TEST(formatted(951782400) == "2000-02-29T00:00:00Z");
    BOOST_TEST(formatted(951868800) == "2000-03-01T00:00:00Z");
    BOOST_TEST(formatted(1709164800) == "2024-02-29T00:00:00Z");
    BOOST_TEST(formatted(1709251199) == "2024-02-29T23:59:59Z");
    BOOST_TEST(formatted(1709251200) == "2024-03-01T00:00:00Z");
    BOOST_TEST(formatted(1772323200) == "2026-03-01T00:00:00Z");
    BOOST_TEST(formatted(1772323199) == "2026-02-28T23:59:59Z");
    BOOST_TEST(formatted(4107542399) == "2100-02-28T23:59:59Z"); // divisible by 100 and not by 400
    BOOST_TEST(formatted(4107542400) == "2100-03-01T00:00:00Z");
    BOOST_TEST(formatted(1798761599) == "2026-12-31T23:59:59Z");
}

BOOST_AUTO_TEST_CASE(both_spellings_agree_with_the_c_library_for_two_centuries)
{
    // A prime step of some 26 hours: all days, at all hours.
    for (long long instant = 0; instant < 6'311'433'600; instant += 95'479)
    {
        BOOST_REQUIRE(formatted(instant) == by_strftime(instant, "%Y-%m-%dT%H:%M:%SZ"));
        BOOST_REQUIRE(parsed(by_strftime(instant, "%a, %d %b %Y %H:%M:%S GMT")) == instant);
    }
}

BOOST_AUTO_TEST_CASE(a_leap_second_is_read_as_the_second_after_it)
{
    BOOST_TEST(parsed("Sat, 31 Dec 2016 23:59:60 GMT") == 1483228800);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_date_is_refused)
{
    BOOST_REQUIRE(parsed("Tue, 24 Nov 2026 05:12:24 GMT") == 1795497144);
    for (std::string_view const bad : {"",
                                       "Tue, 24 Nov 2026 05:12:24",
                                       "Tue, 24 Nov 2026 05:12:24 UTC",
                                       "Tue, 24 Nov 2026 05:12:24 GMT ",
                                       "Tuesday, 24-Nov-26 05:12:24 GMT",
                                       "Tue Nov 24 05:12:24 2026",
                                       "Tue, 24 nov 2026 05:12:24 GMT",
                                       "Tue, 24 anF 2026 05:12:24 GMT",
                                       "Tue, 24 Xyz 2026 05:12:24 GMT",
                                       "Tue, 31 Nov 2026 05:12:24 GMT",
                                       "Tue, 00 Nov 2026 05:12:24 GMT",
                                       "Sun, 29 Feb 2026 05:12:24 GMT",
                                       "Tue, 24 Nov 2026 24:12:24 GMT",
                                       "Tue, 24 Nov 2026 05:60:24 GMT",
                                       "Tue, 24 Nov 2026 05:12:61 GMT",
                                       "Tue, +4 Nov 2026 05:12:24 GMT",
                                       "Tue, 24 Nov 20x6 05:12:24 GMT",
                                       "Tue, 24 Nov 2026 05.12.24 GMT",
                                       "Tue, 24 Nov 2026 -5:12:24 GMT",
                                       "Tue,  4 Nov 2026 05:12:24 GMT"})
        BOOST_TEST(!parse_http_date(bad).has_value(), "read although it is no date: `" << bad << "`");
    std::string const good = "Tue, 24 Nov 2026 05:12:24 GMT";
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(!parse_http_date(good.substr(0, size)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/decode/integer_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace
{

using aliyun::cas::detail::integer_reading;
using aliyun::cas::detail::read_integer;

/// `-12`, or why not.
std::string reading(std::string_view text)
{
    auto const number = read_integer(text);
    switch (number.reading)
    {
    case integer_reading::exact:
        return (number.negative ? "-" : "") + std::to_string(number.magnitude);
    case integer_reading::fraction:
        return "fraction";
    case integer_reading::out_of_range:
        return "range";
    case integer_reading::not_a_number:
        break;
    }
    return "no number";
}

} // namespace

BOOST_AUTO_TEST_SUITE(integer_text)

BOOST_AUTO_TEST_CASE(plain_integers_are_read_to_the_last_bit)
{
    for (auto const* const text : {"0", "-0", "7", "-7", "10", "1000000007", "9223372036854775807",
                                   "-9223372036854775808", "18446744073709551615", "10000000000000000000"})
        BOOST_TEST(reading(text) == text);
    BOOST_TEST(reading("18446744073709551616") == "range");
    BOOST_TEST(reading("100000000000000000000") == "range");
    BOOST_TEST(reading("99999999999999999999999999") == "range");
}

BOOST_AUTO_TEST_CASE(the_value_counts_and_not_how_it_is_written)
{
    BOOST_TEST(reading("1.0") == "1");
    BOOST_TEST(reading("100.000") == "100");
    BOOST_TEST(reading("1e0") == "1");
    BOOST_TEST(reading("1E+3") == "1000");
    BOOST_TEST(reading("1.5e1") == "15");
    BOOST_TEST(reading("0.00012e5") == "12");
    BOOST_TEST(reading("12000e-3") == "12");
    BOOST_TEST(reading("-1.20e2") == "-120");
    BOOST_TEST(reading("0.000") == "0");
    BOOST_TEST(reading("0e999999999999999999999") == "0");
    BOOST_TEST(reading("0.0e-999999999999999999999") == "0");
    BOOST_TEST(reading("1.8446744073709551615e19") == "18446744073709551615");
    BOOST_TEST(reading("184467440737095516150e-1") == "18446744073709551615");
    BOOST_TEST(reading("1" + std::string(100, '0') + "e-100") == "1");
}

BOOST_AUTO_TEST_CASE(fractions_and_numbers_too_large_are_told_apart)
{
    BOOST_TEST(reading("1.5") == "fraction");
    BOOST_TEST(reading("0.1") == "fraction");
    BOOST_TEST(reading("15e-1") == "fraction");
    BOOST_TEST(reading("1e-999999999999999999999") == "fraction");
    BOOST_TEST(reading("123456789012345678901234.5") == "fraction");
    BOOST_TEST(reading("1e20") == "range");
    BOOST_TEST(reading("2e19") == "range");
    BOOST_TEST(reading("1e999999999999999999999") == "range");
    BOOST_TEST(reading("1" + std::string(100'000, '0')) == "range");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_number_is_no_number)
{
    for (auto const* const text :
         {"",     "-",    "+1",    " 1",  "1 ", "01",    "-01",   "1.",    ".5",  "1e",       "1e+",         "e5",
          "1.e5", "0x10", "1,000", "--1", "1-", "1.2.3", "1e5e5", "1e5.0", "nan", "Infinity", "\xEF\xBC\x91"})
        BOOST_TEST(reading(text) == "no number");
    BOOST_TEST(reading(std::string_view("1\0", 2)) == "no number");
}

BOOST_AUTO_TEST_SUITE_END()

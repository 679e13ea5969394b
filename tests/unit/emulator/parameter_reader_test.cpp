// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// How an operation judges its own parameters.

#include "aliyun/cas/detail/emulator/parameter_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace
{

using namespace aliyun::cas::detail::emulated;

BOOST_AUTO_TEST_SUITE(emulator_parameter_reader)

BOOST_AUTO_TEST_CASE(whole_numbers_are_exact_and_in_range)
{
    auto const largest = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(whole_number("N", "1", 1, largest) == 1);
    BOOST_TEST(whole_number("N", "3", 1, 3) == 3);
    BOOST_CHECK_THROW(whole_number("N", "4", 1, 3), refusal);
    BOOST_TEST(whole_number("N", "007", 1, largest) == 7);
    BOOST_TEST(whole_number("N", "9223372036854775807", 1, largest) == largest);
    for (auto const text : {"", "0", "-1", "9223372036854775808", "1.0", "1e3", " 1", "1 ", "+1", "0x1", "one",
                            "99999999999999999999999"})
        BOOST_CHECK_EXCEPTION(whole_number("N", text, 1, largest), refusal,
                              [](refusal const& why) {
                                  return why.code == "InvalidParameter" &&
                                         why.message.find("\"N\"") != std::string::npos;
                              });
}

BOOST_AUTO_TEST_CASE(the_language_is_zh_or_en_in_any_case_or_absent)
{
    BOOST_CHECK_NO_THROW(check_language({}));
    for (auto const text : {"zh", "ZH", "en", "En"})
        BOOST_CHECK_NO_THROW(check_language({{"Lang", text}}));
    for (auto const text : {"", "de", "english"})
        BOOST_CHECK_THROW(check_language({{"Lang", text}}), refusal);
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes)
{
    BOOST_TEST(characters("") == 0U);
    BOOST_TEST(characters("aé证😀") == 4U);
}

BOOST_AUTO_TEST_CASE(domains_are_host_names_with_an_optional_wildcard)
{
    auto const label = std::string(63, 'a');
    auto const longest = label + '.' + label + '.' + label + '.' + std::string(61, 'a');
    for (std::string const name :
         {"example.com", "*.example.com", "a-b.example", "xn--fiqs8s.cn", "1.2.example", "EXAMPLE.com"})
        BOOST_TEST(is_domain(name), name);
    BOOST_TEST(is_domain(longest));
    for (std::string const name : {"", "com", "*", "*.", "*.com", "a..b", ".a.b", "a.b.", "-a.b", "a-.b", "a_b.c",
                                   "a b.c", "a.*.b", "**.a.b", "a.b,c.d", "例子.cn"})
        BOOST_TEST(!is_domain(name), name);
    BOOST_TEST(!is_domain(longest + 'a'));
    BOOST_TEST(!is_domain(label + "a.com"));
}

BOOST_AUTO_TEST_CASE(a_list_of_domains_is_taken_apart_at_its_commas)
{
    BOOST_TEST(domain_list("D", "a.example") == std::vector<std::string>{"a.example"},
               boost::test_tools::per_element());
    BOOST_TEST(domain_list("D", "*.a.example,a.example") == (std::vector<std::string>{"*.a.example", "a.example"}),
               boost::test_tools::per_element());
    for (auto const text : {"", ",", "a.example,", ",a.example", "a.example,,b.example", "a.example, b.example",
                            "a.example,a.example", "a.example;b.example"})
        BOOST_CHECK_THROW(domain_list("D", text), refusal);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

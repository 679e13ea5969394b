// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/query/value_text.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace
{

template <typename Value>
std::string text_of(Value const& value)
{
    return std::string(aliyun::cas::detail::value_text{value}.view());
}

template <typename Integer>
void check_extremes()
{
    using limits = std::numeric_limits<Integer>;
    for (Integer const value : {limits::min(), Integer{0}, Integer{1}, limits::max()})
    {
        BOOST_TEST(text_of(value) == std::to_string(value));
        BOOST_TEST(text_of(value).size() <= aliyun::cas::detail::value_text::longest_integer);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(value_text)

BOOST_AUTO_TEST_CASE(integers_of_every_width_are_exact_at_their_extremes)
{
    check_extremes<signed char>();
    check_extremes<unsigned char>();
    check_extremes<short>();
    check_extremes<unsigned short>();
    check_extremes<int>();
    check_extremes<unsigned>();
    check_extremes<long>();
    check_extremes<unsigned long>();
    check_extremes<long long>();
    check_extremes<unsigned long long>();
    BOOST_TEST(text_of(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    BOOST_TEST(text_of(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
}

BOOST_AUTO_TEST_CASE(booleans_enumerations_texts_and_secrets_have_their_words)
{
    BOOST_TEST(text_of(true) == "true");
    BOOST_TEST(text_of(false) == "false");
    BOOST_TEST(text_of(aliyun::cas::domain_verify_type::dns) == "DNS");
    BOOST_TEST(text_of(aliyun::cas::domain_verify_type::file) == "FILE");
    BOOST_TEST(text_of(std::string("a b")) == "a b");
    BOOST_TEST(text_of(std::string_view()) == "");
    BOOST_TEST(text_of(aliyun::cas::secret_string("key")) == "key");
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/text/encoded_text.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace
{

namespace detail = aliyun::cas::detail;

using both_forms = std::pair<std::string, std::string>;

template <typename Write>
both_forms written(Write write)
{
    std::array<char, 2 * detail::encoding_slack> once{};
    std::array<char, 2 * detail::encoding_slack> twice{};
    detail::canonical_output const end = write(detail::canonical_output{once.data(), twice.data()});
    return {{once.data(), end.once}, {twice.data(), end.twice}};
}

both_forms kept(std::string_view text)
{
    detail::encoded_text const encoded{text};
    BOOST_REQUIRE(!encoded.empty());
    return written([&](detail::canonical_output out) { return encoded.write(out); });
}

both_forms encoded_now(std::string_view text)
{
    return written([&](detail::canonical_output out) { return detail::encode(text, out); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(encoded_text)

BOOST_AUTO_TEST_CASE(kept_forms_are_those_that_encoding_now_makes)
{
    for (std::string_view const text :
         {"a", "LTAI0123456789AB", "2018-07-13", "2026-11-24T05:12:24Z", "cn-hangzhou", "a/b", "%", "\xe8\xaf\x81",
          "01234567890123456789012345678901", "//////", "0123456789012345678901234:0"})
        BOOST_CHECK(kept(text) == encoded_now(text));
    BOOST_CHECK(kept("05:12") == both_forms("05%3A12", "05%253A12"));
}

BOOST_AUTO_TEST_CASE(what_is_too_long_is_not_kept)
{
    BOOST_TEST(!detail::encoded_text(std::string(32, 'a')).empty());
    BOOST_TEST(detail::encoded_text(std::string(33, 'a')).empty());
    BOOST_TEST(!detail::encoded_text(std::string(6, '/')).empty()); // 30 characters
    BOOST_TEST(detail::encoded_text(std::string(7, '/')).empty());
    BOOST_TEST(detail::encoded_text("").empty());
}

BOOST_AUTO_TEST_SUITE_END()

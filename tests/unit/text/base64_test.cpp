// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/text/base64.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>

namespace
{

template <std::size_t Size>
std::string base64_of(char const (&literal)[Size])
{
    std::array<unsigned char, Size - 1> bytes{};
    std::copy_n(literal, Size - 1, bytes.begin());
    auto const text = aliyun::cas::detail::base64(bytes);
    return {text.begin(), text.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_4648_hold)
{
    BOOST_TEST(base64_of("f") == "Zg==");
    BOOST_TEST(base64_of("fo") == "Zm8=");
    BOOST_TEST(base64_of("foo") == "Zm9v");
    BOOST_TEST(base64_of("foob") == "Zm9vYg==");
    BOOST_TEST(base64_of("fooba") == "Zm9vYmE=");
    BOOST_TEST(base64_of("foobar") == "Zm9vYmFy");
}

BOOST_AUTO_TEST_CASE(all_sixty_four_digits_are_used_with_plus_and_slash)
{
    std::array<unsigned char, 48> bytes{};
    unsigned buffer = 0;
    unsigned bits = 0;
    std::size_t at = 0;
    for (unsigned digit = 0; digit < 64; ++digit) // six bits a digit, all values in order
    {
        buffer = buffer << 6 | digit;
        for (bits += 6; bits >= 8; bits -= 8)
            bytes[at++] = static_cast<unsigned char>(buffer >> (bits - 8));
    }
    auto const text = aliyun::cas::detail::base64(bytes);
    BOOST_TEST(std::string_view(text.data(), text.size()) ==
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

BOOST_AUTO_TEST_CASE(random_digests_agree_with_openssl)
{
    std::mt19937 random{4648};
    for (int round = 0; round < 1000; ++round)
    {
        std::array<unsigned char, 20> digest;
        for (auto& byte : digest)
            byte = static_cast<unsigned char>(random());
        std::array<unsigned char, 29> expected{};
        EVP_EncodeBlock(expected.data(), digest.data(), static_cast<int>(digest.size()));
        auto const text = aliyun::cas::detail::base64(digest);
        BOOST_REQUIRE(std::equal(text.begin(), text.end(), expected.begin(), expected.end() - 1));
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/sign/hmac.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/hmac.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace
{

using aliyun::cas::detail::hmac_sha1_key;
using aliyun::cas::detail::sha1_digest;
using aliyun::cas::detail::text_head;

std::string hex(sha1_digest const& digest)
{
    std::string text;
    for (unsigned char const byte : digest)
        text.append({"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]});
    return text;
}

std::string signed_with(std::string const& key, std::string_view text)
{
    return hex(hmac_sha1_key{key}.sign(text));
}

sha1_digest by_openssl(std::string const& key, std::string const& text)
{
    sha1_digest digest;
    unsigned size = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<unsigned char const*>(text.data()),
         text.size(), digest.data(), &size);
    BOOST_REQUIRE(size == digest.size());
    return digest;
}

std::string random_text(std::mt19937& random, std::size_t size)
{
    std::string text(size, '\0');
    for (char& c : text)
        c = static_cast<char>(random());
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hmac_sha1)

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_2202_hold)
{
    std::string counting;
    for (char c = 1; c <= 25; ++c)
        counting += c;
    std::string const large_key(80, '\xaa');
    BOOST_TEST(signed_with(std::string(20, '\x0b'), "Hi There") == "b617318655057264e28bc0b6fb378c8ef146be00");
    BOOST_TEST(signed_with("Jefe", "what do ya want for nothing?") == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    BOOST_TEST(signed_with(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
               "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
    BOOST_TEST(signed_with(counting, std::string(50, '\xcd')) == "4c9007f4026250c6bc8414f9bf50c86c2d7235da");
    BOOST_TEST(signed_with(std::string(20, '\x0c'), "Test With Truncation") ==
               "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04");
    BOOST_TEST(signed_with(large_key, "Test Using Larger Than Block-Size Key - Hash Key First") ==
               "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    BOOST_TEST(signed_with(large_key, "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data") ==
               "e8e99d0f45237d786d6bbaa7965c7808bbff1a91");
}

BOOST_AUTO_TEST_CASE(random_keys_and_texts_of_all_lengths_agree_with_openssl)
{
    std::mt19937 random{2104};
    for (std::size_t key_size = 0; key_size <= 130; ++key_size) // a block has 64 bytes
    {
        auto const key = random_text(random, key_size);
        hmac_sha1_key const prepared{key};
        for (std::size_t const text_size :
             {0u, 1u, 19u, 54u, 55u, 56u, 63u, 64u, 65u, 119u, 120u, 128u, 1000u, 70'000u})
        {
            auto const text = random_text(random, text_size);
            BOOST_REQUIRE(prepared.sign(text) == by_openssl(key, text));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_key_signs_any_number_of_texts_and_keeps_nothing_of_them)
{
    hmac_sha1_key const key{"Jefe"};
    auto const first = key.sign("one text");
    static_cast<void>(key.sign("another, and longer than the first"));
    static_cast<void>(hmac_sha1_key{"other key"}.sign("one text"));
    BOOST_CHECK(key.sign("one text") == first);
}

BOOST_AUTO_TEST_CASE(one_key_signs_in_many_threads_at_once)
{
    hmac_sha1_key const key{"shared"};
    std::vector<std::vector<sha1_digest>> digests(8);
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < digests.size(); ++number)
        threads.emplace_back(
            [&key, &mine = digests[number], number]
            {
                for (int round = 0; round < 500; ++round)
                    mine.push_back(key.sign(std::to_string(number) + '/' + std::to_string(round)));
            });
    for (auto& thread : threads)
        thread.join();
    for (std::size_t number = 0; number < digests.size(); ++number)
        for (std::size_t round = 0; round < 500; ++round)
            BOOST_REQUIRE(digests[number][round] ==
                          by_openssl("shared", std::to_string(number) + '/' + std::to_string(round)));
}

BOOST_AUTO_TEST_CASE(texts_that_begin_alike_are_signed_as_any_other)
{
    std::mt19937 random{64};
    hmac_sha1_key const key{"Jefe"};
    // More heads than are kept, some of which differ in one byte only; texts shorter than a block among them.
    std::vector<std::string> heads;
    for (std::size_t number = 0; number < 12; ++number)
        heads.push_back(random_text(random, hmac_sha1_key::block_size));
    heads.push_back(heads[0]);
    heads.back().front() ^= 1;
    heads.push_back(heads[0]);
    heads.back().back() ^= 1;
    for (int round = 0; round < 20; ++round)
        for (auto const& head : heads)
            for (std::size_t const size : {0u, 1u, 63u, 64u, 65u, 119u, 120u, 300u})
            {
                auto const text = (head + random_text(random, 300)).substr(0, size);
                BOOST_REQUIRE(key.sign(text, text_head::repeated) == by_openssl("Jefe", text));
            }
}

BOOST_AUTO_TEST_CASE(threads_that_meet_a_head_at_the_same_time_agree)
{
    for (int round = 0; round < 50; ++round)
    {
        hmac_sha1_key const key{"shared"};
        std::vector<std::thread> threads;
        std::atomic<int> wrong{0};
        for (int number = 0; number < 4; ++number)
            threads.emplace_back(
                [&, number]
                {
                    for (int i = 0; i < 20; ++i)
                    {
                        auto const text = std::string(hmac_sha1_key::block_size, static_cast<char>('a' + i % 10)) +
                                          std::to_string(number);
                        wrong += key.sign(text, text_head::repeated) != key.sign(text);
                    }
                });
        for (auto& thread : threads)
            thread.join();
        BOOST_TEST(wrong == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()

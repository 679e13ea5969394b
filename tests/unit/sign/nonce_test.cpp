// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/sign/nonce.hpp"
#include "aliyun/cas/detail/text/percent_encoding.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

namespace
{

using aliyun::cas::detail::chance;
using aliyun::cas::detail::nonce;
using text = std::array<char, nonce::size>;

text make_nonce()
{
    nonce const made;
    text result;
    std::copy_n(made.view().data(), result.size(), result.begin());
    return result;
}

std::vector<text> make_nonces(std::size_t count)
{
    std::vector<text> result(count);
    std::generate(result.begin(), result.end(), &make_nonce);
    return result;
}

bool all_differ(std::vector<text> nonces)
{
    std::sort(nonces.begin(), nonces.end());
    return std::adjacent_find(nonces.begin(), nonces.end()) == nonces.end();
}

/// Makes nonces in a forked child and reads them from a pipe.
std::vector<text> nonces_of_child(std::size_t count)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    auto const child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0)
    {
        auto const nonces = make_nonces(count);
        auto const size = nonces.size() * sizeof(text);
        ::_exit(::write(ends[1], nonces.data(), size) == static_cast<ssize_t>(size) ? 0 : 1);
    }
    ::close(ends[1]);
    std::vector<text> nonces(count);
    auto* at = reinterpret_cast<char*>(nonces.data());
    auto left = count * sizeof(text);
    for (ssize_t got = 0; left > 0 && (got = ::read(ends[0], at, left)) > 0; left -= static_cast<std::size_t>(got))
        at += got;
    ::close(ends[0]);
    int status = -1;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_REQUIRE(status == 0);
    BOOST_REQUIRE(left == 0u);
    return nonces;
}

} // namespace

BOOST_AUTO_TEST_SUITE(nonces)

BOOST_AUTO_TEST_CASE(a_nonce_is_22_characters_that_need_no_encoding)
{
    BOOST_TEST(nonce().view().size() == 22u);
    std::array<int, 256> seen{};
    for (auto const& each : make_nonces(10'000))
        for (char const c : each)
        {
            BOOST_REQUIRE(aliyun::cas::detail::is_unreserved(c));
            ++seen[static_cast<unsigned char>(c)];
        }
    // 220,000 characters of 64 digits: some 3,437 each, and 59 is one standard deviation.
    for (char const c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
        BOOST_TEST(std::abs(seen[static_cast<unsigned char>(c)] - 3437) < 500, "digit " << c);
}

BOOST_AUTO_TEST_CASE(a_million_of_eight_threads_all_differ)
{
    std::vector<std::vector<text>> parts(8);
    std::vector<std::thread> threads;
    for (auto& part : parts)
        threads.emplace_back([&part] { part = make_nonces(125'000); });
    for (auto& thread : threads)
        thread.join();
    std::vector<text> all;
    for (auto const& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    BOOST_TEST(all.size() == 1'000'000u);
    BOOST_TEST(all_differ(std::move(all)));
}

BOOST_AUTO_TEST_CASE(forked_children_and_their_parent_share_none)
{
    // Some are made first, so that there is a supply which a child could inherit.
    auto all = make_nonces(3);
    for (int child = 0; child < 3; ++child)
        for (auto const& each : nonces_of_child(200))
            all.push_back(each);
    for (auto const& each : make_nonces(200))
        all.push_back(each);
    BOOST_TEST(all.size() == 803u);
    BOOST_TEST(all_differ(std::move(all)));
}

BOOST_AUTO_TEST_CASE(chances_lie_between_nought_and_one_and_spread)
{
    double least = 1;
    double greatest = 0;
    double sum = 0;
    for (int i = 0; i < 10'000; ++i)
    {
        auto const value = chance();
        least = std::min(least, value);
        greatest = std::max(greatest, value);
        sum += value;
    }
    BOOST_TEST(least >= 0.0);
    BOOST_TEST(greatest < 1.0);
    BOOST_TEST(least < 0.01);
    BOOST_TEST(greatest > 0.99);
    BOOST_TEST(sum > 4'700.0); // 29 is one standard deviation
    BOOST_TEST(sum < 5'300.0);
}

BOOST_AUTO_TEST_SUITE_END()

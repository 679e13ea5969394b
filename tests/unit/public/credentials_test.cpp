// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/credentials.hpp"

#include "../text/freed_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <stdexcept>
#include <string>

namespace
{

namespace cas = aliyun::cas;

std::string refusal_of(std::string id, std::string_view secret)
{
    try
    {
        cas::credentials const made{std::move(id), cas::secret_string(secret)};
        return "accepted";
    }
    catch (std::invalid_argument const& problem)
    {
        return problem.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(credentials)

BOOST_AUTO_TEST_CASE(an_empty_half_and_an_id_that_could_not_be_one_are_refused_without_telling_the_secret)
{
    for (auto const* const id : {"", "with space", "tab\t", "line\n", "line\r\nHeader: x", "del\x7f", "nul\x01"})
    {
        auto const refusal = refusal_of(id, "topsecret");
        BOOST_TEST(refusal.starts_with("aliyun::cas::credentials: the AccessKey id "), id << ": " << refusal);
        BOOST_TEST(refusal.find("topsecret") == refusal.npos);
    }
    BOOST_TEST(refusal_of(std::string("nul\0", 4), "topsecret").find("control character") != std::string::npos);
    BOOST_TEST(refusal_of("testid", "") == "aliyun::cas::credentials: the AccessKey secret is empty");
    BOOST_TEST(refusal_of("testid", "topsecret") == "accepted");
}

BOOST_AUTO_TEST_CASE(they_print_the_id_and_neither_secret_nor_token)
{
    std::ostringstream out;
    out << cas::credentials{"testid", "topsecret", "toptoken"};
    BOOST_TEST(out.str() == "testid:***");
}

BOOST_AUTO_TEST_CASE(only_those_with_a_token_are_temporary)
{
    cas::credentials const lasting{"testid", "topsecret"};
    BOOST_TEST(!lasting.is_temporary());
    BOOST_TEST(!lasting.security_token().has_value());
    cas::credentials const temporary{"testid", "topsecret", "to/ken"};
    BOOST_TEST(temporary.is_temporary());
    BOOST_TEST(temporary.security_token().value() == "to/ken");
}

BOOST_AUTO_TEST_CASE(copies_share_one_state)
{
    cas::credentials const original{"testid", "topsecret", "token"};
    auto const copy = original;
    BOOST_CHECK(&copy.access_key_id() == &original.access_key_id());
    BOOST_CHECK(&copy.signing_key() == &original.signing_key());
    BOOST_CHECK(copy.security_token()->data() == original.security_token()->data());
}

BOOST_AUTO_TEST_CASE(the_signing_key_is_the_secret_and_an_ampersand)
{
    cas::credentials const who{"testid", "topsecret"};
    BOOST_CHECK(who.signing_key().sign("text") == cas::detail::hmac_sha1_key{"topsecret&"}.sign("text"));
}

BOOST_AUTO_TEST_CASE(no_memory_that_held_secret_or_token_is_freed_unwiped)
{
    std::size_t leaks = 1;
    std::size_t freed = 0;
    for (std::string_view const watched : {"a-secret-of-thirty-characters!", "a-token-that-is-watched-as-well"})
    {
        test_support::freed_memory_watch const watch{watched};
        {
            cas::credentials const made{"testid", "a-secret-of-thirty-characters!", "a-token-that-is-watched-as-well"};
            auto copy = made;
            copy = cas::credentials{"other", "a-secret-of-thirty-characters!"};
        }
        leaks = watch.leaks();
        freed = watch.freed();
        BOOST_TEST(freed > 0u);
        BOOST_TEST(leaks == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Files of credentials, good and bad: what is told of a bad one names the profile and the key, and nothing it holds.

#include "aliyun/cas/detail/sources/cli_profile.hpp"
#include "aliyun/cas/detail/sources/ini_profile.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace
{

using aliyun::cas::detail::profile_kind;
using aliyun::cas::detail::profile_reading;
using aliyun::cas::detail::read_cli_profile;
using aliyun::cas::detail::read_ini_profile;

constexpr std::string_view secret = "kMarkerOfASecret0123456789";

void check(profile_reading const& reading, std::string_view problem)
{
    BOOST_TEST(!reading.profile.has_value());
    BOOST_TEST(reading.problem == problem);
    BOOST_TEST(reading.problem.find(secret.substr(0, 8)) == std::string::npos);
}

std::string cli(std::string_view profile)
{
    return R"({"current":"p","profiles":[{"name":"p",)" + std::string(profile) + "}]}";
}

std::string key_pair(std::string_view mode)
{
    return R"("mode":")" + std::string(mode) + R"(","access_key_id":"id","access_key_secret":")" + std::string(secret) +
           '"';
}

} // namespace

BOOST_AUTO_TEST_SUITE(credential_files)

BOOST_AUTO_TEST_CASE(a_bad_configuration_of_the_cli_is_told_by_profile_and_key)
{
    auto const check_cli = [](std::string const& text, std::string_view problem)
    { check(read_cli_profile(text, {}), problem); };
    check_cli(cli(R"("mode":"AK","access_key_secret":")" + std::string(secret) + '"'),
              "profile `p`: it lacks `access_key_id`");
    check_cli(cli(R"("mode":"AK","access_key_id":"id")"), "profile `p`: it lacks `access_key_secret`");
    check_cli(cli(key_pair("StsToken")), "profile `p`: it lacks `sts_token`");
    check_cli(cli(key_pair("RamRoleArn")), "profile `p`: it lacks the role's resource name");
    check_cli(cli(key_pair(secret)),
              "profile `p`: its `mode` is none that this library knows, which are AK, StsToken, RamRoleArn, "
              "ChainableRamRoleArn, EcsRamRole, OIDC and CredentialsURI");
    check_cli(cli(R"("mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"a")"),
              "profile `p`: it lacks the OIDC token's file");
    check_cli(cli(R"("mode":"ChainableRamRoleArn","source_profile":"q","ram_role_arn":"r")"),
              "of its source profile: there is no profile `q`");
    check_cli(cli(R"("mode":"CredentialsURI")"), "profile `p`: it lacks the credentials URI");
    check_cli("{}", "there is no profile `default`");
    check_cli(R"({"current":"x","profiles":[]})", "there is no profile `x`");
    for (auto const* const current : {"a\\nb", "a\\u0000b", "\\u007f"}) // one line, whatever it is called
    {
        auto const problem = read_cli_profile(R"({"current":")" + std::string(current) + R"("})", {}).problem;
        BOOST_TEST(problem.find_first_of(std::string("\n\0\x7f", 3)) == problem.npos);
    }
}

BOOST_AUTO_TEST_CASE(a_configuration_that_is_no_json_is_told_without_what_it_holds)
{
    auto const good = cli(key_pair("AK"));
    BOOST_TEST(read_cli_profile(good, {}).profile.has_value());
    for (std::size_t size = 0; size < good.size(); ++size) // cut anywhere
    {
        auto const reading = read_cli_profile(good.substr(0, size), {});
        BOOST_TEST(!reading.profile.has_value());
        BOOST_TEST(!reading.problem.empty());
        BOOST_TEST(reading.problem.find(secret.substr(0, 8)) == std::string::npos);
    }
    auto const secret_as = [](std::string_view value)
    { return cli(R"("mode":"AK","access_key_id":"id","access_key_secret":)" + std::string(value)); };
    for (std::string_view const wrong : {"true", "[\"kMarkerOfASecret\"]", "{\"k\":\"kMarkerOfASecret\"}"})
    {
        auto const problem = read_cli_profile(secret_as(wrong), {}).problem;
        BOOST_TEST(problem.starts_with("profiles[0].access_key_secret: "), problem);
        BOOST_TEST(problem.find("kMarker") == problem.npos);
    }
}

BOOST_AUTO_TEST_CASE(a_bad_credentials_file_is_told_by_line_section_and_key)
{
    auto const check_ini = [](std::string const& text, std::string_view problem)
    { check(read_ini_profile(text, "default"), problem); };
    std::string const key = "\naccess_key_secret = " + std::string(secret);
    check_ini("[default]\ntype = access_key" + key, "section `default`: it lacks `access_key_id`");
    check_ini("[default]\ntype = access_key\naccess_key_id = id", "section `default`: it lacks `access_key_secret`");
    check_ini("[default]\ntype = " + std::string(secret) + key,
              "section `default`: its `type` is none that this library knows, which are access_key, sts, "
              "ram_role_arn, ecs_ram_role and oidc_role_arn");
    check_ini("[default]\n" + std::string(secret), "line 2 is neither a section, nor `key = value`, nor a comment");
    check_ini("[default]\n\n[" + std::string(secret), "line 3 begins a section and does not end it");
    check_ini("[other]\ntype = access_key" + key, "there is no section `default`");
    check_ini("", "there is no section `default`");
}

BOOST_AUTO_TEST_CASE(comments_behind_values_are_none_of_them)
{
    auto const reading = read_ini_profile("[default]\t# the usual one\n"
                                          "type = access_key      # one of five\n"
                                          "access_key_id = i#d ; mine\n"
                                          "access_key_secret = s;e#c\t;not this\n",
                                          "default");
    BOOST_REQUIRE_MESSAGE(reading.profile, reading.problem);
    BOOST_TEST(reading.profile->access_key_id == "i#d");
    BOOST_TEST(reading.profile->access_key_secret.reveal() == "s;e#c");
}

BOOST_AUTO_TEST_CASE(what_narrows_a_session_is_not_dropped)
{
    for (auto const* const mode : {"RamRoleArn", "OIDC"})
    {
        auto const reading = read_cli_profile(
            cli(key_pair(mode) + R"(,"ram_role_arn":"r","oidc_provider_arn":"p","oidc_token_file":"t",)"
                                 R"("policy":"{\"Version\":\"1\"}","external_id":"x")"),
            {});
        BOOST_REQUIRE_MESSAGE(reading.profile, reading.problem);
        BOOST_TEST(reading.profile->policy == R"({"Version":"1"})");
        BOOST_TEST(reading.profile->external_id == "x");
    }
}

BOOST_AUTO_TEST_CASE(what_a_credentials_file_says_is_taken_as_it_stands)
{
    auto const reading = read_ini_profile("\xEF\xBB\xBF; comment\r\n[ default ]\r\ntype=sts\r\naccess_key_id = a=b\r\n"
                                          "access_key_secret =  s s \r\nunknown = x\r\nsecurity_token = t\r\n[x]\r\n"
                                          "access_key_id = other",
                                          "default");
    BOOST_REQUIRE(reading.profile.has_value());
    BOOST_CHECK(reading.profile->kind == profile_kind::key);
    BOOST_TEST(reading.profile->access_key_id == "a=b");
    BOOST_TEST(reading.profile->access_key_secret.reveal() == "s s");
    BOOST_TEST(reading.profile->security_token.reveal() == "t");
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/http/endpoint.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace
{

using aliyun::cas::detail::endpoint_of_region;
using aliyun::cas::detail::parse_endpoint;

/// `host port authority`, or the reason why the text was refused.
std::string read(std::string_view text)
{
    try
    {
        auto const result = parse_endpoint(text);
        return result.host + ' ' + std::to_string(result.port) + ' ' + result.authority();
    }
    catch (std::invalid_argument const& problem)
    {
        std::string const why = problem.what();
        BOOST_TEST(why.starts_with("aliyun::cas::client_options::endpoint: "));
        auto const given = why.rfind(": `");
        BOOST_TEST(why.substr(given) == ": `" + std::string(text) + "`");
        return "refused" + why.substr(37, given - 37);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE(hosts_and_ports_are_read)
{
    BOOST_TEST(read("cas.aliyuncs.com") == "cas.aliyuncs.com 443 cas.aliyuncs.com");
    BOOST_TEST(read("https://cas.aliyuncs.com") == "cas.aliyuncs.com 443 cas.aliyuncs.com");
    BOOST_TEST(read("https://cas.aliyuncs.com/") == "cas.aliyuncs.com 443 cas.aliyuncs.com");
    BOOST_TEST(read("cas.aliyuncs.com:443") == "cas.aliyuncs.com 443 cas.aliyuncs.com");
    BOOST_TEST(read("https://localhost:8443/") == "localhost 8443 localhost:8443");
    BOOST_TEST(read("127.0.0.1:1") == "127.0.0.1 1 127.0.0.1:1");
    BOOST_TEST(read("Some_Host-1.example:65535") == "Some_Host-1.example 65535 Some_Host-1.example:65535");
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_stands_in_brackets)
{
    BOOST_TEST(read("[::1]") == "::1 443 [::1]");
    BOOST_TEST(read("https://[2001:db8::7]:8443/") == "2001:db8::7 8443 [2001:db8::7]:8443");
    BOOST_TEST(read("[fe80::1%eth0]:1") == "fe80::1%eth0 1 [fe80::1%eth0]:1");
    BOOST_TEST(read("::1") == "refused: the port is not a number from 1 to 65535");
    BOOST_TEST(read("[::1") == "refused: a bracket is not closed");
    BOOST_TEST(read("[::1]443") == "refused: not a host and a port");
    BOOST_TEST(read("[]") == "refused: not a host name or an address");
    BOOST_TEST(read("[::1]]") == "refused: not a host and a port");
}

BOOST_AUTO_TEST_CASE(all_but_https_is_refused)
{
    for (auto const* const text :
         {"http://cas.aliyuncs.com", "ftp://x", "HTTPS://x", "://x", "http://[::1]", "https:///x://"})
        BOOST_TEST(read(text).starts_with("refused"), text);
    BOOST_TEST(read("http://cas.aliyuncs.com") == "refused: the service is reached by https only");
}

BOOST_AUTO_TEST_CASE(bad_ports_are_refused)
{
    for (auto const* const text : {"h:", "h:0", "h:65536", "h:99999999999999999999", "h:-1", "h:+1", "h:1x", "h: 1",
                                   "h:1:2", "[::1]:", "[::1]:x", "h:443:"})
        BOOST_TEST(read(text) == "refused: the port is not a number from 1 to 65535", text);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_a_host_is_refused)
{
    for (auto const* const text : {"", "/", "https://", "https:///", "h/path", "h//", "user@host", "h?x", "h#x", "a b",
                                   "h\n", "h\r\nX", "*.aliyuncs.com", "caf\u00e9.example", "[a b]"})
        BOOST_TEST(read(text) == "refused: not a host name or an address", text);
    BOOST_CHECK_THROW(static_cast<void>(parse_endpoint(std::string_view("h\0", 2))), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(only_regions_of_the_international_site_have_hosts_of_their_own)
{
    for (auto const* const region : {"", "cn-hangzhou", "cn-shanghai", "us-west-1", "nowhere", "eu-central-1x"})
        BOOST_TEST(endpoint_of_region(region) == "cas.aliyuncs.com");
    for (std::string const region :
         {"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "eu-central-1", "me-east-1"})
        BOOST_TEST(endpoint_of_region(region) == "cas." + region + ".aliyuncs.com");
}

BOOST_AUTO_TEST_SUITE_END()

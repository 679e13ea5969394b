// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/http/request_builder.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace
{

using aliyun::cas::detail::endpoint;
using aliyun::cas::detail::http_method;
using aliyun::cas::detail::request_builder;
using aliyun::cas::detail::wiped_buffer;

std::string built(request_builder const& builder, http_method method, std::string_view query)
{
    wiped_buffer out;
    out.append("what an earlier request has left");
    builder.build(out, method, "DeleteUserCertificate", "2018-07-13", query);
    return std::string(out.view());
}

} // namespace

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(a_get_carries_the_query_in_its_target)
{
    request_builder const builder{endpoint{"cas.aliyuncs.com", 443}, ""};
    BOOST_TEST(built(builder, http_method::get, "AccessKeyId=testid&Signature=x%3D") ==
               "GET /?AccessKeyId=testid&Signature=x%3D HTTP/1.1\r\n"
               "Host: cas.aliyuncs.com\r\n"
               "User-Agent: aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n"
               "x-sdk-client: aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n"
               "Accept: */*\r\n"
               "x-acs-version: 2018-07-13\r\n"
               "x-acs-action: DeleteUserCertificate\r\n"
               "\r\n");
}

BOOST_AUTO_TEST_CASE(a_post_carries_the_query_as_its_form_and_nothing_of_it_in_the_target)
{
    request_builder const builder{endpoint{"::1", 8443}, "my-tool/1.2"};
    BOOST_TEST(built(builder, http_method::post, "Key=secret&Signature=x%3D") ==
               "POST / HTTP/1.1\r\n"
               "Host: [::1]:8443\r\n"
               "User-Agent: my-tool/1.2 aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n"
               "x-sdk-client: aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n"
               "Accept: */*\r\n"
               "x-acs-version: 2018-07-13\r\n"
               "x-acs-action: DeleteUserCertificate\r\n"
               "Content-Type: application/x-www-form-urlencoded\r\n"
               "Content-Length: 25\r\n"
               "\r\n"
               "Key=secret&Signature=x%3D");
}

BOOST_AUTO_TEST_CASE(the_length_of_a_form_is_exact_whatever_it_is)
{
    request_builder const builder{endpoint{"h", 443}, ""};
    for (std::size_t const size : {0u, 1u, 9u, 10u, 99u, 100u, 12'345u, 1'000'000u})
    {
        auto const request = built(builder, http_method::post, std::string(size, 'q'));
        BOOST_TEST(request.find("\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n") != request.npos);
        BOOST_TEST(request.size() - (request.find("\r\n\r\n") + 4) == size);
    }
}

BOOST_AUTO_TEST_CASE(a_user_agent_that_could_break_out_of_its_header_is_refused)
{
    endpoint const to{"h", 443};
    for (auto const* const bad : {"a\r\nX: y", "\n", "a\rb", "tab\t", "\x7f", "\x1b[0m"})
        BOOST_CHECK_THROW(request_builder(to, bad), std::invalid_argument);
    BOOST_CHECK_THROW(request_builder(to, std::string_view("nul\0", 4)), std::invalid_argument);
    BOOST_CHECK_NO_THROW(request_builder(to, "Mozilla/5.0 (caf\u00e9; +https://x) ~"));
}

BOOST_AUTO_TEST_SUITE_END()

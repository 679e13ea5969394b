// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What is said to a proxy, and what its answers mean.

#include "../text/freed_memory.hpp"

#include "aliyun/cas/detail/pool/proxy_tunnel.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace aliyun::cas;
using detail::proxy_tunnel;
using status = proxy_tunnel::status;

namespace
{

detail::endpoint to(std::string host = "cas.aliyuncs.com", std::uint16_t port = 443)
{
    detail::endpoint result;
    result.host = std::move(host);
    result.port = port;
    return result;
}

proxy_options const plain("proxy.example:3128");

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_tunnels)

BOOST_AUTO_TEST_CASE(the_request_names_the_endpoint_and_its_port)
{
    std::string const rest = "User-Agent: aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n";
    BOOST_TEST(proxy_tunnel(plain, to()).output() ==
               "CONNECT cas.aliyuncs.com:443 HTTP/1.1\r\nHost: cas.aliyuncs.com:443\r\n" + rest + "\r\n");
    BOOST_TEST(proxy_tunnel(plain, to("::1", 8443)).output() ==
               "CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\n" + rest + "\r\n");
    // RFC 7617 section 2: the example.
    BOOST_TEST(proxy_tunnel(proxy_options("Aladdin:open%20sesame@proxy"), to()).output() ==
               "CONNECT cas.aliyuncs.com:443 HTTP/1.1\r\nHost: cas.aliyuncs.com:443\r\n" + rest +
                   "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_request_may_be_sent_in_parts_and_is_wiped_then)
{
    std::string const encoded = "QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    test_support::freed_memory_watch const watch{encoded};
    {
        proxy_tunnel tunnel(proxy_options("Aladdin:open%20sesame@proxy"), to());
        std::string sent;
        sent.reserve(1000);
        while (!tunnel.output().empty())
        {
            sent += tunnel.output().front();
            tunnel.sent(1);
        }
        BOOST_TEST(sent.find(encoded) != sent.npos);
        proxy_tunnel const never_sent(proxy_options("Aladdin:open%20sesame@proxy"), to());
        detail::wipe(sent.data(), sent.size());
    }
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_of_2xx_opens_the_tunnel_however_it_is_cut)
{
    for (std::string_view const answer :
         {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nServer: x\r\nContent-Length: 7\r\n\r\n",
          "HTTP/1.1 299\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"})
        for (std::size_t piece = 1; piece <= answer.size(); ++piece)
        {
            proxy_tunnel tunnel(plain, to());
            auto now = status::wants_input;
            for (std::size_t at = 0; at < answer.size(); at += piece)
            {
                BOOST_REQUIRE(now == status::wants_input);
                now = tunnel.receive(answer.substr(at, piece));
            }
            BOOST_CHECK(now == status::open);
            BOOST_TEST(!tunnel.code());
        }
}

BOOST_AUTO_TEST_CASE(other_answers_are_told_by_their_status_alone)
{
    struct
    {
        std::string answer;
        errc code;
        std::string_view problem;
    } const cases[] = {
        {"HTTP/1.1 407 Secret\r\nX: y\r\n\r\nbody", errc::proxy_refused,
         "the proxy proxy.example:3128 answers with HTTP status 407: it wants a user and a password"},
        {"HTTP/1.1 403 No\r\n\r\n", errc::proxy_refused, "the proxy proxy.example:3128 answers with HTTP status 403"},
        {"HTTP/1.1 302 Elsewhere\r\nLocation: x\r\n\r\n", errc::proxy_refused,
         "the proxy proxy.example:3128 answers with HTTP status 302"},
        {"HTTP/1.1 502 Bad\r\n\r\n", errc::proxy_failed, "the proxy proxy.example:3128 answers with HTTP status 502"},
        {"HTTP/1.1 200 OK\r\n\r\nx", errc::proxy_failed,
         "the proxy proxy.example:3128 sends something before TLS begins"},
        {"SSH-2.0-OpenSSH\r\n", errc::proxy_failed, "the proxy proxy.example:3128 does not speak HTTP"},
        {"\x16\x03\x01", errc::proxy_failed, "the proxy proxy.example:3128 does not speak HTTP"},
        {"HTTP/1.1 2x0 OK\r\n\r\n", errc::proxy_failed,
         "the proxy proxy.example:3128 answers with a line that is no status line"},
        {"HTTP/1.1 2000 OK\r\n\r\n", errc::proxy_failed,
         "the proxy proxy.example:3128 answers with a line that is no status line"},
        {"HTTP/1.1\r\n\r\n", errc::proxy_failed,
         "the proxy proxy.example:3128 answers with a line that is no status line"},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'), errc::proxy_failed,
         "the proxy proxy.example:3128 answers without an end"},
    };
    for (auto const& each : cases)
    {
        proxy_tunnel tunnel(plain, to());
        BOOST_CHECK(tunnel.receive(each.answer) == status::failed);
        BOOST_TEST(tunnel.code() == make_error_code(each.code));
        BOOST_TEST(tunnel.problem() == each.problem);
    }
    proxy_tunnel with_user(proxy_options("u:p@proxy"), to());
    BOOST_CHECK(with_user.receive("HTTP/1.1 407 x\r\n\r\n") == status::failed);
    BOOST_TEST(with_user.problem() ==
               "the proxy proxy:80 answers with HTTP status 407: it does not accept this user and password");
}

BOOST_AUTO_TEST_CASE(an_end_before_the_answer_is_a_failure)
{
    proxy_tunnel tunnel(plain, to());
    BOOST_CHECK(tunnel.receive("HTTP/1.1 2") == status::wants_input);
    BOOST_CHECK(tunnel.receive_end() == status::failed);
    BOOST_TEST(tunnel.code() == make_error_code(errc::proxy_failed));
    BOOST_TEST(tunnel.problem() == "the proxy proxy.example:3128 closed the connection without an answer");
}

BOOST_AUTO_TEST_CASE(interim_answers_without_an_end_are_not_read_for_ever)
{
    proxy_tunnel tunnel(plain, to());
    std::string const interim = "HTTP/1.1 102 Processing\r\n\r\n";
    int rounds = 0;
    while (rounds < 10'000 && tunnel.receive(interim) == status::wants_input)
        ++rounds;
    BOOST_TEST(rounds < 10'000);
    BOOST_TEST(tunnel.code() == make_error_code(errc::proxy_failed));
}

BOOST_AUTO_TEST_SUITE_END()

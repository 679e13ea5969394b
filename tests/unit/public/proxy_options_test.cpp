// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A proxy's address as text, and the proxy of the environment.

#include "../text/freed_memory.hpp"

#include "aliyun/cas/proxy_environment.hpp"
#include "aliyun/cas/proxy_options.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>

namespace cas = aliyun::cas;
using cas::proxy_options;

namespace
{

std::string printed(proxy_options const& proxy)
{
    std::ostringstream out;
    out << proxy;
    return out.str();
}

struct environment
{
    environment() { clear(); }
    ~environment() { clear(); }
    environment(environment const&) = delete;
    environment& operator=(environment const&) = delete;

    static void set(char const* name, char const* value) { ::setenv(name, value, 1); }
    static void clear()
    {
        for (auto const* const name : {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
            ::unsetenv(name);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_texts)

BOOST_AUTO_TEST_CASE(a_host_and_a_port_are_read)
{
    struct
    {
        char const* url;
        char const* printed;
    } const cases[] = {{"proxy.example:3128", "http://proxy.example:3128"},
                       {"http://proxy.example:3128/", "http://proxy.example:3128"},
                       {"http://proxy.example", "http://proxy.example:80"},
                       {"[::1]:8080", "http://[::1]:8080"},
                       {"http://10.0.0.1", "http://10.0.0.1:80"}};
    for (auto const& each : cases)
        BOOST_TEST(printed(proxy_options(each.url)) == each.printed);
    BOOST_TEST(proxy_options("[::1]:8080").host == "::1");
}

BOOST_AUTO_TEST_CASE(user_and_password_are_decoded_and_not_printed)
{
    proxy_options const proxy("http://us%40er:p%3a%25%e4@ss:word@proxy:81");
    BOOST_TEST(proxy.user.reveal() == "us@er");
    BOOST_TEST(proxy.password.reveal() == "p:%\xe4@ss:word");
    BOOST_TEST(proxy.host == "proxy");
    BOOST_TEST(printed(proxy) == "http://***@proxy:81");
    BOOST_TEST(proxy_options("only@proxy").user.reveal() == "only");
    BOOST_TEST(proxy_options("only@proxy").password.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_proxy_is_refused_without_repeating_it)
{
    for (auto const* const bad :
         {"", "http://", "https://secret@proxy:1", "socks5://secret@proxy:1", "secret@", "secret@proxy:0",
          "secret@proxy:65536", "secret@proxy:x", "secret@pro xy:1", "secret@proxy:1/path", "secret@[::1",
          "sec%zzret@p:1", "secret%4@p:1", "secret@proxy\r\n:1"})
        BOOST_CHECK_EXCEPTION(proxy_options{bad}, std::invalid_argument,
                              [](std::invalid_argument const& problem)
                              {
                                  std::string const text = problem.what();
                                  BOOST_TEST(text.find("cret") == text.npos, text);
                                  return text.starts_with("aliyun::cas::proxy_options: ");
                              });
}

BOOST_AUTO_TEST_CASE(the_environment_is_read_when_it_is_asked_for)
{
    environment const env;
    cas::client_options options;
    BOOST_TEST(!options.proxy.has_value());
    BOOST_TEST(!cas::proxy_from_environment(options).has_value());
    env.set("HTTPS_PROXY", "http://upper:1");
    BOOST_TEST(printed(cas::proxy_from_environment(options).value()) == "http://upper:1");
    env.set("https_proxy", "http://lower:2");
    BOOST_TEST(printed(cas::proxy_from_environment(options).value()) == "http://lower:2");

    env.set("NO_PROXY", "aliyuncs.com");
    BOOST_TEST(!cas::proxy_from_environment(options).has_value());
    env.set("no_proxy", "cas.ap-southeast-1.aliyuncs.com");
    BOOST_TEST(cas::proxy_from_environment(options).has_value());
    options.region_id = "ap-southeast-1";
    BOOST_TEST(!cas::proxy_from_environment(options).has_value());
    options.endpoint = "127.0.0.1:8443";
    BOOST_TEST(cas::proxy_from_environment(options).has_value());

    env.set("https_proxy", "https://who:secret@proxy");
    BOOST_CHECK_EXCEPTION(static_cast<void>(cas::proxy_from_environment(options)), std::invalid_argument,
                          [](std::invalid_argument const& problem)
                          {
                              std::string const text = problem.what();
                              return text.find("https_proxy") != text.npos && text.find("secret") == text.npos;
                          });
}

BOOST_AUTO_TEST_CASE(the_list_of_exempt_hosts_is_read_as_others_read_it)
{
    auto const exempt = [](char const* host, char const* list, unsigned short port = 443)
    {
        cas::detail::endpoint to;
        to.host = host;
        to.port = port;
        return cas::detail::goes_without_proxy(to, list);
    };
    for (auto const* const list : {"*", "a.example.com", "example.com", ".example.com", "*.example.com", "EXAMPLE.com",
                                   "x, example.com", "x,,example.com ,y", "example.com:443", "a b example.com"})
        BOOST_TEST(exempt("a.example.com", list), list);
    for (auto const* const list :
         {"", ",", " ", "ample.com", "b.example.com", "a.example.com.org", "example.com:80", "com.", ".", ":443"})
        BOOST_TEST(!exempt("a.example.com", list), list);
    BOOST_TEST(exempt("example.com", ".example.com"));
    BOOST_TEST(exempt("127.0.0.1", "127.0.0.1"));
    BOOST_TEST(!exempt("10.127.0.1", "127.0.0.1"));
    BOOST_TEST(!exempt("127.0.0.1", "0.0.1"));
    BOOST_TEST(exempt("::1", "::1"));
    BOOST_TEST(exempt("::1", "[::1]"));
    BOOST_TEST(exempt("::1", "[::1]:8443", 8443));
    BOOST_TEST(!exempt("::1", "[::1]:8443"));
}

BOOST_AUTO_TEST_CASE(nothing_of_user_and_password_stays_in_memory)
{
    static constexpr std::string_view secret = "correct-horse-battery-staple";
    std::string const url = "http://" + std::string(secret) + "-user:" + std::string(secret) + "-word@proxy:1";
    test_support::freed_memory_watch const watch{secret};
    {
        proxy_options const first(url);
        cas::client_options options;
        options.proxy = first;
        auto const copy = options;
        options.proxy->password = "another";
    }
    BOOST_TEST(watch.freed() > 0u);
    BOOST_TEST(watch.leaks() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

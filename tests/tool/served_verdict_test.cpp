// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "certificates/hosts_file.hpp"
#include "certificates/problem.hpp"
#include "certificates/served_verdict.hpp"

#include <boost/test/unit_test.hpp>

namespace
{

using namespace certificates;
using std::chrono::days;
using std::chrono::year;

constexpr std::chrono::sys_seconds now = std::chrono::sys_days(year{2026} / 11 / 25);

certificate entry(std::int64_t id, std::string const& start, std::string const& end, std::vector<std::string> hosts)
{
    certificate one;
    one.id = id;
    one.name = "c" + std::to_string(id);
    one.start_date = start;
    one.end_date = end;
    one.hosts = std::move(hosts);
    one.fingerprint = "F" + std::to_string(id);
    return one;
}

probed_host serving(std::string const& fingerprint)
{
    probed_host one;
    one.fingerprint = fingerprint;
    one.not_before = now - days(30);
    one.not_after = now + days(30);
    one.covers_name = true;
    return one;
}

served_host host(std::string const& name)
{
    served_host one;
    one.name = name;
    return one;
}

struct account_of_four
{
    certificate_index index{{entry(1, "2026-01-01", "2027-01-01", {"www.example.com"}),
                             entry(2, "2026-06-01", "2027-06-01", {"www.example.com", "example.com"}),
                             entry(3, "2026-09-01", "2026-11-01", {"www.example.com"}),
                             entry(4, "2026-07-01", "2027-07-01", {"*.example.org"})},
                            now};
    served_state state_of(std::string const& name, probed_host const& probed) const
    {
        return judge_served(host(name), probed, index, now).state;
    }
};

bool refused(std::string const& text, std::string const& where)
{
    try
    {
        static_cast<void>(read_hosts(text, "hosts"));
        return false;
    }
    catch (problem const& wrong)
    {
        return wrong.code() == exit_code::usage && std::string(wrong.what()).starts_with(where);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(served)

BOOST_AUTO_TEST_CASE(a_line_is_a_host_with_a_port_and_an_address_if_wanted)
{
    auto const hosts = read_hosts("# all of them\n\nwww.example.com\r\n  a.example.com:8443  # here\n"
                                  "b.example.com=192.0.2.1\nc.example.com:444 = 2001:db8::1\n[2001:db8::2]:445=[::1]\n"
                                  "192.0.2.7\nd.example.com:1=other.example.com",
                                  "hosts");
    BOOST_TEST_REQUIRE(hosts.size() == 7U);
    auto const is = [&](std::size_t at, char const* name, unsigned port, char const* address, std::size_t line)
    {
        BOOST_TEST(hosts[at].name == name);
        BOOST_TEST(hosts[at].port == port);
        BOOST_TEST(hosts[at].address == address);
        BOOST_TEST(hosts[at].line == line);
    };
    is(0, "www.example.com", 443, "", 3);
    is(1, "a.example.com", 8443, "", 4);
    is(2, "b.example.com", 443, "192.0.2.1", 5);
    is(3, "c.example.com", 444, "2001:db8::1", 6);
    is(4, "2001:db8::2", 445, "::1", 7);
    is(5, "192.0.2.7", 443, "", 8);
    is(6, "d.example.com", 1, "other.example.com", 9);
    BOOST_TEST(hosts[4].text() == "[2001:db8::2]:445=::1");
}

BOOST_AUTO_TEST_CASE(what_is_no_host_is_refused_with_its_line)
{
    BOOST_TEST(refused("ok\nwww.example.com:0", "hosts:2: "));
    BOOST_TEST(refused("www.example.com:65536", "hosts:1: "));
    BOOST_TEST(refused("www.example.com:https", "hosts:1: "));
    BOOST_TEST(refused("www.example.com:", "hosts:1: "));
    BOOST_TEST(refused("www.example.com=", "hosts:1: "));
    BOOST_TEST(refused("=192.0.2.1", "hosts:1: "));
    BOOST_TEST(refused("two words", "hosts:1: "));
    BOOST_TEST(refused("https://www.example.com/", "hosts:1: "));
    BOOST_TEST(refused("2001:db8::1", "hosts:1: ")); // without brackets its end would be a port
}

BOOST_AUTO_TEST_CASE(the_newest_is_the_valid_one_that_begins_last)
{
    account_of_four const account;
    BOOST_TEST(account.index.newest_for("WWW.example.com")->id == 2);
    BOOST_TEST(account.index.newest_for("x.example.org")->id == 4);
    BOOST_TEST(account.index.newest_for("x.y.example.org") == nullptr); // a wildcard stands for one label
    BOOST_TEST(account.index.newest_for("example.org") == nullptr);
}

BOOST_AUTO_TEST_CASE(of_two_that_begin_on_one_day_the_later_upload_is_the_newest)
{
    certificate_index const index({entry(8, "2026-11-01", "2027-01-01", {"a.example.com"}),
                                   entry(9, "2026-11-01", "2027-01-01", {"*.example.com"}),
                                   entry(7, "2026-11-01", "2027-01-01", {"a.example.com"})},
                                  now);
    BOOST_TEST(index.newest_for("a.example.com")->id == 9);
}

BOOST_AUTO_TEST_CASE(each_state_is_told_from_the_others)
{
    account_of_four const account;
    BOOST_TEST((account.state_of("www.example.com", serving("F2")) == served_state::ok));
    BOOST_TEST((account.state_of("www.example.com", serving("F1")) == served_state::older));
    BOOST_TEST((account.state_of("www.example.com", serving("F0")) == served_state::foreign));
    BOOST_TEST((account.state_of("www.example.net", serving("F0")) == served_state::not_in_account));

    auto wrong = serving("F4");
    wrong.covers_name = false;
    BOOST_TEST((account.state_of("www.example.com", wrong) == served_state::wrong_name));
    auto early = serving("F2");
    early.not_before = now + days(1);
    BOOST_TEST((account.state_of("www.example.com", early) == served_state::not_yet_valid));
    auto late = serving("F3");
    late.not_after = now - days(24);
    late.covers_name = false; // the worst is told
    BOOST_TEST((account.state_of("www.example.com", late) == served_state::expired));
    probed_host silent;
    silent.unreachable = "Connection refused while connecting";
    BOOST_TEST((account.state_of("www.example.com", silent) == served_state::unreachable));
}

BOOST_AUTO_TEST_CASE(the_words_name_what_is_served_and_what_should_be)
{
    account_of_four const account;
    BOOST_TEST(judge_served(host("www.example.com"), serving("F1"), account.index, now).detail ==
               "serves c1 (1), not the newest, c2 (2)");
    auto late = serving("F0");
    late.not_after = now - days(24);
    BOOST_TEST(judge_served(host("www.example.com"), late, account.index, now).detail ==
               "serves a certificate that ended on 2026-11-01, which the account does not have");
}

BOOST_AUTO_TEST_CASE(what_visitors_see_is_critical)
{
    BOOST_TEST((grade_of(served_state::ok) == severity::ok));
    BOOST_TEST((grade_of(served_state::not_in_account) == severity::warning));
    BOOST_TEST((grade_of(served_state::older) == severity::warning));
    BOOST_TEST((grade_of(served_state::wrong_name) == severity::critical));
    BOOST_TEST((grade_of(served_state::unreachable) == severity::critical));
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What holds for every command: the table of exit codes, row by row; Ctrl-C; pipes that end; regions; profiles.

#include "network/scripted_proxy.hpp"
#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace
{

using tool_test::ended;
using tool_test::tool_fixture;
using tool_test::wait_for;

aliyun::cas::emulator_options slow(std::chrono::milliseconds latency)
{
    aliyun::cas::emulator_options options;
    options.latency = latency;
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_manners)

BOOST_FIXTURE_TEST_CASE(the_table_of_exit_codes_row_by_row, tool_fixture)
{
    add("soon", issue("soon.example.com", "2019-01-01", "2049-01-20"));
    add("at-once", issue("now.example.com", "2019-01-01", "2049-01-02"));
    write_pair("good", issue("good.example.com", "2019-01-01", "2049-12-31"));
    write_pair("bad", issue("bad.example.com", "2019-01-01", "2020-12-31"));
    auto const code = [this](std::vector<std::string> arguments) { return run(std::move(arguments)).code; };

    BOOST_TEST(code({"list"}) == 0);
    BOOST_TEST(code({"prune"}) == 0); // nothing to do
    BOOST_TEST(code({"--help"}) == 0);
    BOOST_TEST(code({"list", "--help"}) == 0);
    BOOST_TEST(code({"--version"}) == 0);
    BOOST_TEST(code({"check", "bad"}) == 1);
    BOOST_TEST(code({"upload", "bad"}) == 1);
    BOOST_TEST(code({"upload", "good", "bad"}) == 2);
    BOOST_TEST(code({}) == 3);
    BOOST_TEST(code({"dance"}) == 3);
    BOOST_TEST(code({"list", "--colour"}) == 3);
    BOOST_TEST(code({"list", "--format", "xml"}) == 3);
    BOOST_TEST(code({"list", "--timeout", "soon"}) == 3);
    BOOST_TEST(code({"list", "--concurrency", "0"}) == 3);
    BOOST_TEST(code({"list", "--endpoint", "http://127.0.0.1"}) == 3);
    BOOST_TEST(code({"show", "17"}) == 5);
    BOOST_TEST(code({"list", "--endpoint", "https://127.0.0.1:1", "--timeout", "2s"}) == 6);
    BOOST_TEST(code({"list", "--ca", "/etc/ssl/certs/ca-certificates.crt", "--timeout", "2s"}) >= 3); // not trusted
    BOOST_TEST(code({"expiring", "--exit-code", "--critical", "0d"}) == 10);
    BOOST_TEST(code({"expiring", "--exit-code"}) == 11);

    environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "wrong";
    auto const refused = run({"list"});
    BOOST_TEST(refused.code == 4);
    BOOST_TEST(refused.err.find("SignatureDoesNotMatch") != std::string::npos);
    environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "nobody";
    BOOST_TEST(code({"list"}) == 4);
    environment.erase("ALIBABA_CLOUD_ACCESS_KEY_ID");
    environment.erase("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    environment["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
    BOOST_TEST(code({"list"}) == 4);
    BOOST_TEST(code({"list", "--profile", "nobody"}) == 4);
}

BOOST_FIXTURE_TEST_CASE(a_plugin_of_nagios_ends_as_nagios_expects, tool_fixture)
{
    BOOST_TEST(run({"expiring", "-f", "nagios"}).code == 0);
    add("soon", issue("soon.example.com", "2019-01-01", "2049-01-20"));
    BOOST_TEST(run({"expiring", "-f", "nagios"}).code == 1);
    add("at-once", issue("now.example.com", "2019-01-01", "2049-01-02"));
    BOOST_TEST(run({"expiring", "-f", "nagios"}).code == 2);
    auto const unknown = run({"expiring", "-f", "nagios", "--endpoint", "https://127.0.0.1:1", "--timeout", "1s"});
    BOOST_TEST(unknown.code == 3);
    BOOST_TEST(unknown.out.starts_with("CERTIFICATES UNKNOWN - "));
}

BOOST_FIXTURE_TEST_CASE(credentials_come_from_a_profile_of_the_official_cli, tool_fixture)
{
    environment.erase("ALIBABA_CLOUD_ACCESS_KEY_ID");
    environment.erase("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    write(".aliyun/config.json", R"({"current": "other", "profiles": [
        {"name": "work", "mode": "AK", "access_key_id": "testid", "access_key_secret": "testsecret"}]})");
    std::filesystem::permissions(folder / ".aliyun/config.json", std::filesystem::perms::owner_read);
    BOOST_TEST(run({"list", "--profile", "work"}).code == 0);
    BOOST_TEST(run({"list", "--profile", "play"}).code == 4);
}

BOOST_AUTO_TEST_CASE(region_all_walks_both_sites_and_tells_which)
{
    tool_fixture mainland;
    support::running_emulator international;
    auto const authorities = mainland.emulator.ca_pem() + international.ca_pem();
    mainland.write("both.pem", authorities);
    mainland.add("here", mainland.issue("a.example.com", "2019-01-01", "2049-12-31"));
    auto const there = mainland.issue("b.example.com", "2019-01-01", "2049-12-31");
    international.add_certificate("there", mainland.chain_of(there), there.key_pem());
    auto const both = mainland.emulator.endpoint() + "," + international.endpoint();
    auto const came = mainland.run(
        {"list", "--region", "all", "--endpoint", both, "--ca", "both.pem", "-f", "csv", "--fields", "name,region"});
    BOOST_TEST(came.code == 0);
    BOOST_TEST(came.out == "name,region\nhere,cn-hangzhou\nthere,ap-southeast-1\n");
    BOOST_TEST(mainland.run({"list", "--region", "all"}).code == 3); // one endpoint for two sites
    BOOST_TEST(mainland.run({"prune", "--region", "all", "--endpoint", both}).code == 3);
}

BOOST_AUTO_TEST_CASE(ctrl_c_ends_a_list_that_says_it_is_not_complete)
{
    tool_fixture tool(slow(std::chrono::milliseconds(100)));
    tool.emulator.add_certificates(5000);
    auto running = tool.start({"list", "-f", "json", "--rate", "0"});
    BOOST_TEST(wait_for([&] { return tool.emulator.history().size() > 10; }));
    running.signal(SIGINT);
    auto const came = running.wait();
    BOOST_TEST(came.code == 130);
    BOOST_TEST(came.err.find("interrupted: ") != std::string::npos);
    BOOST_TEST(came.err.find(" of 5000 certificates read") != std::string::npos);
    BOOST_TEST(came.out.ends_with("],\"complete\":false}\n"));
}

BOOST_AUTO_TEST_CASE(ctrl_c_lets_the_upload_under_way_end_and_says_what_was_done)
{
    tool_fixture tool(slow(std::chrono::milliseconds(100)));
    for (int i = 0; i < 6; ++i)
        tool.write_pair("new/" + std::to_string(i),
                        tool.issue("host-" + std::to_string(i) + ".example.com", "2019-01-01", "2049-12-31"));
    auto running = tool.start({"upload", "new", "--concurrency", "1"});
    BOOST_TEST(wait_for([&] { return tool.emulator.certificates() >= 2; }));
    running.signal(SIGINT);
    auto const came = running.wait();
    BOOST_TEST(came.code == 130);
    auto const there = tool.emulator.certificates();
    BOOST_TEST(there < 6U);
    BOOST_TEST(came.err.find("interrupted: " + std::to_string(there) + " uploaded") != std::string::npos, came.err);
    auto const again = tool.run({"upload", "new"});
    BOOST_TEST(again.code == 0);
    BOOST_TEST(again.out.find(std::to_string(6 - there) + " uploaded, " + std::to_string(there) + " unchanged") !=
               std::string::npos);
    BOOST_TEST(tool.emulator.certificates() == 6U);
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_another_run_is_told_and_does_not_wait_for_ever, tool_fixture)
{
    write_pair("new", issue("www.example.com", "2019-01-01", "2049-12-31"));
    auto holder = start(holding_the_journal("j", 60));
    BOOST_TEST(wait_for([&] { return is_held("j"); }));
    auto const late = run({"upload", "new", "--journal", "j", "--timeout", "1s"});
    BOOST_TEST(late.code == 1);
    BOOST_TEST(late.err.find("another run holds it; waiting\n") != std::string::npos, late.err);
    BOOST_TEST(late.err.find("error: journal j: another run holds it\n") != std::string::npos, late.err);
    for (auto const& planned : {std::vector<std::string>{"upload", "-n", "new"}, {"rotate", "new"}, {"prune"}})
    {
        auto arguments = planned;
        arguments.insert(arguments.end(), {"--journal", "j", "--timeout", "1s"});
        auto const came = run(arguments); // what changes nothing waits for nobody
        BOOST_TEST(came.code == 0, came.err);
    }
    auto patient = start({"upload", "new", "--journal", "j"});
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    holder.signal(SIGKILL);
    BOOST_TEST(patient.wait().code == 0);
    BOOST_TEST(emulator.certificates() == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_keeps_ended_certificates_and_what_chooses_none_is_told, tool_fixture)
{
    BOOST_TEST(run({"list"}).err.find("there is no certificate in the account") != std::string::npos);
    add("ended", issue("a.example.com", "2019-01-01", "2020-01-01"));
    add("replaced", issue("b.example.com", "2019-01-01", "2020-01-01"));
    add("newer", issue("b.example.com", "2019-01-01", "2049-12-31"));
    BOOST_TEST(run({"prune"}).err.find("1 uploaded certificate has ended and stays: see --keep") != std::string::npos);
    BOOST_TEST(run({"prune", "--keep", "0"}).err.find("ended and stay") == std::string::npos);
    BOOST_TEST(run({"list", "--name", "x*"}).err.find("none of the 3 certificates") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_same_flaw_of_many_certificates_is_one_line, tool_fixture)
{
    for (int i = 0; i < 5; ++i)
    {
        auto const number = std::to_string(i);
        auto const one = issue("host-" + number + ".example.com", "2019-01-01", "2049-12-31");
        write("new/" + number + "/cert.pem", one.pem()); // without its chain
        write("new/" + number + "/key.pem", one.key_pem());
    }
    auto const came = run({"upload", "new", "--dry-run"}).err;
    BOOST_TEST(came.find("and 4 more of the kind: see `check`") != std::string::npos, came);
    BOOST_TEST(std::count(came.begin(), came.end(), '\n') < 5);
}

BOOST_FIXTURE_TEST_CASE(a_port_that_is_taken_and_a_name_that_is_none_are_told_in_words, tool_fixture)
{
    auto const port = emulator.endpoint().substr(emulator.endpoint().rfind(':') + 1);
    auto const taken = run({"emulate", "--port", port});
    BOOST_TEST(taken.code == 1);
    BOOST_TEST(taken.err.ends_with("port " + port + ": Address already in use\n"), taken.err);
    auto const none = run({"list", "--endpoint", "https://nowhere.invalid", "--timeout", "5s"});
    BOOST_TEST(none.code == 6);
    BOOST_TEST(none.err.find("see --region and --endpoint") != std::string::npos, none.err);
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_has_enough_ends_it_quietly_and_not_with_0, tool_fixture)
{
    emulator.add_certificates(3000);
    write("piped.sh", "set -o pipefail; " ALIYUN_CERTIFICATES " list -f jsonl --rate 0 | head -n 1\n");
    auto const came = run({"/bin/bash", "piped.sh"});
    BOOST_TEST(came.code == 141);
    BOOST_TEST(came.err == "");
    BOOST_TEST(std::count(came.out.begin(), came.out.end(), '\n') == 1);
}

BOOST_FIXTURE_TEST_CASE(output_that_cannot_be_written_is_a_failure, tool_fixture)
{
    write("full.sh", ALIYUN_CERTIFICATES " list -f json > /dev/full\n");
    auto const came = run({"/bin/bash", "full.sh"});
    BOOST_TEST(came.code == 1);
    BOOST_TEST(came.err.find("standard output: No space left on device") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(verbose_is_a_line_for_each_request_and_quiet_is_errors_only, tool_fixture)
{
    add("one", issue("a.example.com", "2019-01-01", "2049-12-31"));
    auto const told = run({"list", "-v"});
    BOOST_TEST(told.err.find("DescribeUserCertificateList call 1 attempt 1: HTTP 200") != std::string::npos);
    BOOST_TEST(std::count(told.err.begin(), told.err.end(), '\n') == 1);
    BOOST_TEST(told.err.find('\x1b') == std::string::npos); // no progress in a pipe
    write_pair("new", issue("a.example.com", "2019-01-01", "2050-12-31"));
    BOOST_TEST(run({"rotate", "new"}).err.find("nothing was changed") != std::string::npos);
    BOOST_TEST(run({"rotate", "new", "-q"}).err == "");
}

BOOST_FIXTURE_TEST_CASE(the_chosen_rate_is_kept_to, tool_fixture)
{
    emulator.add_certificates(500); // ten pages: the first at once, and a second's worth of them
    auto const begun = std::chrono::steady_clock::now();
    BOOST_TEST(run({"list", "-q", "--rate", "4"}).code == 0);
    BOOST_TEST(((std::chrono::steady_clock::now() - begun) > std::chrono::milliseconds(1400)));
}

BOOST_FIXTURE_TEST_CASE(calls_go_through_the_proxy_that_the_environment_names, tool_fixture)
{
    auto const port =
        static_cast<unsigned short>(std::stoi(emulator.endpoint().substr(emulator.endpoint().rfind(':') + 1)));
    network::scripted_proxy proxy([port](network::scripted_proxy& self, int socket, std::string const&)
                                  { self.tunnel(socket, port); });
    environment["https_proxy"] = "http://" + proxy.address();
    BOOST_TEST(run({"list"}).code == 0);
    BOOST_REQUIRE(proxy.requests().size() == 1U);
    BOOST_TEST(proxy.requests().front().starts_with("CONNECT localhost:" + std::to_string(port) + " "));
    environment["no_proxy"] = "localhost";
    BOOST_TEST(run({"list"}).code == 0);
    BOOST_TEST(proxy.requests().size() == 1U); // not asked again
}

BOOST_FIXTURE_TEST_CASE(a_proxy_that_is_none_or_refuses_is_told_without_its_password, tool_fixture)
{
    environment["https_proxy"] = "socks5://somebody:word-of-pass@127.0.0.1:1080";
    auto const none = run({"list"});
    BOOST_TEST(none.code == 3);
    BOOST_TEST(none.err.find("https_proxy") != std::string::npos, none.err);
    network::scripted_proxy proxy([](network::scripted_proxy& self, int socket, std::string const&)
                                  { self.send(socket, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"); });
    environment["https_proxy"] = "http://somebody:word-of-pass@" + proxy.address();
    auto const refused = run({"list"});
    BOOST_TEST(refused.code == 6);
    BOOST_TEST(refused.err.find("proxy") != std::string::npos, refused.err);
    BOOST_TEST((none.err + refused.err).find("word-of-pass") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

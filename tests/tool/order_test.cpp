// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `order`: from the submission to the files, with a hook that publishes what proves the domain.

#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace
{

aliyun::cas::emulator_options with_orders()
{
    aliyun::cas::emulator_options options;
    options.bought_orders.emplace_back("cas-cn-good");
    options.bought_orders.emplace_back("cas-cn-bad", aliyun::cas::emulator_order_outcome::check_failed);
    return options;
}

struct orders : tool_test::tool_fixture
{
    orders() : tool_fixture(with_orders())
    {
        environment.erase("ALIYUN_CERTIFICATES_NOW");
        // What a hook sees of the program's own command line is searched for secrets at the end, as all files are.
        write("hook", "#!/bin/sh\necho \"$ALIYUN_CERTIFICATES_CHECK_TYPE $*\" >>hook.log\n"
                      "tr '\\0' ' ' </proc/$PPID/cmdline >>command_lines.log\necho said by the hook\n[ \"$1\" != "
                      "\"$FAIL_AT\" ]\n");
        std::filesystem::permissions(folder / "hook", std::filesystem::perms::owner_all);
    }
    std::vector<std::string> arguments(std::string const& instance, std::vector<std::string> const& more = {},
                                       std::string const& interval = "50ms") const
    {
        std::vector<std::string> all{
            "order",    "--instance",  instance,  "--domain",      "www.example.com", "--contact",  "Ann Other",
            "--mobile", "13900000000", "--email", "a@example.com", "--province",      "Zhejiang",   "--city",
            "Hangzhou", "--cert-out",  "new.pem", "--key-out",     "new.key",         "--interval", interval};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::vector<std::string> hook_calls() const
    {
        auto const log = read("hook.log");
        std::vector<std::string> calls;
        for (std::size_t at = 0, end = log.find('\n'); end != std::string::npos; at = end + 1, end = log.find('\n', at))
        {
            auto line = log.substr(at, end - at);
            calls.push_back(line.substr(0, line.find(' ', line.find(' ') + 1))); // type and what is done
        }
        return calls;
    }
    std::ptrdiff_t submissions() const
    {
        auto const history = emulator.history();
        return std::count_if(history.begin(), history.end(),
                             [](auto const& one) { return one.action == "CreateDVOrderAudit"; });
    }
};

std::vector<std::string> const once{"DNS present", "DNS cleanup"};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_order)

BOOST_FIXTURE_TEST_CASE(an_order_is_submitted_published_awaited_and_saved, orders)
{
    may_hold_a_key("new.key");
    auto const done = run(arguments("cas-cn-good", {"--dns-hook", "./hook", "--format", "jsonl"}));
    BOOST_TEST(done.code == 0, done.err);
    BOOST_TEST((hook_calls() == once));
    BOOST_TEST(done.out.find("\"check_type\":\"DNS\"") != std::string::npos);
    BOOST_TEST(done.out.find("\"status\":\"issued\"") != std::string::npos);
    BOOST_TEST(done.out.find("said by the hook") == std::string::npos);
    BOOST_TEST(done.err.find("said by the hook") != std::string::npos);
    BOOST_TEST(submissions() == 1);

    using std::filesystem::perms;
    auto const mode = std::filesystem::status(folder / "new.key").permissions();
    BOOST_TEST((mode == (perms::owner_read | perms::owner_write)));
    auto const checked = run({"check", "new.pem", "new.key", "-f", "csv"});
    BOOST_TEST(checked.out.find("key-mismatch") == std::string::npos, checked.out);
    BOOST_TEST(checked.out.find("no-key") == std::string::npos, checked.out);
}

BOOST_FIXTURE_TEST_CASE(each_format_tells_the_same, orders)
{
    may_hold_a_key("new.key");
    for (std::string const format : {"table", "json", "jsonl", "csv", "nagios"})
    {
        // What the emulator wants to be published is another text each time.
        auto of_format =
            arguments("cas-cn-good", {"--format", format, "--fields", "instance,status,cert_file,key_file"});
        expect("order." + format, of_format);
    }
}

BOOST_FIXTURE_TEST_CASE(no_command_line_and_no_environment_of_a_process_shows_a_key, orders)
{
    may_hold_a_key("new.key");
    auto const renewed = issue("www.example.com", "2026-01-01", "2049-12-31");
    write_pair("pairs", renewed);
    auto const key = renewed.key_pem();
    auto const line = key.substr(100, 40);
    for (auto const& wanted :
         {std::vector<std::string>{"upload", "pairs", "--verbose"},
          std::vector<std::string>{"rotate", "pairs", "--apply", "--verbose"}, arguments("cas-cn-good", {"--verbose"})})
    {
        auto running = start(wanted);
        auto const process = std::filesystem::path("/proc") / std::to_string(running.id());
        while (running.is_running())
            for (auto const* const file : {"cmdline", "environ", "comm"})
            {
                std::ifstream in(process / file, std::ios::binary);
                std::string const text(std::istreambuf_iterator<char>(in), {});
                BOOST_TEST(text.find(line) == std::string::npos);
                BOOST_TEST(text.find("PRIVATE KEY") == std::string::npos);
                if (file == std::string("cmdline"))
                    BOOST_TEST(text.find("testsecret") == std::string::npos);
            }
        auto const ended = running.wait();
        BOOST_TEST(ended.code == 0, ended.err);
    }
}

BOOST_FIXTURE_TEST_CASE(the_challenge_shows_without_a_hook_too, orders)
{
    may_hold_a_key("new.key");
    auto const done = run(arguments("cas-cn-good", {"--verify", "file", "-f", "csv", "--fields", "status,check_type"}));
    BOOST_TEST(done.out == "status,check_type\nchecking,FILE\nissued,\n");
}

BOOST_FIXTURE_TEST_CASE(without_a_hook_a_person_is_told_at_once_what_to_publish, orders)
{
    auto waiting = start(arguments("cas-cn-good", {}, "1h"));
    auto const told = [&]
    {
        for (auto const& run : std::filesystem::directory_iterator(folder / ".runs"))
            if (auto const err = read(std::filesystem::relative(run.path() / "err", folder).string());
                err.find("publish as DNS record _dnsauth.www.example.com: ") != std::string::npos)
                return true;
        return false;
    };
    bool is_told = false;
    for (int look = 0; look < 3000 && !is_told && waiting.is_running(); ++look)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        is_told = told();
    }
    BOOST_TEST(is_told);
    waiting.signal(SIGINT);
    BOOST_TEST(waiting.wait().code == 130);
}

BOOST_FIXTURE_TEST_CASE(an_order_whose_check_fails_is_refused_and_cleaned_up, orders)
{
    auto const done = run(arguments("cas-cn-bad", {"--dns-hook", "./hook"}));
    BOOST_TEST(done.code == 5, done.err);
    BOOST_TEST((hook_calls() == once));
    BOOST_TEST(!std::filesystem::exists(folder / "new.key"));
}

BOOST_FIXTURE_TEST_CASE(a_hook_that_fails_ends_it_and_is_cleaned_up, orders)
{
    environment["FAIL_AT"] = "present";
    auto const done = run(arguments("cas-cn-good", {"--dns-hook", "./hook"}));
    BOOST_TEST(done.code == 1, done.err);
    BOOST_TEST(done.err.find("--dns-hook present: it ended with exit code 1") != std::string::npos, done.err);
    BOOST_TEST((hook_calls() == once));
}

BOOST_FIXTURE_TEST_CASE(a_hook_that_cannot_clean_up_is_a_warning, orders)
{
    may_hold_a_key("new.key");
    environment["FAIL_AT"] = "cleanup";
    auto const done = run(arguments("cas-cn-good", {"--dns-hook", "./hook"}));
    BOOST_TEST(done.code == 0, done.err);
    BOOST_TEST(done.err.find("--dns-hook cleanup: it ended with exit code 1") != std::string::npos, done.err);
}

BOOST_FIXTURE_TEST_CASE(the_same_command_goes_on_where_it_was_broken_off, orders)
{
    may_hold_a_key("new.key");
    auto const early = run(arguments("cas-cn-good", {"--wait", "1ms"}));
    BOOST_TEST(early.code == 1, early.err);
    BOOST_TEST(early.err.find("not decided in time") != std::string::npos, early.err);
    auto const done = run(arguments("cas-cn-good"));
    BOOST_TEST(done.code == 0, done.err);
    BOOST_TEST(submissions() == 1);
    BOOST_TEST(run(arguments("cas-cn-good")).code == 0); // issued before: the files are saved again
}

BOOST_FIXTURE_TEST_CASE(an_interrupted_wait_cleans_up_and_says_how_to_go_on, orders)
{
    auto waiting = start(arguments("cas-cn-good", {"--dns-hook", "./hook"}, "1h"));
    for (int look = 0; look < 3000 && hook_calls().empty(); ++look)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    waiting.signal(SIGINT);
    auto const ended = waiting.wait();
    BOOST_TEST(ended.code == 130, ended.err);
    BOOST_TEST(ended.err.find("the same command goes on from here") != std::string::npos, ended.err);
    BOOST_TEST((hook_calls() == once));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_work_is_refused_before_anything_is_submitted, orders)
{
    auto wrong = arguments("cas-cn-good");
    *std::find(wrong.begin(), wrong.end(), "new.key") = "absent/new.key";
    BOOST_TEST(run(wrong).code == 3);
    BOOST_TEST(run({"order", "--instance", "cas-cn-good"}).code == 3);
    BOOST_TEST(run(arguments("cas-cn-good", {"--region", "all"})).code == 3);
    BOOST_TEST(submissions() == 0);
    BOOST_TEST(run(arguments("cas-cn-absent")).code == 5);
}

BOOST_AUTO_TEST_SUITE_END()

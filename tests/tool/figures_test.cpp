// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The figures of the program's README, each from one command:
//
//     tool_tests --run_test=tool_figures/a_long_list --log_level=message
//     ALIYUN_CAS_DETAILS=3000 tool_tests --run_test=tool_figures/many_details --log_level=message

#include "support/session.hpp"
#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

namespace
{

using tool_test::tool_fixture;
using clock_type = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

struct measured
{
    int code = -1;
    std::size_t lines = 0;
    seconds first_line{};
    seconds whole{};
    double peak_megabytes = 0;
};

// The most that a process has held so far. Not `rusage`: that counts what its parent held when it was made.
double peak_of(pid_t pid)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

// Runs the program and reads its output as it comes.
measured measure(tool_fixture const& tool, std::vector<std::string> const& arguments)
{
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    tool_test::file_actions actions;
    actions.copy(ends[1], 1);
    auto const begun = clock_type::now();
    auto const pid = tool_test::start_program(arguments, tool.environment, actions);
    ::close(ends[1]);

    measured came;
    char block[65536];
    for (;;)
    {
        auto const got = ::read(ends[0], block, sizeof(block));
        if (got <= 0)
            break;
        came.peak_megabytes = std::max(came.peak_megabytes, peak_of(pid));
        auto const more = std::count(block, block + got, '\n');
        if (came.lines == 0 && more > 0)
            came.first_line = clock_type::now() - begun;
        came.lines += static_cast<std::size_t>(more);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    came.whole = clock_type::now() - begun;
    came.code = tool_test::exit_code_of(status);
    return came;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_figures)

BOOST_AUTO_TEST_CASE(a_long_list)
{
    tool_fixture few;
    few.emulator.add_certificates(50);
    tool_fixture many;
    many.emulator.add_certificates(50'000);
    auto const one_page = measure(few, {"list", "-f", "jsonl", "--rate", "0"});
    auto const all = measure(many, {"list", "-f", "jsonl", "--rate", "0"});
    BOOST_TEST_MESSAGE("50,000 certificates as JSON lines: "
                       << all.whole.count() << " s, peak " << all.peak_megabytes << " MB, first line after "
                       << all.first_line.count() << " s; a list of one page takes " << one_page.whole.count() << " s");
    BOOST_TEST(all.code == 0);
    BOOST_TEST(all.lines == 50'000U);
    if (!support::sanitized) // sanitizers have a memory of their own
        BOOST_TEST(all.peak_megabytes < 40);
    BOOST_TEST(all.first_line < 3 * one_page.whole + seconds(0.5)); // the machine may be busy
}

BOOST_AUTO_TEST_CASE(many_details)
{
    auto const* const told = std::getenv("ALIYUN_CAS_DETAILS");
    auto const count = told ? std::atoi(told) : 30;
    aliyun::cas::emulator_options options;
    options.quotas = aliyun::cas::documented_quotas();
    tool_fixture tool(options);
    tool.emulator.add_certificates(static_cast<std::size_t>(count));
    std::vector<std::string> arguments{"show", "-f", "jsonl", "--fields", "id"};
    for (int i = 0; i < count; ++i)
        arguments.push_back(std::to_string(options.first_certificate_id + i));
    auto const came = measure(tool, arguments);

    auto const history = tool.emulator.history();
    auto const throttled = std::count_if(history.begin(), history.end(),
                                         [](auto const& one) { return one.code.starts_with("Throttling"); });
    auto const least = seconds((count - 10) / 10.0); // ten at once, then ten a second
    BOOST_TEST_MESSAGE(count << " details under the service's quotas: " << came.whole.count() << " s, "
                             << came.whole / least << " times the least time, " << throttled << " throttled");
    BOOST_TEST(came.code == 0);
    BOOST_TEST(came.lines == static_cast<std::size_t>(count));
    BOOST_TEST(static_cast<double>(throttled) <= 0.005 * count + 1);
    BOOST_TEST(came.whole < 1.05 * least + seconds(3)); // the start of the program, and a busy machine
}

BOOST_AUTO_TEST_SUITE_END()

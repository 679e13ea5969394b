// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// SIGKILL in the middle of an upload and of a rotation, at instants of all kinds; the same commands run again must end
// in the same state. ALIYUN_CAS_KILL_POINTS=200 tries that many of each in place of a few.

#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <random>
#include <set>
#include <thread>

namespace
{

using tool_test::ended;
using tool_test::tool_fixture;
using commands = std::vector<std::vector<std::string>>;
using clock_type = std::chrono::steady_clock;

int points()
{
    auto const* const told = std::getenv("ALIYUN_CAS_KILL_POINTS");
    return told ? std::atoi(told) : 12;
}

/// Where a run is killed: when a request of this number has been carried out and its answer is not sent yet; or, for 0,
/// after a time.
struct instant
{
    std::uint64_t request = 0;
    std::chrono::microseconds after{0};
};

// The emulator's thread kills the process that has sent the request, before it has its answer.
struct killer
{
    std::atomic<std::uint64_t> seen{0};
    std::atomic<std::uint64_t> at{0};
    std::atomic<tool_test::process const*> victim{nullptr};

    void on_request()
    {
        if (++seen != at)
            return;
        for (int tries = 0; tries < 1000 && victim == nullptr; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (auto const* const hit = victim.load())
            hit->signal(SIGKILL);
    }
};

struct killing_fixture
{
    killing_fixture()
        : knife(std::make_shared<killer>()),
          tool(
              [this]
              {
                  aliyun::cas::emulator_options options;
                  options.latency = std::chrono::milliseconds(2);
                  options.on_request = [shared = knife](auto const&) { shared->on_request(); };
                  return options;
              }())
    {
    }

    // Runs the commands, one of them killed; then all of them again.
    void run(commands const& all, instant when)
    {
        knife->seen = 0;
        knife->at = when.request;
        auto const begun = clock_type::now();
        bool killed = false;
        for (auto const& one : all)
        {
            auto running = tool.start(one);
            knife->victim = &running;
            while (when.request == 0 && running.is_running() && clock_type::now() - begun < when.after)
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            if (when.request == 0 && running.is_running())
                running.signal(SIGKILL);
            auto const came = running.wait();
            knife->victim = nullptr;
            if ((killed = came.code == 128 + SIGKILL))
                break;
            BOOST_TEST(came.code == 0, came.err);
        }
        kills += killed ? 1 : 0;
        knife->at = 0;
        for (auto const& one : all)
        {
            auto const came = tool.run(one);
            BOOST_TEST(came.code == 0, came.err);
        }
    }

    std::shared_ptr<killer> knife;
    tool_fixture tool;
    int kills = 0;
};

// No set of hosts loses its last valid certificate, and none comes twice.
void check_history(tool_fixture const& tool)
{
    std::map<std::string, std::set<std::int64_t>> valid;
    std::set<std::string> fingerprints;
    for (auto const& change : tool.emulator.changes())
    {
        auto& of_hosts = valid[change.sans];
        if (change.what == aliyun::cas::emulator_change::kind::added)
        {
            BOOST_TEST(fingerprints.insert(change.fingerprint).second, change.name << " was uploaded twice");
            of_hosts.insert(change.id);
        }
        else
        {
            of_hosts.erase(change.id);
            BOOST_TEST(!of_hosts.empty(), change.sans << " had no certificate left");
        }
    }
}

instant choose(std::mt19937& chance, int number, std::uint64_t requests, std::chrono::microseconds duration)
{
    instant when;
    if (number % 2 == 0)
        when.request = 1 + chance() % requests;
    else
        when.after = std::chrono::microseconds(chance() % static_cast<std::uint64_t>(duration.count()));
    return when;
}

template <typename Prepare, typename Check>
void kill_everywhere(char const* name, commands const& all, Prepare const& prepare, Check const& check)
{
    std::mt19937 chance(20260615);
    std::uint64_t requests = 0;
    std::chrono::microseconds duration{};
    {
        killing_fixture undisturbed;
        prepare(undisturbed.tool);
        auto const begun = clock_type::now();
        for (auto const& one : all)
            BOOST_TEST(undisturbed.tool.run(one).code == 0);
        duration = std::chrono::duration_cast<std::chrono::microseconds>(clock_type::now() - begun);
        requests = undisturbed.knife->seen;
        check(undisturbed.tool);
    }
    int kills = 0;
    for (int i = 0; i < points(); ++i)
    {
        killing_fixture fixture;
        prepare(fixture.tool);
        auto const when = choose(chance, i, requests, duration);
        BOOST_TEST_CONTEXT(name << ", killed at request " << when.request << " or after " << when.after.count()
                                << " us")
        {
            fixture.run(all, when);
            check(fixture.tool);
            check_history(fixture.tool);
        }
        kills += fixture.kills;
    }
    BOOST_TEST_MESSAGE(name << ": " << kills << " of " << points() << " runs were killed in their midst");
    BOOST_TEST(kills >= points() / 2); // those that are killed by time may be through already
}

// Made once: they are the same for every instant.
std::vector<support::issued> const& certificates_until(char const* until)
{
    static std::map<std::string, std::vector<support::issued>> made;
    auto& of_date = made[until];
    if (of_date.empty())
        for (int i = 0; i < 8; ++i)
        {
            support::recipe wanted;
            wanted.subject = "host-" + std::to_string(i) + ".example.com";
            wanted.names = "DNS:" + wanted.subject;
            wanted.from = -365 * 86400L;
            wanted.until = (until[0] == 'n' ? 9000 : 8500) * 86400L; // the program's clock stands at 2049
            of_date.push_back(support::make(std::move(wanted)));
        }
    return of_date;
}

void write_new(tool_fixture& tool)
{
    for (auto const& one : certificates_until("new"))
    {
        auto const folder = "new/" + tool_test::fingerprint_of(one);
        tool.write(folder + "/cert.pem", one.pem());
        tool.write(folder + "/key.pem", one.key_pem());
    }
}

std::vector<std::string> with_manners(std::vector<std::string> command)
{
    for (auto const* const more : {"-q", "--rate", "0", "--concurrency", "3"})
        command.emplace_back(more);
    return command;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_killed)

BOOST_AUTO_TEST_CASE(an_upload_that_is_killed_at_any_instant_ends_the_same_when_it_is_run_again)
{
    kill_everywhere("upload", {with_manners({"upload", "new"})}, write_new,
                    [](tool_fixture& tool)
                    {
                        BOOST_TEST(tool.emulator.certificates() == 8U);
                        BOOST_TEST(tool.emulator.changes().size() == 8U);
                    });
}

BOOST_AUTO_TEST_CASE(a_rotation_that_is_killed_at_any_instant_ends_the_same_when_it_is_run_again)
{
    kill_everywhere(
        "rotate and prune",
        {with_manners({"rotate", "new", "--apply"}), with_manners({"prune", "--apply", "--grace", "0d"})},
        [](tool_fixture& tool)
        {
            int number = 0;
            for (auto const& one : certificates_until("old"))
                tool.emulator.add_certificate("old-" + std::to_string(++number), one.pem(), one.key_pem());
            write_new(tool);
        },
        [](tool_fixture& tool)
        {
            BOOST_TEST(tool.emulator.certificates() == 8U);
            std::set<std::string> expected;
            for (auto const& one : certificates_until("new"))
                expected.insert(tool_test::fingerprint_of(one));
            std::set<std::string> left;
            for (auto const& change : tool.emulator.changes())
                if (change.what == aliyun::cas::emulator_change::kind::added)
                    left.insert(change.fingerprint);
                else
                    left.erase(change.fingerprint);
            BOOST_TEST((left == expected));
        });
}

BOOST_AUTO_TEST_SUITE_END()

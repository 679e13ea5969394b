// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What an observer is told of attempts: which connection each ran on, and how long its making took.

#include "child_process.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace aliyun::cas;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;
using support::session;

namespace
{

describe_user_certificate_list const list_one{1, 1};

class listener final : public observer
{
public:
    void on_connection(connection_event const& event) noexcept override
    {
        if (event.what == connection_event::kind::opened)
            opened.push_back(event.connection);
    }
    void on_attempt(attempt_event const& event) noexcept override { attempts.push_back({event}); }

    // What lives no longer than the event is not looked at.
    std::vector<attempt_event> attempts{};
    std::vector<std::uint64_t> opened{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(attempt_events)

BOOST_AUTO_TEST_CASE(name_the_connection_and_the_times_of_its_making_once)
{
    int served = 0;
    scripted_server const server{[&](scripted_request const&) {
        return answer(200, R"({"RequestId":"R"})", ++served == 2 ? "Connection: close\r\n" : "");
    }};
    auto const heard = std::make_shared<listener>();
    auto options = options_for(server);
    options.observer = heard;
    session with{options};
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(with.get(list_one).has_value());
    auto const& attempts = heard->attempts;
    BOOST_REQUIRE_EQUAL(attempts.size(), 3u);
    BOOST_REQUIRE_EQUAL(heard->opened.size(), 2u);
    BOOST_TEST(heard->opened[0] != heard->opened[1]);
    std::size_t const on[] = {0, 0, 1};
    for (std::size_t i = 0; i < 3; ++i)
    {
        BOOST_TEST(attempts[i].connection == heard->opened[on[i]]);
        BOOST_TEST(attempts[i].reused == (i == 1));
        auto const& times = attempts[i].times;
        BOOST_TEST(times.waiting.has_value());
        BOOST_TEST(times.resolving.has_value() == (i != 1));
        BOOST_TEST(times.connecting.has_value() == (i != 1));
        BOOST_TEST(times.handshake.has_value() == (i != 1));
        if (i != 1)
            BOOST_TEST((*times.connecting + *times.handshake <= *times.waiting));
        BOOST_TEST(times.writing.has_value());
        BOOST_TEST(times.first_byte.has_value());
        BOOST_TEST(times.reading.has_value());
    }
}

BOOST_AUTO_TEST_CASE(tell_of_a_connection_that_did_not_come_to_be)
{
    auto const heard = std::make_shared<listener>();
    client_options options;
    options.endpoint = "127.0.0.1:" + std::to_string(network::free_port());
    options.observer = heard;
    options.retry.max_attempts = 2;
    options.retry.first_backoff = options.retry.longest_backoff = std::chrono::milliseconds(0);
    session with{options};
    BOOST_TEST(!with.get(list_one).has_value());
    BOOST_REQUIRE_EQUAL(heard->attempts.size(), 2u);
    for (auto const& attempt : heard->attempts)
    {
        BOOST_TEST(attempt.connection == 0u);
        BOOST_TEST(attempt.times.waiting.has_value());
        BOOST_TEST(attempt.times.connecting.has_value());
        BOOST_TEST(!attempt.times.handshake.has_value());
        BOOST_TEST(!attempt.times.writing.has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()

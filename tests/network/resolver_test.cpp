// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Names and addresses: a lookup that hangs, fails or is the user's own, and addresses that lead nowhere.

#include "network/scripted_proxy.hpp"
#include "network/system_resolver.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/host_lookup.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using network::scripted_proxy;
using network::the_system;
using support::answer;
using support::options_for;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::slowness;

namespace
{

constexpr auto host = network::slow_name;
describe_user_certificate_list const list_one{1, 1};
std::string const done = R"({"RequestId":"R-1"})";

/// A server with our name in its certificate. Each answer ends its connection, so that the next call makes a new one.
struct named_server
{
    explicit named_server(std::string_view connection = "Connection: close\r\n")
        : server([connection](scripted_request const&) { return answer(200, done, connection); }, with_our_name())
    {
        the_system().reset();
    }
    ~named_server() { the_system().reset(); }

    [[nodiscard]] client_options options() const
    {
        auto result = options_for(server);
        result.endpoint = std::string(host) + ':' + std::to_string(server.port());
        return result;
    }
    /// With a function that looks names up.
    [[nodiscard]] client_options options(std::function<void(host_lookup)> lookup) const
    {
        auto result = options();
        result.resolver.lookup = std::move(lookup);
        return result;
    }

    static support::scripted_server_options with_our_name()
    {
        support::scripted_server_options options;
        options.identity = support::issued_identity(host);
        return options;
    }

    scripted_server server;
};

std::vector<asio::ip::address> addresses(std::initializer_list<char const*> texts)
{
    std::vector<asio::ip::address> result;
    for (auto const* const text : texts)
        result.push_back(asio::ip::make_address(text));
    return result;
}

/// A port that takes connections and accepts none, with a queue that is full: whoever comes is not even refused.
class black_hole
{
public:
    /// False if there is no such address here, or the port is in use.
    [[nodiscard]] bool open(char const* address, unsigned short port)
    {
        bool const is_v6 = std::string_view(address).find(':') != std::string_view::npos;
        sockaddr_storage where{};
        if (is_v6)
        {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(where);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            ::inet_pton(AF_INET6, address, &v6.sin6_addr);
        }
        else
        {
            auto& v4 = reinterpret_cast<sockaddr_in&>(where);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            ::inet_pton(AF_INET, address, &v4.sin_addr);
        }
        auto const* const to = reinterpret_cast<sockaddr const*>(&where);
        socklen_t const size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
        auto const make = [&] { return sockets_.emplace_back(::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)); };
        auto const listener = make();
        if (listener == -1 || ::bind(listener, to, size) != 0 || ::listen(listener, 0) != 0)
            return false;
        for (int i = 0; i < 4; ++i)
        {
            auto const one = make();
            ::fcntl(one, F_SETFL, O_NONBLOCK);
            static_cast<void>(::connect(one, to, size));
        }
        return true;
    }
    black_hole() = default;
    black_hole(black_hole const&) = delete;
    black_hole& operator=(black_hole const&) = delete;
    ~black_hole()
    {
        for (auto const each : sockets_)
            ::close(each);
    }

private:
    std::vector<int> sockets_;
};

using steady = std::chrono::steady_clock;

} // namespace

BOOST_AUTO_TEST_SUITE(resolving)

BOOST_AUTO_TEST_CASE(calls_end_at_their_deadlines_although_the_lookup_goes_on)
{
    named_server const at;
    steady::duration latest{};
    for (int tries = 0; tries < 3; ++tries) // the machine may be busy otherwise
    {
        the_system().reset();
        the_system().be(true);
        session with{at.options()};
        int in_time = 0;
        latest = {};
        auto const begin = steady::now();
        for (int i = 0; i < 50; ++i)
            with.client.async_call(list_one, call_options{300ms},
                                   [&](outcome<certificate_page> page)
                                   {
                                       in_time += page.error().code == errc::deadline_exceeded;
                                       latest = steady::now() - begin - 300ms;
                                   });
        while (in_time < 50 && with.context.run_one() > 0)
        {
        }
        BOOST_TEST(in_time == 50);
        BOOST_TEST(the_system().lookups == 1);
        with.context.poll();
        BOOST_TEST(with.client.stats().open == 0u);

        // The lookup is still there for those who come.
        bool answered = false;
        with.client.async_call(list_one, [&](outcome<certificate_page> page) { answered = page.has_value(); });
        with.context.run_for(50ms);
        BOOST_TEST(!answered);
        the_system().be(false);
        with.context.run();
        BOOST_TEST(answered);
        BOOST_TEST(the_system().lookups == 1);
        if (latest < 20ms * slowness)
            return;
    }
    BOOST_TEST(false, "late by " << std::chrono::duration_cast<std::chrono::milliseconds>(latest).count() << " ms");
}

BOOST_AUTO_TEST_CASE(fifty_calls_that_wait_share_one_lookup_and_the_next_need_none)
{
    named_server const at;
    session with{at.options()};
    for (int wave = 0; wave < 2; ++wave)
    {
        int succeeded = 0;
        for (int i = 0; i < 50; ++i)
            with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
        with.context.restart();
        with.context.run();
        BOOST_TEST(succeeded == 50);
        BOOST_TEST(the_system().lookups == 1);
    }
    BOOST_TEST(at.server.connections() > 50u);
}

BOOST_AUTO_TEST_CASE(a_client_may_be_destroyed_while_its_name_is_looked_up)
{
    named_server const at;
    the_system().be(true);
    session with{at.options()};
    boost::system::error_code code;
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { code = page.error().code; });
    with.context.run_for(20ms);
    {
        auto const gone = std::move(with.client);
    }
    with.context.run_for(50ms);
    BOOST_TEST(code == asio::error::operation_aborted);
    BOOST_TEST(!with.context.stopped()); // the lookup keeps it running
    the_system().be(false);
    with.context.run();
}

BOOST_AUTO_TEST_CASE(a_literal_address_is_never_looked_up)
{
    support::scripted_server_options numbered;
    numbered.identity = support::issued_identity("127.0.0.1");
    scripted_server const server{[](scripted_request const&) { return answer(200, done); }, numbered};
    auto options = options_for(server);
    options.endpoint = "127.0.0.1:" + std::to_string(server.port());
    int asked = 0;
    options.resolver.lookup = [&](host_lookup const&) { ++asked; };
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(asked == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_for_its_time)
{
    named_server const at;
    auto options = at.options();
    options.resolver.keep = 100ms * slowness;
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(the_system().lookups == 1);
    std::this_thread::sleep_for(options.resolver.keep);
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(the_system().lookups == 2);
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_while_lookups_fail)
{
    named_server const at;
    auto options = at.options();
    options.resolver.keep = 0ms;
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    the_system().be(false, EAI_AGAIN);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(the_system().lookups == 2); // after the failure it is not asked again at once

    options.resolver.keep_if_failing = 0ms;
    options.retry.max_attempts = 2;
    session without{options};
    auto const got = without.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::host_not_found_try_again, got.error());
    BOOST_TEST(got.error().phase == call_phase::resolving);
    BOOST_TEST(got.error().attempts == 2);
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_if_a_lookup_takes_long)
{
    named_server const at;
    auto options = at.options();
    options.resolver.keep = 0ms;
    options.limits.resolve = 200ms;
    session with{options};
    BOOST_TEST(with.get(list_one).has_value());
    the_system().be(true);
    std::optional<outcome<certificate_page>> got;
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { got.emplace(std::move(page)); });
    with.context.restart();
    while (!got && with.context.run_one_for(4s) > 0)
    {
    }
    BOOST_REQUIRE(got);
    BOOST_TEST(got->has_value());
    BOOST_TEST(the_system().lookups == 2);
    the_system().be(false);
}

BOOST_AUTO_TEST_CASE(a_lookup_has_a_limit_of_its_own)
{
    named_server const at;
    the_system().be(true);
    auto options = at.options();
    options.limits.resolve = 50ms;
    options.retry.max_attempts = 1;
    session with{options};
    std::optional<outcome<certificate_page>> got;
    with.client.async_call(list_one, [&](outcome<certificate_page> page) { got.emplace(std::move(page)); });
    while (!got && with.context.run_one() > 0)
    {
    }
    BOOST_REQUIRE(got);
    BOOST_TEST(got->error().code == errc::phase_too_long);
    BOOST_TEST(got->error().phase == call_phase::resolving);
    the_system().be(false);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_known_is_not_tried_again)
{
    named_server const at;
    the_system().be(false, EAI_NONAME);
    session with{at.options()};
    auto const got = with.get(list_one);
    BOOST_REQUIRE(!got);
    BOOST_TEST(got.error().code == asio::error::host_not_found, got.error());
    BOOST_TEST(got.error().attempts == 1);
    BOOST_TEST(the_system().lookups == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lookups_of_users)

BOOST_AUTO_TEST_CASE(are_asked_in_place_of_the_system)
{
    named_server const at;
    std::vector<std::string> asked;
    session with{at.options(
        [&](host_lookup const& lookup)
        {
            asked.push_back(lookup.host());
            lookup.complete(addresses({"127.0.0.1"}));
            lookup.fail(asio::error::host_not_found); // the first answer counts
        })};
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(with.get(list_one).has_value());
    BOOST_TEST(asked == std::vector<std::string>(1, host), boost::test_tools::per_element());
    BOOST_TEST(the_system().lookups == 0);
}

BOOST_AUTO_TEST_CASE(may_answer_later_from_any_thread)
{
    named_server const at;
    std::thread other;
    int asked = 0;
    session with{at.options(
        [&](host_lookup const& lookup)
        {
            ++asked;
            other = std::thread{[lookup]
                                {
                                    std::this_thread::sleep_for(20ms);
                                    lookup.complete(addresses({"127.0.0.1"}));
                                }};
        })};
    int succeeded = 0;
    for (int i = 0; i < 50; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
    with.context.run();
    other.join();
    BOOST_TEST(succeeded == 50);
    BOOST_TEST(asked == 1);
}

BOOST_AUTO_TEST_CASE(may_fail_throw_or_be_dropped)
{
    named_server const at;
    struct
    {
        std::function<void(host_lookup const&)> lookup;
        boost::system::error_code code;
        int attempts;
    } const cases[] = {
        {[](host_lookup const& lookup) { lookup.complete({}); }, asio::error::host_not_found, 1},
        {[](host_lookup const& lookup) { lookup.fail(asio::error::host_not_found); }, asio::error::host_not_found, 1},
        {[](host_lookup const& lookup) { lookup.fail(asio::error::access_denied); }, asio::error::access_denied, 2},
        // As of a resolver that was cancelled: no call was, and each try counts.
        {[](host_lookup const& lookup) { lookup.fail(asio::error::operation_aborted); }, asio::error::no_recovery, 2},
        {[](host_lookup const&) {}, asio::error::no_recovery, 2},
        {[](host_lookup const&) { throw std::runtime_error("no"); }, asio::error::no_recovery, 2},
    };
    for (auto const& each : cases)
    {
        auto options = at.options(each.lookup);
        options.retry.max_attempts = 2;
        session with{options};
        auto const got = with.get(list_one);
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == each.code, got.error());
        BOOST_TEST(got.error().phase == call_phase::resolving);
        BOOST_TEST(got.error().attempts == each.attempts);
    }
}

BOOST_AUTO_TEST_CASE(that_never_answer_keep_neither_call_nor_context)
{
    named_server const at;
    std::optional<host_lookup> held;
    {
        session with{at.options([&](host_lookup const& lookup) { held = lookup; })};
        auto const got = with.get(list_one, call_options{50ms}); // which runs until nothing is outstanding
        BOOST_REQUIRE(!got);
        BOOST_TEST(got.error().code == errc::deadline_exceeded);
    }
    BOOST_REQUIRE(held);
    held->complete(addresses({"127.0.0.1"})); // nobody is there any more
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(addresses_that_lead_nowhere)

BOOST_AUTO_TEST_CASE(are_left_behind_after_a_quarter_of_a_second)
{
    named_server const at{""};
    black_hole hole;
    // An IPv6 address where there is one; another IPv4 address behaves alike.
    auto const* nowhere = "::1";
    if (!hole.open(nowhere, at.server.port()))
    {
        nowhere = "127.0.0.2";
        BOOST_REQUIRE(hole.open(nowhere, at.server.port()));
    }
    BOOST_TEST_MESSAGE("the black hole is at " << nowhere);
    steady::duration fastest = 1h;
    for (int tries = 0; tries < 3; ++tries)
    {
        session with{at.options(
            [&](host_lookup const& lookup) {
                lookup.complete(addresses({nowhere, "127.0.0.1"}));
            })};
        auto const begin = steady::now();
        auto const got = with.get(list_one);
        fastest = (std::min)(fastest, steady::now() - begin);
        BOOST_TEST(got.has_value(), got.error());
        BOOST_TEST(with.client.stats().attempted == 1u);
    }
    BOOST_TEST((fastest >= 250ms)); // it was tried
    BOOST_TEST((fastest < 300ms * slowness), std::chrono::duration_cast<std::chrono::milliseconds>(fastest).count()
                                                 << " ms");
}

BOOST_AUTO_TEST_CASE(cost_the_next_connection_nothing)
{
    named_server const at; // which ends each connection
    black_hole hole;
    BOOST_REQUIRE(hole.open("127.0.0.2", at.server.port()));
    session with{at.options(
        [&](host_lookup const& lookup) {
            lookup.complete(addresses({"127.0.0.2", "127.0.0.1"}));
        })};
    BOOST_TEST(with.get(list_one).has_value());
    steady::duration fastest = 1h;
    for (int i = 0; i < 3; ++i)
    {
        auto const begin = steady::now();
        BOOST_TEST(with.get(list_one).has_value());
        fastest = (std::min)(fastest, steady::now() - begin);
    }
    BOOST_TEST(at.server.connections() == 4u);
    BOOST_TEST((fastest < 250ms));
}

BOOST_AUTO_TEST_CASE(of_a_proxy_are_left_behind_too)
{
    named_server const at{""};
    scripted_proxy proxy{[port = at.server.port()](scripted_proxy& self, int socket, std::string const&)
                         { self.tunnel(socket, port); }};
    auto const place = proxy.address();
    auto const port = place.substr(place.find(':') + 1);
    black_hole hole;
    BOOST_REQUIRE(hole.open("127.0.0.2", static_cast<unsigned short>(std::stoi(port))));
    auto options = at.options(
        [&](host_lookup const& lookup) {
            lookup.complete(addresses({"127.0.0.2", "127.0.0.1"}));
        });
    options.proxy = proxy_options("http://proxy.example:" + port);
    session with{options};
    auto const got = with.get(list_one);
    BOOST_TEST(got.has_value(), got.error());
    BOOST_TEST(with.client.stats().attempted == 1u);
    BOOST_TEST(proxy.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(are_looked_up_again_at_once)
{
    named_server const at;
    int asked = 0;
    session with{at.options([&](host_lookup const& lookup)
                            { lookup.complete(addresses({++asked == 1 ? "127.0.0.2" : "127.0.0.1"})); })};
    auto const got = with.get(list_one);
    BOOST_TEST(got.has_value(), got.error());
    BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The names of servers that hand out credentials are looked up like a client's endpoint: a lookup that hangs keeps
// nobody beyond his time.

#include "network/system_resolver.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/credential_chain.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using network::the_system;
using support::answer;
using support::scripted_request;
using support::scripted_server;

namespace
{

using steady = std::chrono::steady_clock;

describe_user_certificate_list const list_one{1, 1};

/// The metadata's server, which answers every question with credentials: they serve as a token, too.
support::scripted_server_options metadata()
{
    support::scripted_server_options options;
    options.plain_http = true;
    options.plain_text =
        support::http_text(200, R"({"Code":"Success","AccessKeyId":"STS.issued","AccessKeySecret":"issued-secret",)"
                                R"("SecurityToken":"issued-token","Expiration":"2099-01-01T00:00:00Z"})");
    return options;
}

struct servers
{
    servers() { the_system().reset(); }
    ~servers() { the_system().reset(); }

    [[nodiscard]] credential_source source() const
    {
        ecs_role_options options;
        options.metadata = std::string("http://") + network::slow_name + ':' + std::to_string(giver.port());
        options.role = "reader";
        options.v1 = metadata_v1::refused;
        options.connect_limit = 300ms;
        return credentials_from_ecs_role(options);
    }

    scripted_server giver{[](scripted_request const&) { return answer(200, ""); }, metadata()};
    scripted_server service{[](scripted_request const&) { return answer(200, R"({"RequestId":"R-1"})"); }};
};

struct ended_call
{
    outcome<certificate_page> page;
    steady::duration took;
};

ended_call call(boost::asio::io_context& context, client& with, call_options const& options = {})
{
    std::optional<ended_call> ended;
    auto const begin = steady::now();
    with.async_call(list_one, options,
                    [&](outcome<certificate_page> page) {
                        ended.emplace(ended_call{std::move(page), steady::now() - begin});
                    });
    context.restart();
    while (!ended && context.run_one() > 0) // `run()` would wait for the lookup
    {
    }
    return std::move(ended.value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(names_of_credential_sources)

BOOST_AUTO_TEST_CASE(a_lookup_that_hangs_ends_at_the_sources_limit_and_the_next_call_asks_again)
{
    servers const at;
    steady::duration late{};
    for (int tries = 0; tries < 3; ++tries) // the machine may be busy otherwise
    {
        boost::asio::io_context context;
        client with{context, at.source(), support::options_for(at.service)};
        the_system().reset();
        the_system().be(true);
        auto const failed = call(context, with);
        late = failed.took - 300ms;
        BOOST_REQUIRE(!failed.page);
        BOOST_TEST(failed.page.error().code == errc::no_credentials, failed.page.error());
        BOOST_TEST(failed.page.error().what().find("its name is not known in time") != std::string::npos,
                   failed.page.error());
        the_system().be(false);
        auto const succeeded = call(context, with);
        BOOST_TEST(succeeded.page.has_value());
        if (late < 20ms)
            break;
    }
    BOOST_CHECK(late >= 0ms);
    BOOST_TEST(std::chrono::duration_cast<std::chrono::milliseconds>(late).count() < 20 * support::slowness);
}

BOOST_AUTO_TEST_CASE(a_call_ends_at_its_own_deadline_before_that)
{
    servers const at;
    steady::duration late{};
    for (int tries = 0; tries < 3; ++tries)
    {
        boost::asio::io_context context;
        client with{context, at.source(), support::options_for(at.service)};
        the_system().be(true);
        auto const ended = call(context, with, call_options{100ms});
        late = ended.took - 100ms;
        BOOST_REQUIRE(!ended.page);
        BOOST_TEST(ended.page.error().code == errc::deadline_exceeded, ended.page.error());
        the_system().be(false);
        if (late < 20ms)
            break;
    }
    BOOST_TEST(std::chrono::duration_cast<std::chrono::milliseconds>(late).count() < 20 * support::slowness);
}

BOOST_AUTO_TEST_CASE(one_lookup_serves_all_requests_of_a_source)
{
    servers const at;
    boost::asio::io_context context;
    client with{context, at.source(), support::options_for(at.service)};
    BOOST_TEST(call(context, with).page.has_value());
    BOOST_TEST(at.giver.connections() == 2U); // a token, and credentials
    BOOST_TEST(the_system().lookups == 1);
}

BOOST_AUTO_TEST_CASE(a_client_and_its_context_may_go_while_the_name_is_looked_up)
{
    servers const at;
    boost::asio::io_context context;
    {
        client with{context, at.source(), support::options_for(at.service)};
        the_system().be(true);
        with.async_call(list_one, [](outcome<certificate_page> const&) {});
        context.run_for(20ms);
    }
    the_system().be(false);
}

BOOST_AUTO_TEST_SUITE_END()

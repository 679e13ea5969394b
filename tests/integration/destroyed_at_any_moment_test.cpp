// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Client, stream and context destroyed at every moment of a call's life, in every order: nothing leaks, nothing is
// used after its end, and a handler that may still run hears `operation_aborted`. Made for the address and the thread
// sanitizer.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/client.hpp>
#include <aliyun/cas/host_lookup.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <any>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::silence;
using support::test_credentials;

namespace
{

describe_user_certificate_list const list{1, 2};

std::string const page =
    R"({"RequestId":"R","CertificateList":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"TotalCount":50})";

// What never gives an answer.
enum class obstacle
{
    none,
    credentials,
    name,
    quota
};

// A moment of a call's life that lasts until something comes from outside.
struct moment
{
    std::string_view name;
    silence silent = silence::none; // of the server
    bool answers = true;            // or reads requests and is silent
    int status = 200;               // 429: the call waits for its next attempt
    bool alone = true;              // or another call has the only connection
    bool too_long_to_send = false;  // the request does not fit into the sockets
    obstacle before_sending = obstacle::none;
    std::optional<std::size_t> handlers = {}; // how many have run then; else as many as can
};

// The moments that last, and the ends of the first handlers of a call that is answered: it resolves, connects, shakes
// hands, is granted its connection, reads.
std::vector<moment> all_moments()
{
    std::vector<moment> all{
        {.name = "in the handshake, the server says nothing", .silent = silence::before_handshake},
        {.name = "in the handshake, the server stops", .silent = silence::in_handshake},
        {.name = "reading", .answers = false},
        {.name = "writing", .silent = silence::after_handshake, .too_long_to_send = true},
        {.name = "backing off", .status = 429},
        {.name = "waiting for a connection", .answers = false, .alone = false},
        {.name = "idle", .answers = true},
        {.name = "waiting for credentials", .before_sending = obstacle::credentials},
        {.name = "waiting for the quota", .answers = false, .before_sending = obstacle::quota},
        {.name = "resolving", .before_sending = obstacle::name},
    };
    for (std::size_t handlers = 0; handlers < 16; ++handlers)
        all.push_back({.name = "after some handlers", .handlers = handlers});
    return all;
}

support::scripted_server_options server_options(moment const& when)
{
    support::scripted_server_options options;
    options.silent = when.silent;
    return options;
}

// The questions that nobody answers: they may outlive whoever asks.
using questions = std::shared_ptr<std::vector<std::any>>;

credential_source credentials_at(moment const& when, questions const& asked)
{
    if (when.before_sending != obstacle::credentials)
        return test_credentials();
    return credentials_from_callback([asked](credential_request const& request) { asked->emplace_back(request); });
}

client_options options_at(moment const& when, scripted_server const& server, questions const& asked)
{
    auto options = options_for(server);
    if (when.before_sending == obstacle::name)
    {
        options.endpoint = "https://nowhere.invalid";
        options.resolver.lookup = [asked](host_lookup const& lookup) { asked->emplace_back(lookup); };
    }
    if (when.before_sending == obstacle::quota)
    {
        options.quota.keep = true;
        options.quota.calls_per_second["DescribeUserCertificateList"] = 0.001;
    }
    if (when.status != 200)
        options.retry.first_backoff = options.retry.longest_backoff = 1h;
    options.deadline = 2h;
    options.max_connections = when.alone ? 4 : 1;
    return options;
}

// Held by every handler: what it is held by has not been destroyed.
using trace = std::shared_ptr<int>;

// A server, a context, a client with calls and streams, brought to a moment.
struct scene
{
    explicit scene(moment const& when)
        : server(
              [when](scripted_request const&)
              {
                  scripted_reply silent;
                  silent.next = support::then::stall;
                  return when.answers ? answer(when.status, when.status == 200 ? page : "") : silent;
              },
              server_options(when)),
          options(options_at(when, server, asked)),
          context(std::in_place),
          own(std::make_unique<client>(*context, credentials_at(when, asked), options))
    {
        pages = std::make_unique<page_stream<describe_user_certificate_list>>(own->pages(list));
        entries = std::make_unique<entry_stream<describe_user_certificate_list>>(own->entries(list));
        auto const count = [this, kept = held](auto const& result)
        {
            ++ended;
            aborted += !result && result.error().code == asio::error::operation_aborted;
            succeeded += result.has_value();
        };
        if (when.too_long_to_send)
            own->async_call(create_user_certificate{certificate_name{"large"},
                                                    certificate_pem{std::string(16 * 1024 * 1024, 'a')},
                                                    private_key_pem{"key"}},
                            count);
        else
            own->async_call(list, count);
        if (!when.alone)
            own->async_call(list, count);
        pages->async_next(count);
        entries->async_next(asio::bind_cancellation_slot(signal.slot(), count));
        begun = when.alone ? 3 : 4;

        if (!when.handlers)
            while (context->run_one_for(support::slowness * 4ms) > 0)
            {
            }
        else
            for (std::size_t i = 0; i < *when.handlers; ++i)
                context->run_one_for(support::slowness * 4ms);
    }
    ~scene()
    {
        // What is left goes the usual way.
        pages.reset();
        entries.reset();
        own.reset();
        context.reset();
        BOOST_TEST(held.use_count() == 1);
    }

    // All that is in flight ends, soon and with an abort.
    void all_end()
    {
        context->restart();
        context->run_for(support::slowness * 5s);
        BOOST_TEST(context->stopped()); // nothing is outstanding
        BOOST_TEST(ended.load() == begun);
        BOOST_TEST(aborted + succeeded == begun);
        BOOST_TEST(server.wait_for_open(0)); // the server has noticed
    }

    trace held = std::make_shared<int>();
    questions asked = std::make_shared<questions::element_type>();
    scripted_server server;
    client_options options;
    std::optional<asio::io_context> context;
    asio::cancellation_signal signal;
    std::unique_ptr<client> own;
    std::unique_ptr<page_stream<describe_user_certificate_list>> pages;
    std::unique_ptr<entry_stream<describe_user_certificate_list>> entries;
    int begun = 0;
    // Handlers may run in several threads at once.
    std::atomic<int> ended = 0;
    std::atomic<int> aborted = 0;
    std::atomic<int> succeeded = 0;
};

template <typename Action>
void at_every_moment(Action action)
{
    for (auto const& when : all_moments())
        BOOST_TEST_CONTEXT(when.name << ' ' << when.handlers.value_or(0))
        {
            scene at{when};
            action(at);
        }
}

} // namespace

BOOST_AUTO_TEST_SUITE(destroyed_at_any_moment)

BOOST_AUTO_TEST_CASE(the_client)
{
    at_every_moment(
        [](scene& at)
        {
            auto const before = at.ended.load();
            at.own.reset();
            BOOST_TEST(at.ended.load() == before); // nothing completes inside a destructor
            at.all_end();
        });
}

BOOST_AUTO_TEST_CASE(the_streams_and_then_the_client)
{
    at_every_moment(
        [](scene& at)
        {
            at.pages.reset();
            at.entries.reset();
            at.context->restart();
            at.context->poll();
            at.own.reset();
            at.all_end();
        });
}

BOOST_AUTO_TEST_CASE(the_client_and_then_the_streams)
{
    at_every_moment(
        [](scene& at)
        {
            at.own.reset();
            at.pages.reset();
            at.entries.reset();
            at.all_end();
        });
}

BOOST_AUTO_TEST_CASE(the_client_after_its_calls_were_cancelled)
{
    at_every_moment(
        [](scene& at)
        {
            at.signal.emit(asio::cancellation_type::all);
            at.own->cancel();
            at.own.reset();
            at.all_end();
        });
}

BOOST_AUTO_TEST_CASE(the_context_before_everything_else)
{
    at_every_moment(
        [](scene& at)
        {
            auto const before = at.ended.load();
            at.context.reset();
            BOOST_TEST(at.ended.load() == before);
            BOOST_TEST(at.held.use_count() == 1); // no handler is left
        });
}

BOOST_AUTO_TEST_CASE(the_context_after_the_client_and_without_running_again)
{
    at_every_moment(
        [](scene& at)
        {
            at.context->stop();
            at.own.reset();
            at.context.reset();
            BOOST_TEST(at.held.use_count() == 1);
        });
}

BOOST_AUTO_TEST_CASE(the_client_while_other_threads_run_its_context)
{
    at_every_moment(
        [](scene& at)
        {
            at.context->restart();
            std::array<std::thread, 2> threads;
            for (auto& each : threads)
                each = std::thread{[&] { at.context->run(); }};
            at.own.reset();
            at.pages.reset();
            for (auto& each : threads)
                each.join();
        });
}

namespace
{

// Owns all it uses, and is owned by the context that runs it.
asio::awaitable<void> read_for_ever(trace, client_options options)
{
    client cas{co_await asio::this_coro::executor, test_credentials(), options};
    auto stream = cas.pages(list);
    for (;;)
    {
        static_cast<void>(co_await stream.async_next(asio::use_awaitable));
        static_cast<void>(co_await cas.async_call(list, asio::use_awaitable));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_context_whose_coroutine_owns_the_client)
{
    for (auto const& when : all_moments())
        BOOST_TEST_CONTEXT(when.name << ' ' << when.handlers.value_or(0))
        {
            scene at{when};
            asio::co_spawn(*at.context, read_for_ever(at.held, at.options), asio::detached);
            for (std::size_t i = 0; i < when.handlers.value_or(20); ++i)
                at.context->run_one_for(support::slowness * 1ms);
            at.context.reset();
            BOOST_TEST(at.held.use_count() == 1);
        }
}

BOOST_AUTO_TEST_CASE(a_client_that_only_its_handlers_own)
{
    for (auto const& when : all_moments())
        BOOST_TEST_CONTEXT(when.name << ' ' << when.handlers.value_or(0))
        {
            scene at{when};
            auto shared = std::make_shared<client>(*at.context, test_credentials(), at.options);
            for (int i = 0; i < 3; ++i)
                shared->async_call(list, [shared, held = at.held](auto const&) {});
            shared.reset();
            for (std::size_t i = 0; i < when.handlers.value_or(20); ++i)
                at.context->run_one_for(support::slowness * 1ms);
            at.context.reset();
            BOOST_TEST(at.held.use_count() == 1);
        }
}

BOOST_AUTO_TEST_CASE(a_question_that_is_answered_when_nobody_is_left_to_hear)
{
    for (auto const& when : all_moments())
        if (when.before_sending == obstacle::credentials || when.before_sending == obstacle::name)
            BOOST_TEST_CONTEXT(when.name)
            {
                scene at{when};
                BOOST_REQUIRE(at.asked->size() == 1u);
                at.own.reset();
                at.all_end();
                auto const& question = at.asked->front();
                if (auto const* const request = std::any_cast<credential_request>(&question))
                    request->complete(test_credentials());
                else
                    std::any_cast<host_lookup const&>(question).complete({asio::ip::make_address("127.0.0.1")});
                at.context->restart();
                at.context->run_for(support::slowness * 1s);
                BOOST_TEST(at.server.connections() == 0u);
            }
}

namespace
{

// As a program's globals: made on first use, and destroyed after main in the opposite order, the context last.
struct globals
{
    asio::io_context context;
    scripted_server server{[](scripted_request const&) { return answer(200, page); }};
    client cas{context, test_credentials(), options_for(server)};
};
globals& program()
{
    static globals all;
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_client_with_static_storage)
{
    auto& all = program();
    bool good = false;
    all.cas.async_call(list, [&](auto const& result) { good = result.has_value(); });
    all.context.run();
    BOOST_TEST(good);
    // One that is in flight when the program ends: it must be destroyed without a sound, which leak and address
    // sanitizers hear.
    all.cas.async_call(list, [](auto const&) {});
    all.context.restart();
    all.context.poll_one();
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a user of Asio expects of an asynchronous operation: every token, associated properties, cancellation, and an
// end of everything that leaves nothing behind. Under the address sanitizer of g++ 12 this is also the test of what can
// be written inside a `co_await` expression.

#include "support/counting_allocator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::test_credentials;
using support::then;

// What may stand in a co_await expression must not be an aggregate (g++ 12).
static_assert(!std::is_aggregate_v<decltype(throwing(asio::use_awaitable))>);

namespace
{

using page_result = outcome<certificate_page>;

describe_user_certificate_list const list_one{1, 1};
describe_user_certificate_list const missing{404};
describe_user_certificate_list const unanswered_read{999};
delete_user_certificate const unanswered_write{999};

std::string const one_page =
    R"({"RequestId":"R-1","CertificateList":[{"id":7,"name":"first"}],"CurrentPage":1,"ShowSize":1,"TotalCount":1})";

// Answers reads with a page and writes with a receipt; the page 404 does not exist, and page 999 is never answered.
scripted_reply serve(scripted_request const& request)
{
    scripted_reply silence;
    silence.next = then::stall;
    if (request.param("CurrentPage") == "999" || request.param("CertId") == "999")
        return silence;
    if (request.param("CurrentPage") == "404")
        return answer(404, R"({"RequestId":"R-4","Code":"NotFound","Message":"none"})");
    return answer(200, one_page);
}

struct with_server
{
    scripted_server server{serve};
    session with{options_for(server)};
    client& c = with.client;
    asio::io_context& context = with.context;
};

// Runs a coroutine to its end and hands on what it throws.
void run(asio::io_context& context, asio::awaitable<void> coroutine)
{
    std::exception_ptr problem;
    bool ended = false;
    asio::co_spawn(context, std::move(coroutine),
                   [&](std::exception_ptr thrown)
                   {
                       problem = thrown;
                       ended = true;
                   });
    context.restart();
    context.run();
    BOOST_REQUIRE(ended);
    if (problem)
        std::rethrow_exception(problem);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_FIXTURE_TEST_CASE(callbacks_are_called_once_and_never_at_once, with_server)
{
    int calls = 0;
    c.async_call(list_one, [&](page_result page) { calls += page.has_value(); });
    c.async_call(list_one, call_options{5s}, [&](page_result page) { calls += page.has_value(); });
    BOOST_TEST(calls == 0);
    context.run();
    BOOST_TEST(calls == 2);
    // Not at once either when the connection is there already.
    c.async_call(list_one, [&](page_result) { ++calls; });
    BOOST_TEST(calls == 2);
    context.restart();
    context.run();
    BOOST_TEST(calls == 3);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_be_movable_only, with_server)
{
    auto token = std::make_unique<int>(5);
    int seen = 0;
    c.async_call(list_one, [&seen, token = std::move(token)](page_result) { seen = *token; });
    context.run();
    BOOST_TEST(seen == 5);
}

BOOST_FIXTURE_TEST_CASE(deferred_starts_when_it_is_told_to, with_server)
{
    auto operation = c.async_call(list_one);
    context.run();
    BOOST_TEST(server.connections() == 0u);
    bool done = false;
    std::move(operation)([&](page_result page) { done = page.has_value(); });
    context.restart();
    context.run();
    BOOST_TEST(done);
}

BOOST_FIXTURE_TEST_CASE(futures_are_fulfilled, with_server)
{
    auto work = asio::make_work_guard(context);
    std::thread runner{[&] { context.run(); }};
    auto plain = c.async_call(list_one, asio::use_future);
    auto bare = c.async_call(list_one, throwing(asio::use_future));
    auto none = c.async_call(missing, throwing(asio::use_future));
    none.wait();
    work.reset();
    runner.join(); // the thread sanitizer does not see how the library of C++ counts the owners of an exception
    BOOST_TEST(plain.get().value().request_id == "R-1");
    BOOST_TEST(bare.get().request_id == "R-1");
    BOOST_CHECK_EXCEPTION(none.get(), call_error,
                          [](call_error const& error)
                          { return error.code() == server_errc::not_found && error.why().request_id == "R-4"; });
}

BOOST_FIXTURE_TEST_CASE(use_awaitable_brings_the_outcome_and_throwing_the_bare_value, with_server)
{
    run(context,
        [](client& cas) -> asio::awaitable<void>
        {
            auto const got = co_await cas.async_call(list_one, asio::use_awaitable);
            BOOST_TEST(got.value().request_id == "R-1");
            certificate_page const page = co_await cas.async_call(list_one, throwing(asio::use_awaitable));
            BOOST_TEST(page.request_id == "R-1");
            bool thrown = false;
            try
            {
                co_await cas.async_call(missing, throwing(asio::use_awaitable));
            }
            catch (call_error const& error)
            {
                thrown = error.code() == server_errc::not_found;
            }
            BOOST_TEST(thrown);
        }(c));
}

BOOST_FIXTURE_TEST_CASE(the_awaitable_operator_and_ends_with_the_first_failure, with_server)
{
    run(context,
        [](client& cas) -> asio::awaitable<void>
        {
            auto const [first, second] = co_await (cas.async_call(list_one, throwing(asio::use_awaitable)) &&
                                                   cas.async_call(list_one, throwing(asio::use_awaitable)));
            BOOST_TEST(first.request_id == second.request_id);
            bool thrown = false;
            auto const begin = std::chrono::steady_clock::now();
            try
            {
                co_await (cas.async_call(missing, throwing(asio::use_awaitable)) &&
                          cas.async_call(unanswered_read, throwing(asio::use_awaitable)));
            }
            catch (asio::multiple_exceptions const& both) // the other call was cancelled
            {
                try
                {
                    std::rethrow_exception(both.first_exception());
                }
                catch (call_error const& error)
                {
                    thrown = error.code() == server_errc::not_found;
                }
            }
            BOOST_TEST(thrown);
            BOOST_TEST((std::chrono::steady_clock::now() - begin < 10s));
        }(c));
}

BOOST_FIXTURE_TEST_CASE(the_awaitable_operator_or_takes_the_first_success, with_server)
{
    run(context,
        [](client& cas) -> asio::awaitable<void>
        {
            auto const result = co_await (cas.async_call(missing, throwing(asio::use_awaitable)) ||
                                          cas.async_call(list_one, throwing(asio::use_awaitable)));
            BOOST_TEST(result.index() == 1u);

            asio::steady_timer limit{co_await asio::this_coro::executor, 20ms};
            auto const late = co_await (cas.async_call(unanswered_read, throwing(asio::use_awaitable)) ||
                                        limit.async_wait(asio::use_awaitable));
            BOOST_TEST(late.index() == 1u);
        }(c));
}

// Every operation, made inside its co_await expression. (STYLE: g++ 12 copies some temporaries of such an expression
// bit by bit; types with a user-declared constructor are safe.)
BOOST_FIXTURE_TEST_CASE(operations_may_be_made_inside_a_co_await_expression, with_server)
{
    run(context,
        [](client& cas, std::string const& text) -> asio::awaitable<void>
        {
            auto const page = (co_await cas.async_call(describe_user_certificate_list{1, 50})).value();
            BOOST_TEST(page.certificate_list.at(0).name == "first");
            BOOST_TEST((co_await cas.async_call(describe_user_certificate_detail{7})).value().request_id == "R-1");
            BOOST_TEST((co_await cas.async_call(create_user_certificate{certificate_name{text}, certificate_pem{text},
                                                                        private_key_pem{text}}))
                           .value()
                           .request_id == "R-1");
            BOOST_TEST((co_await cas.async_call(create_user_certificate{certificate_name{"a name that is not short"},
                                                                        certificate_pem{text + text},
                                                                        private_key_pem{text + text}}))
                           .has_value());
            BOOST_TEST((co_await cas.async_call(delete_user_certificate{7})).has_value());
            BOOST_TEST((co_await cas.async_call(create_dv_order_audit{order_instance_id{text}, domain_list{text},
                                                                      domain_verify_type::dns, order_contact{}}))
                           .has_value());
            BOOST_TEST((co_await cas.async_call(describe_dv_order_result{text + "-1"})).has_value());
            BOOST_TEST((co_await cas.async_call(describe_dv_order_result{"an instance with a long name"})).has_value());
            BOOST_TEST((co_await cas.async_call(describe_order_instance_list{1})).has_value());
            // With options, other tokens, and in conditions.
            BOOST_TEST((co_await cas.async_call(describe_dv_order_result{text}, call_options{5s})).has_value());
            BOOST_TEST((co_await cas.async_call(describe_dv_order_result{text}, call_options{}, asio::use_awaitable))
                           .has_value());
            BOOST_TEST(
                (co_await cas.async_call(describe_dv_order_result{text}, throwing(asio::use_awaitable))).request_id ==
                "R-1");
            if ((co_await cas.async_call(describe_dv_order_result{text})) &&
                (co_await cas.async_call(describe_dv_order_result{text + text})))
                co_await cas.async_call(describe_dv_order_result{text}, throwing(asio::use_awaitable));
            // Streams made there, too.
            BOOST_TEST((co_await cas.pages(describe_user_certificate_list{1, 1}).async_next()).value().has_value());
            BOOST_TEST((co_await cas.entries(describe_user_certificate_list{1, 1}, page_options{1}).async_next())
                           .value()
                           .has_value());
        }(c, "a text that is longer than any small string"));
}

BOOST_FIXTURE_TEST_CASE(a_client_may_be_made_inside_a_co_await_expression, with_server)
{
    run(context,
        [](client_options const& options) -> asio::awaitable<void>
        {
            client cas{co_await asio::this_coro::executor,
                       credentials{"an-access-key-id-of-some-length", "a secret of more than sixteen bytes", "a token"},
                       options};
            BOOST_TEST((co_await cas.async_call(describe_dv_order_result{"an instance with a long name"})).has_value());
            BOOST_TEST(
                (co_await client{co_await asio::this_coro::executor, credentials{"id", "secret"}, options}.async_call(
                     describe_dv_order_result{"an instance with a long name"}))
                    .has_value());
            client const idle{co_await asio::this_coro::executor, credentials{"id", "secret"}, client_options{}};
            BOOST_TEST(idle.open_connections() == 0u);
        }(options_for(server)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(associations)

BOOST_FIXTURE_TEST_CASE(a_strand_is_where_its_handler_runs, with_server)
{
    auto const strand = asio::make_strand(context);
    bool inside = false;
    c.async_call(list_one, asio::bind_executor(strand, [&](page_result) { inside = strand.running_in_this_thread(); }));
    context.run();
    BOOST_TEST(inside);
}

BOOST_FIXTURE_TEST_CASE(a_handler_of_another_context_runs_there_and_keeps_it_busy, with_server)
{
    asio::io_context other;
    std::thread::id ran_in;
    c.async_call(list_one, asio::bind_executor(other, [&](page_result) { ran_in = std::this_thread::get_id(); }));
    std::thread client_side{[&] { context.run(); }};
    other.run(); // returns only after the handler: the call is work of both contexts
    client_side.join();
    BOOST_TEST((ran_in == std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(memory_of_a_completion_comes_from_the_handlers_allocator, with_server)
{
    memory_book book;
    asio::io_context other;
    std::optional<std::size_t> in_use;
    c.async_call(list_one,
                 asio::bind_executor(other, asio::bind_allocator(counting_allocator<char>(book),
                                                                 [&](page_result) { in_use = book.in_use; })));
    context.run();
    other.run();
    BOOST_TEST(book.allocations > 0u);
    BOOST_REQUIRE(in_use.has_value());
    BOOST_TEST(*in_use == 0u); // given back before the handler runs
    BOOST_TEST(book.in_use == 0u);
}

BOOST_FIXTURE_TEST_CASE(associations_show_through_throwing_and_entry_streams, with_server)
{
    asio::io_context other;
    asio::cancellation_signal signal;
    int right = 0;
    auto const here = [&] { right += other.get_executor().running_in_this_thread(); };
    c.async_call(list_one, throwing(asio::bind_executor(other, [&](std::exception_ptr, certificate_page) { here(); })));
    auto entries = c.entries(list_one);
    entries.async_next(asio::bind_executor(other, [&](outcome<std::optional<certificate_summary>>) { here(); }));
    c.async_call(describe_user_certificate_list{999},
                 throwing(asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr problem, certificate_page)
                                                       { right += problem != nullptr; })));
    asio::post(context, [&] { signal.emit(asio::cancellation_type::terminal); });
    context.run();
    other.run();
    BOOST_TEST(right == 3);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cancellation)

namespace
{

// Cancels a call that is not answered, once its request has arrived. Empty if it has not ended after that.
template <typename Op>
std::optional<failure> cancelled(with_server& f, Op const& op, asio::cancellation_type type)
{
    asio::cancellation_signal signal;
    std::optional<failure> why;
    f.c.async_call(op, asio::bind_cancellation_slot(signal.slot(), [&](outcome<typename Op::response> result)
                                                    { why = result.error(); }));
    while (f.server.requests().empty())
        f.context.run_one_for(10ms);
    signal.emit(type);
    f.context.poll();
    if (why)
    {
        BOOST_TEST(!signal.slot().has_handler());
        f.context.run(); // nothing is left
        BOOST_TEST(f.c.open_connections() == 0u);
        return why;
    }
    f.c.cancel();
    f.context.run();
    BOOST_TEST(why.has_value());
    return std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_read_ends_by_every_kind)
{
    for (auto const type :
         {asio::cancellation_type::total, asio::cancellation_type::partial, asio::cancellation_type::terminal})
    {
        with_server f;
        auto const why = cancelled(f, unanswered_read, type);
        BOOST_REQUIRE(why);
        BOOST_TEST(why->code == asio::error::operation_aborted);
        BOOST_TEST(why->stopped_because == stop_reason::cancelled);
        BOOST_TEST(why->phase == call_phase::reading);
        BOOST_TEST(!why->maybe_executed);
    }
}

BOOST_AUTO_TEST_CASE(a_write_that_is_sent_does_not_end_by_total_cancellation)
{
    {
        with_server f;
        BOOST_TEST(!cancelled(f, unanswered_write, asio::cancellation_type::total).has_value());
    }
    for (auto const type : {asio::cancellation_type::partial, asio::cancellation_type::terminal})
    {
        with_server f;
        auto const why = cancelled(f, unanswered_write, type);
        BOOST_REQUIRE(why);
        BOOST_TEST(why->code == asio::error::operation_aborted);
        BOOST_TEST(why->maybe_executed);
    }
}

BOOST_FIXTURE_TEST_CASE(a_write_that_is_not_sent_ends_by_total_cancellation, with_server)
{
    asio::cancellation_signal signal;
    std::optional<failure> why;
    c.async_call(unanswered_write, asio::bind_cancellation_slot(signal.slot(), [&](outcome<request_receipt> result)
                                                                { why = result.error(); }));
    signal.emit(asio::cancellation_type::total);
    BOOST_TEST(!why.has_value()); // not from inside
    context.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST(why->code == asio::error::operation_aborted);
    BOOST_TEST(!why->maybe_executed);
    BOOST_TEST(server.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(cancel_ends_all_calls_and_the_client_stays_usable, with_server)
{
    int aborted = 0;
    for (int i = 0; i < 30; ++i) // more than there may be connections
        c.async_call(unanswered_read,
                     [&](page_result page) { aborted += page.error().code == asio::error::operation_aborted; });
    while (server.requests().size() < 16)
        context.run_one_for(10ms);
    c.cancel();
    context.run();
    BOOST_TEST(aborted == 30);
    BOOST_TEST(c.open_connections() == 0u);
    BOOST_TEST(with.get(list_one).has_value());
}

BOOST_AUTO_TEST_CASE(a_call_ends_in_a_wait_between_attempts)
{
    scripted_server const server{[](scripted_request const&) { return answer(429, ""); }};
    auto options = options_for(server);
    options.retry.first_backoff = options.retry.longest_backoff = 100s;
    options.retry.max_attempts = 1000;
    options.deadline = 1000s;
    session with{options};
    asio::cancellation_signal signal;
    std::optional<failure> why;
    with.client.async_call(
        unanswered_write,
        asio::bind_cancellation_slot(signal.slot(), [&](outcome<request_receipt> result) { why = result.error(); }));
    while (server.requests().empty())
        with.context.run_one_for(10ms);
    with.context.run_for(20ms);                  // the answer has come; the wait is a minute on average
    signal.emit(asio::cancellation_type::total); // it was refused: nothing has happened
    with.context.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST(why->code == asio::error::operation_aborted);
    BOOST_TEST(!why->maybe_executed);
    BOOST_TEST(why->phase == call_phase::backing_off);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lifetime)

namespace
{

// Destroys a client while its only call is as far as the server lets it come.
void destroy_while(support::silence silent, std::size_t connections)
{
    support::scripted_server_options mute;
    mute.silent = silent;
    scripted_server const server{[](scripted_request const&) { return answer(200, one_page); }, mute};
    asio::io_context context;
    auto c = std::make_unique<client>(context, test_credentials(), options_for(server));
    std::optional<failure> why;
    c->async_call(unanswered_read, [&](page_result page) { why = page.error(); });
    while (server.connections() < connections)
        context.run_one_for(10ms);
    if (connections > 0)
        context.run_for(5ms);
    c.reset();
    BOOST_TEST(!why.has_value());
    context.restart();
    context.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST(why->code == asio::error::operation_aborted);
    BOOST_TEST(why->stopped_because == stop_reason::cancelled);
    BOOST_TEST(server.wait_for_open(0));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_client_may_be_destroyed_at_any_time)
{
    destroy_while(support::silence::none, 0);
    destroy_while(support::silence::before_handshake, 1);
    destroy_while(support::silence::in_handshake, 1);
    destroy_while(support::silence::after_handshake, 1);
}

BOOST_FIXTURE_TEST_CASE(a_call_of_a_client_that_is_gone_ends, with_server)
{
    auto gone = std::make_unique<client>(context, test_credentials(), options_for(server));
    auto late = gone->async_call(list_one); // deferred: nothing has begun
    gone.reset();
    std::optional<failure> why;
    std::move(late)([&](page_result page) { why = page.error(); });
    BOOST_TEST(!why.has_value());
    context.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST(why->code == asio::error::operation_aborted);
}

BOOST_FIXTURE_TEST_CASE(a_client_may_be_moved_while_calls_are_in_flight, with_server)
{
    int succeeded = 0;
    boost::system::error_code ended;
    c.async_call(list_one, [&](page_result page) { succeeded += page.has_value(); });
    client moved{std::move(c)};
    client other{context, test_credentials(), options_for(server)};
    other.async_call(unanswered_read, [&](page_result page) { ended = page.error().code; });
    other = std::move(moved);
    other.async_call(list_one, [&](page_result page) { succeeded += page.has_value(); });
    context.run();
    BOOST_TEST(succeeded == 2);
    BOOST_TEST(ended == asio::error::operation_aborted);
}

namespace
{

// Held by everything that must be destroyed.
using trace = std::shared_ptr<int>;

asio::awaitable<void> read_for_ever(trace, client_options options)
{
    options.max_connections = 1;
    client cas{co_await asio::this_coro::executor, test_credentials(), options};
    auto stream = cas.pages(unanswered_read);
    // One has the connection, the others wait for it.
    co_await (cas.async_call(unanswered_read, asio::use_awaitable) &&
              cas.async_call(unanswered_read, asio::use_awaitable) && stream.async_next(asio::use_awaitable));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_context_may_be_destroyed_with_everything_in_it)
{
    for (auto const silent : {support::silence::before_handshake, support::silence::in_handshake,
                              support::silence::after_handshake, support::silence::none})
    {
        support::scripted_server_options mute;
        mute.silent = silent;
        scripted_server const server{serve, mute};
        auto const left = std::make_shared<int>();
        {
            // The client goes first.
            asio::io_context context;
            client cas{context, test_credentials(), options_for(server)};
            auto stream = cas.pages(unanswered_read);
            for (int i = 0; i < 20; ++i)
                cas.async_call(unanswered_read, [left](page_result) {});
            stream.async_next([left](outcome<std::optional<certificate_page>>) {});
            context.run_for(30ms);
            context.stop();
        }
        BOOST_TEST(left.use_count() == 1);
        {
            // The context goes first: what it destroys owns the client.
            asio::io_context context;
            asio::co_spawn(context, read_for_ever(left, options_for(server)), asio::detached);
            context.run_for(30ms);
            context.stop();
        }
        BOOST_TEST(left.use_count() == 1);
        {
            // The same with callbacks, and before anything has run.
            asio::io_context context;
            auto const cas = std::make_shared<client>(context, test_credentials(), options_for(server));
            auto const stream = std::make_shared<page_stream<describe_user_certificate_list>>(cas->pages(list_one));
            for (int i = 0; i < 20; ++i)
                cas->async_call(unanswered_read, [left, cas](page_result) {});
            stream->async_next([left, cas, stream](outcome<std::optional<certificate_page>>) {});
        }
        BOOST_TEST(left.use_count() == 1);
        {
            // The context goes first, and client and stream have an idle connection, waiting calls and a reader.
            std::optional<asio::io_context> context{std::in_place};
            auto options = options_for(server);
            options.max_connections = 1;
            client cas{*context, test_credentials(), options};
            auto stream = cas.pages(unanswered_read);
            auto entries = cas.entries(unanswered_read);
            bool answered = silent != support::silence::none;
            cas.async_call(list_one, [&](page_result) { answered = true; });
            do
                context->run_one_for(10ms);
            while (!answered);
            for (int i = 0; i < 20; ++i)
                cas.async_call(unanswered_read, [left](page_result) {});
            stream.async_next([left](outcome<std::optional<certificate_page>>) {});
            entries.async_next([left](outcome<std::optional<certificate_summary>>) {});
            context->run_for(5ms);
            context.reset();
            BOOST_TEST(left.use_count() == 1);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(an_idle_client_may_be_destroyed_after_its_context, with_server)
{
    std::optional<asio::io_context> own{std::in_place};
    client cas{*own, test_credentials(), options_for(server)};
    bool done = false;
    cas.async_call(list_one, [&](page_result page) { done = page.has_value(); });
    own->run();
    BOOST_TEST(done);
    BOOST_TEST(cas.open_connections() == 1u);
    own.reset();
    BOOST_TEST(cas.open_connections() == 0u);
    BOOST_TEST(server.wait_for_open(0));
}

BOOST_AUTO_TEST_CASE(a_client_serves_many_threads)
{
    scripted_server const server{serve};
    auto options = options_for(server);
    options.max_connections = 8;
    asio::io_context context;
    client cas{context, test_credentials(), options};
    std::atomic<int> succeeded{0};
    std::atomic<int> started{0};
    constexpr int calls = 2000;
    std::function<void()> const start_one = [&]
    {
        if (started++ >= calls)
            return;
        cas.async_call(list_one,
                       [&](page_result page)
                       {
                           succeeded += page.has_value();
                           start_one();
                       });
    };
    for (int i = 0; i < 32; ++i)
        asio::post(context, start_one);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { context.run(); });
    for (auto& each : threads)
        each.join();
    BOOST_TEST(succeeded == calls);
    BOOST_TEST(server.requests().size() == static_cast<std::size_t>(calls));
    BOOST_TEST(server.most_at_once() <= 8u);
}

BOOST_AUTO_TEST_CASE(calls_may_be_cancelled_from_other_threads_than_they_run_on)
{
    scripted_server const server{serve};
    auto options = options_for(server);
    options.max_connections = 4;
    asio::io_context context;
    auto cas = std::make_unique<client>(context, test_credentials(), options);
    std::atomic<int> ended{0};
    auto work = asio::make_work_guard(context);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] { context.run(); });
    for (int round = 0; round < 20; ++round)
    {
        for (int i = 0; i < 10; ++i)
            cas->async_call(i % 2 == 0 ? unanswered_read : list_one, [&](page_result) { ++ended; });
        if (round % 2 == 0)
            std::this_thread::sleep_for(2ms);
        if (round == 19)
            cas.reset();
        else
            cas->cancel();
    }
    work.reset();
    for (auto& each : threads)
        each.join();
    BOOST_TEST(ended == 200);
}

BOOST_AUTO_TEST_SUITE_END()

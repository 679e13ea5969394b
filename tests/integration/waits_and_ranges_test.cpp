// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Waiting for something, and one operation for each element of a range, over real connections.

#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::then;

namespace
{

wait_options quick(std::chrono::milliseconds deadline = 20s)
{
    wait_options options;
    options.first_interval = options.longest_interval = 1ms;
    options.deadline = deadline;
    return options;
}

describe_dv_order_result const an_order{"cas-1"};

// Says `checking` so many times, then `issued`.
auto issued_after(int looks)
{
    return [looks, seen = std::make_shared<std::atomic<int>>(0)](scripted_request const&)
    {
        if (++*seen > looks)
            return answer(200, R"({"RequestId":"R","OrderStatus":"issued","Certificate":"C","PrivateKey":"K"})");
        return answer(
            200, R"({"RequestId":"R","OrderStatus":"checking","CheckType":"DNS","CheckName":"n","CheckValue":"v"})");
    };
}

scripted_reply silence(scripted_request const&)
{
    scripted_reply reply;
    reply.next = then::stall;
    return reply;
}

bool never(dv_order_result const&)
{
    return false;
}

template <typename Condition>
void run_until(asio::io_context& context, Condition condition)
{
    context.restart();
    while (!condition() && !context.stopped())
        context.run_one_for(10ms); // the condition may be the server's, of which the context hears nothing
    BOOST_REQUIRE(condition());
}

using page_result = outcome<std::optional<each_result<certificate_page>>>;

std::vector<std::int64_t> numbers(std::int64_t count)
{
    std::vector<std::int64_t> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 1);
    return all;
}

describe_user_certificate_list page_of(std::int64_t number)
{
    return describe_user_certificate_list{number, 10};
}

// Answers with the page that was asked for; every page whose number `refused` divides does not exist.
struct pages_server
{
    explicit pages_server(std::int64_t refuse = 0) : refused(refuse) {}

    std::int64_t refused;
    scripted_server server{[this](scripted_request const& request)
                           {
                               auto const page = request.param("CurrentPage");
                               if (refused != 0 && std::stoll(page) % refused == 0)
                                   return answer(404, R"({"Code":"NotFound","RequestId":"R"})");
                               return answer(200, R"({"RequestId":"R","CurrentPage":)" + page + "}");
                           }};
    session with{options_for(server)};
};

} // namespace

BOOST_AUTO_TEST_SUITE(options_of_each_call)

BOOST_AUTO_TEST_CASE(pages_ranges_and_waits_hand_them_on)
{
    scripted_server server(silence);
    session with(options_for(server));
    auto const soon = call_options(support::slowness * 30ms);
    page_options of_pages(1);
    of_pages.call = soon;
    each_options of_a_range(1);
    of_a_range.call = soon;
    auto of_a_wait = quick(1ms);
    of_a_wait.call = soon;

    auto pages = with.client.pages(page_of(1), of_pages);
    auto range = with.client.call_each(numbers(1), page_of, of_a_range);
    auto wait = with.client.wait_until(an_order, never, of_a_wait);
    auto page = pages.async_next(asio::use_future);
    auto one = range.async_next(asio::use_future);
    auto end = wait.async_wait(asio::use_future);
    with.context.run_for(support::slowness * 5s); // far below the client's deadline
    BOOST_REQUIRE(with.context.stopped());

    BOOST_TEST(page.get().error().code == errc::deadline_exceeded);
    auto const result = one.get();
    BOOST_REQUIRE((result.has_value() && result->has_value()));
    BOOST_TEST((*result)->result.error().code == errc::deadline_exceeded);
    BOOST_TEST(end.get().error().code == errc::deadline_exceeded);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(waiting_for_an_order)

BOOST_AUTO_TEST_CASE(it_is_looked_at_until_it_is_issued)
{
    scripted_server server(issued_after(3));
    session with(options_for(server));
    std::vector<dv_challenge> published;
    std::vector<int> looks;
    auto wait = with.client.wait_until(
        an_order, dv_order_decided([&](dv_challenge const& challenge) { published.push_back(challenge); }), quick());
    wait.on_progress(
        [&](dv_order_result const&, int count, std::chrono::nanoseconds next)
        {
            looks.push_back(count);
            BOOST_TEST((next == 1ms));
        });
    std::optional<outcome<dv_order_result>> result;
    wait.async_wait([&](outcome<dv_order_result> value) { result.emplace(std::move(value)); });
    BOOST_TEST(!result.has_value());
    with.context.run();
    BOOST_REQUIRE(result.has_value());
    BOOST_REQUIRE(result->has_value());
    BOOST_TEST(((*result)->status == order_status::issued));
    BOOST_TEST((*result)->certificate == "C");
    BOOST_TEST(published.size() == 1u);
    BOOST_TEST(looks == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_emulator_issues_an_order_that_is_waited_for_in_a_coroutine)
{
    emulator_options options;
    options.bought_orders = {emulator_order{"good"}, emulator_order{"bad", emulator_order_outcome::check_failed}};
    support::running_emulator service(options);
    session with(options_for(service));
    std::vector<std::string> ends;
    std::vector<dv_challenge> published;
    auto const order = [&](std::string instance) -> asio::awaitable<void>
    {
        order_contact contact;
        contact.username = "n";
        contact.mobile = "1";
        contact.email = "a@example.com";
        contact.province = contact.city = "p";
        create_dv_order_audit const submit{order_instance_id{instance}, domain_list{"a.example.com"},
                                           domain_verify_type::dns, contact};
        (co_await with.client.async_call(submit)).value();
        auto wait = with.client.wait_until(
            describe_dv_order_result{instance},
            dv_order_decided([&](dv_challenge const& challenge) { published.push_back(challenge); }), quick());
        auto const decided = (co_await wait.async_wait()).value();
        ends.push_back(decided.status.text());
    };
    for (auto const* const instance : {"good", "bad"})
        asio::co_spawn(with.context, order(instance),
                       [](std::exception_ptr problem) { BOOST_TEST((problem == nullptr)); });
    with.context.run();
    std::sort(ends.begin(), ends.end());
    BOOST_TEST(ends == (std::vector<std::string>{"check_failed", "issued"}), boost::test_tools::per_element());
    BOOST_TEST(published.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_does_not_come_ends_at_the_deadline)
{
    scripted_server server(issued_after(1'000'000));
    session with(options_for(server));
    int looks = 0;
    for (auto deadline = 20ms; looks < 2 && deadline < 20s; deadline *= 2) // the first look may take a while
    {
        auto const before = server.requests().size();
        auto wait = with.client.wait_until(an_order, never, quick(deadline));
        auto ended = wait.async_wait(asio::use_future);
        with.context.restart();
        with.context.run();
        auto const result = ended.get();
        BOOST_REQUIRE(!result);
        BOOST_TEST(result.error().code == errc::deadline_exceeded);
        BOOST_TEST(result.error().stopped_because == stop_reason::deadline);
        looks = result.error().attempts;
        BOOST_TEST(server.requests().size() - before == static_cast<std::size_t>(looks));
    }
    BOOST_TEST(looks >= 2);
}

BOOST_AUTO_TEST_CASE(a_refusal_ends_it_and_an_outage_does_not)
{
    auto const seen = std::make_shared<std::atomic<int>>(0);
    scripted_server server(
        [seen](scripted_request const&)
        {
            switch (++*seen)
            {
            case 1:
                return answer(503, "");
            case 2:
                return answer(404, R"({"Code":"NotFound","RequestId":"R"})");
            default:
                return answer(200, R"({"OrderStatus":"issued"})");
            }
        });
    auto options = options_for(server);
    options.retry.max_attempts = 1;
    session with(options);
    auto wait = with.client.wait_until(an_order, dv_order_decided(), quick());
    auto ended = wait.async_wait(asio::use_future);
    with.context.run();
    auto const result = ended.get();
    BOOST_REQUIRE(!result);
    BOOST_TEST(result.error().code == server_errc::not_found);
    BOOST_TEST(seen->load() == 2);

    auto again = wait.async_wait(asio::use_future); // a wait can be begun anew
    with.context.restart();
    with.context.run();
    BOOST_TEST(again.get().has_value());
}

BOOST_AUTO_TEST_CASE(cancelling_it_leaves_neither_timer_nor_call)
{
    auto const cancel_during = [](scripted_server& server, bool in_a_pause)
    {
        session with(options_for(server));
        wait_options slow;
        slow.first_interval = slow.longest_interval = 1h;
        bool paused = false;
        auto wait = with.client.wait_until(an_order, never, slow);
        wait.on_progress([&](dv_order_result const&, int, std::chrono::nanoseconds) { paused = true; });
        asio::cancellation_signal signal;
        std::optional<boost::system::error_code> ended;
        wait.async_wait(asio::bind_cancellation_slot(signal.slot(), [&](outcome<dv_order_result> result)
                                                     { ended = result.error().code; }));
        run_until(with.context, [&] { return in_a_pause ? paused : server.requests().size() == 1; });
        signal.emit(asio::cancellation_type::total);
        BOOST_TEST(!ended.has_value()); // never inside
        with.context.restart();
        with.context.run(); // returns: nothing is outstanding
        BOOST_REQUIRE(ended.has_value());
        BOOST_TEST((*ended == asio::error::operation_aborted));
    };
    scripted_server answers(issued_after(1'000));
    cancel_during(answers, true);
    scripted_server mute(silence);
    cancel_during(mute, false);
}

BOOST_AUTO_TEST_CASE(it_may_be_destroyed_in_a_pause_and_in_a_look_and_so_may_its_context)
{
    scripted_server answers(issued_after(1'000));
    scripted_server mute(silence);
    for (auto* const server : {&answers, &mute})
        for (bool const context_first : {false, true})
        {
            auto context = std::make_unique<asio::io_context>();
            std::optional<client> c;
            c.emplace(*context, support::test_credentials(), options_for(*server));
            wait_options slow;
            slow.first_interval = slow.longest_interval = 1h;
            bool paused = false;
            std::optional<waiting<describe_dv_order_result>> wait;
            wait.emplace(c->wait_until(an_order, never, slow));
            wait->on_progress([&](dv_order_result const&, int, std::chrono::nanoseconds) { paused = true; });
            std::optional<boost::system::error_code> ended;
            wait->async_wait([&](outcome<dv_order_result> result) { ended = result.error().code; });
            auto const before = server->requests().size();
            run_until(*context, [&] { return server == &answers ? paused : server->requests().size() > before; });
            if (context_first)
            {
                context.reset();
                BOOST_TEST(!ended.has_value());
                continue;
            }
            wait.reset();
            context->restart();
            context->run();
            BOOST_REQUIRE(ended.has_value());
            BOOST_TEST((*ended == asio::error::operation_aborted));
        }
}

BOOST_AUTO_TEST_CASE(a_second_wait_on_the_same_object_is_refused)
{
    scripted_server server(issued_after(1));
    session with(options_for(server));
    auto wait = with.client.wait_until(an_order, dv_order_decided(), quick());
    auto first = wait.async_wait(asio::use_future);
    auto second = wait.async_wait(asio::use_future);
    with.context.run();
    BOOST_TEST(first.get().has_value());
    BOOST_TEST(second.get().error().code == errc::busy);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calls_over_a_range)

BOOST_AUTO_TEST_CASE(each_element_is_called_once_and_no_more_at_a_time_than_allowed)
{
    constexpr std::size_t bound = 3;
    std::atomic<std::size_t> at_once{0}, highest{0};
    scripted_server server(
        [&](scripted_request const& request)
        {
            highest = std::max<std::size_t>(highest, ++at_once);
            --at_once;
            return answer(200, R"({"RequestId":"R","CurrentPage":)" + request.param("CurrentPage") + "}");
        });
    session with(options_for(server));
    std::set<std::size_t> seen;
    auto const walk = [&]() -> asio::awaitable<void>
    {
        auto results = with.client.call_each(numbers(40), page_of, bound);
        while (auto const one = (co_await results.async_next()).value())
        {
            BOOST_TEST(seen.insert(one->index).second);
            BOOST_TEST(one->result.value().current_page == static_cast<std::int64_t>(one->index) + 1);
        }
        BOOST_TEST(results.begun() == 40u);
        BOOST_TEST(!(co_await results.async_next()).value().has_value()); // the end stays the end
    };
    asio::co_spawn(with.context, walk(), [](std::exception_ptr problem) { BOOST_TEST((problem == nullptr)); });
    with.context.run();
    BOOST_TEST(seen.size() == 40u);
    BOOST_TEST(server.connections() <= bound);
    BOOST_TEST(server.connections() >= 2u);
}

BOOST_AUTO_TEST_CASE(all_failures_are_told_with_their_index)
{
    pages_server scene(5);
    auto results = scene.with.client.call_each(numbers(20), page_of, 4);
    std::set<std::size_t> failed;
    std::size_t succeeded = 0;
    bool ended = false;
    while (!ended)
    {
        auto next = results.async_next(asio::use_future);
        scene.with.context.restart();
        scene.with.context.run();
        auto const one = next.get().value();
        ended = !one;
        if (one && one->result)
            ++succeeded;
        else if (one)
            failed.insert(one->index);
    }
    BOOST_TEST(succeeded == 16u);
    BOOST_TEST(failed == (std::set<std::size_t>{4, 9, 14, 19}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_stop_nothing_is_begun_after_the_first_failure)
{
    pages_server scene(5);
    each_options options{1};
    options.after_failure = each_options::failures::stop;
    auto results = scene.with.client.call_each(numbers(20), page_of, options);
    std::size_t told = 0;
    std::optional<std::size_t> failed;
    auto const walk = [&]() -> asio::awaitable<void>
    {
        while (auto const one = (co_await results.async_next()).value())
        {
            ++told;
            if (!one->result)
                failed = one->index;
        }
    };
    asio::co_spawn(scene.with.context, walk(), [](std::exception_ptr problem) { BOOST_TEST((problem == nullptr)); });
    scene.with.context.run();
    BOOST_TEST(told == 5u);
    BOOST_TEST((failed == 4u));
    BOOST_TEST(results.begun() == 5u);
}

BOOST_AUTO_TEST_CASE(who_does_not_read_finds_no_more_begun)
{
    pages_server scene;
    auto results = scene.with.client.call_each(numbers(100), page_of, 4);
    auto first = results.async_next(asio::use_future);
    scene.with.context.run(); // until nothing is in flight
    BOOST_TEST(first.get().value()->result.has_value());
    BOOST_TEST(results.begun() <= 2u * 4u + 1u);
}

BOOST_AUTO_TEST_CASE(stopping_lets_those_in_flight_come_and_then_ends)
{
    pages_server scene;
    auto results = scene.with.client.call_each(numbers(100), page_of, 4);
    std::size_t told = 0;
    auto const walk = [&]() -> asio::awaitable<void>
    {
        while (auto const one = (co_await results.async_next()).value())
            if (++told == 10)
                results.stop();
    };
    asio::co_spawn(scene.with.context, walk(), [](std::exception_ptr problem) { BOOST_TEST((problem == nullptr)); });
    scene.with.context.run();
    BOOST_TEST(told == results.begun());
    BOOST_TEST(told < 30u);
}

BOOST_AUTO_TEST_CASE(a_range_of_operations_may_be_given_and_an_empty_one_ends_at_once)
{
    pages_server scene;
    std::vector<describe_user_certificate_list> operations{page_of(1), page_of(2)};
    auto results = scene.with.client.call_each(operations);
    auto none = scene.with.client.call_each(std::vector<describe_user_certificate_list>{});
    auto first = results.async_next(asio::use_future);
    auto end = none.async_next(asio::use_future);
    scene.with.context.run();
    BOOST_TEST(first.get().value().has_value());
    BOOST_TEST(!end.get().value().has_value());
    BOOST_CHECK_THROW(static_cast<void>(scene.with.client.call_each(operations, 0)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(cancelling_the_reader_keeps_what_is_in_flight)
{
    pages_server scene;
    auto results = scene.with.client.call_each(numbers(3), page_of, 3);
    asio::cancellation_signal signal;
    std::optional<boost::system::error_code> ended;
    results.async_next(asio::bind_cancellation_slot(signal.slot(), [&](page_result one) { ended = one.error().code; }));
    signal.emit(asio::cancellation_type::terminal);
    scene.with.context.run();
    BOOST_REQUIRE(ended.has_value());
    BOOST_TEST((*ended == asio::error::operation_aborted));
    std::size_t told = 0;
    for (bool more = true; more;)
    {
        auto next = results.async_next(asio::use_future);
        scene.with.context.restart();
        scene.with.context.run();
        more = next.get().value().has_value();
        told += more;
    }
    BOOST_TEST(told == 3u);
}

BOOST_AUTO_TEST_CASE(it_may_be_destroyed_with_calls_in_flight_and_so_may_its_context)
{
    scripted_server mute(silence);
    for (bool const context_first : {false, true})
    {
        auto context = std::make_unique<asio::io_context>();
        std::optional<client> c;
        c.emplace(*context, support::test_credentials(), options_for(mute));
        auto results = std::make_optional(c->call_each(numbers(10), page_of, 4));
        std::optional<boost::system::error_code> ended;
        results->async_next([&](page_result one) { ended = one.error().code; });
        auto const before = mute.requests().size();
        run_until(*context, [&] { return mute.requests().size() >= before + 4; });
        if (context_first)
        {
            context.reset();
            BOOST_TEST(!ended.has_value());
            continue;
        }
        results.reset();
        context->restart();
        context->run();
        BOOST_REQUIRE(ended.has_value());
        BOOST_TEST((*ended == asio::error::operation_aborted));
    }
}

BOOST_AUTO_TEST_SUITE_END()

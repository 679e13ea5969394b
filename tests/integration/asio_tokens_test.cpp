// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Every completion token and adapter of Asio, given to every operation of ours (support/asio_operations.hpp).

#include "support/asio_operations.hpp"
#include "support/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/consign.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/version.hpp>
#if BOOST_VERSION >= 108600
#include <boost/asio/cancel_after.hpp>
#endif
// The thread sanitizer does not follow a change of stacks.
#if defined(ALIYUN_CAS_TEST_HAS_BOOST_CONTEXT) && !defined(__SANITIZE_THREAD__) &&                                     \
    !ALIYUN_CAS_TEST_FEATURE(thread_sanitizer)
#define ALIYUN_CAS_TEST_YIELDS
#endif
#ifdef ALIYUN_CAS_TEST_YIELDS
#include <boost/asio/spawn.hpp>
#endif

#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using support::aborted;
using support::asio_operations;
using support::succeeded;
using support::with_pages;

namespace
{

// Runs a coroutine to its end and hands on what it throws.
void run_coroutine(with_pages& f, asio::awaitable<void> coroutine)
{
    std::exception_ptr problem;
    bool ended = false;
    asio::co_spawn(f.context, std::move(coroutine),
                   [&](std::exception_ptr thrown)
                   {
                       problem = thrown;
                       ended = true;
                   });
    f.run();
    BOOST_REQUIRE(ended);
    if (problem)
        std::rethrow_exception(problem);
}

} // namespace

BOOST_AUTO_TEST_SUITE(asio_tokens)

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_starts_when_it_is_told_to, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    auto later = operation.start(asio::deferred);
    f.run();
    BOOST_TEST(f.server.requests().empty());
    bool good = false;
    std::move(later)([&](auto const&... result) { good = succeeded(result...); });
    f.run();
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(a_deferred_call_that_is_kept_can_be_made_again)
{
    with_pages f;
    auto const later = f.c.async_call(support::certificate_list{1, 2}, asio::deferred);
    auto const later_with_options =
        f.c.async_call(support::certificate_list{3, 2}, call_options(std::chrono::seconds(10)), asio::deferred);
    std::vector<std::int64_t> firsts;
    auto const keep = [&](outcome<certificate_page> const& page)
    { firsts.push_back(page.value().certificate_list.at(0).id); };
    for (int time = 0; time < 2; ++time)
    {
        later(keep);
        f.run();
        later_with_options(keep);
        f.run();
    }
    BOOST_TEST(firsts == (std::vector<std::int64_t>{1, 5, 1, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_operations_are_put_together, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    int good = 0;
    auto both = operation.start(asio::deferred)(asio::deferred(
        [&](auto&&... first)
        {
            good += succeeded(first...);
            return operation.start(asio::deferred);
        }));
    std::move(both)([&](auto const&... second) { good += succeeded(second...); });
    f.run();
    BOOST_TEST(good == 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(futures_are_fulfilled, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    auto future = operation.start(asio::use_future);
    std::thread runner{[&] { f.run(); }};
    future.wait();
    runner.join(); // the thread sanitizer does not see how the library of C++ hands a result over
    if constexpr (std::is_void_v<decltype(future.get())>)
        BOOST_CHECK_NO_THROW(future.get());
    else
        BOOST_TEST(succeeded(future.get()));
}

namespace
{

template <typename Operation>
asio::awaitable<void> await_in_every_way(Operation& operation)
{
    auto const all = [](auto const& tuple)
    { return std::apply([](auto const&... result) { return succeeded(result...); }, tuple); };
    static_cast<void>(co_await operation.start(asio::deferred));
    static_cast<void>(co_await operation.start(asio::use_awaitable));
    auto const first = co_await operation.start(asio::as_tuple(asio::use_awaitable));
    BOOST_TEST(all(first));
    auto const second = co_await operation.start(asio::as_tuple(asio::deferred));
    BOOST_TEST(all(second));
    auto kept = std::make_shared<int>();
    auto consigned = operation.start(asio::consign(asio::as_tuple(asio::use_awaitable), std::move(kept)));
    auto const third = co_await std::move(consigned);
    BOOST_TEST(all(third));
    auto const strand = asio::make_strand(co_await asio::this_coro::executor);
    auto const fourth = co_await operation.start(asio::bind_executor(strand, asio::as_tuple(asio::use_awaitable)));
    BOOST_TEST(all(fourth));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(coroutines_await_an_operation_in_every_way, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    run_coroutine(f, await_in_every_way(operation));
}

namespace
{

template <typename Operation>
asio::awaitable<void> race(Operation& one, Operation& other)
{
    co_await (one.start(asio::use_awaitable) && other.start(asio::use_awaitable));
    asio::steady_timer limit{co_await asio::this_coro::executor, 20ms};
    auto const winner = co_await (one.wait(asio::use_awaitable) || limit.async_wait(asio::use_awaitable));
    BOOST_TEST(winner.index() == 1u);
    limit.expires_after(20s);
    auto const second = co_await (limit.async_wait(asio::use_awaitable) || other.start(asio::use_awaitable));
    BOOST_TEST(second.index() == 1u);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(awaitable_operators_let_operations_race, Operation, asio_operations)
{
    with_pages f;
    auto one = std::make_unique<Operation>(f.c);
    auto other = std::make_unique<Operation>(f.c);
    asio::co_spawn(f.context, race(*one, *other),
                   [&](std::exception_ptr problem)
                   {
                       BOOST_TEST(!problem);
                       one.reset();
                       other.reset();
                   });
    f.run();
    BOOST_TEST(one == nullptr);
}

namespace
{

template <typename Operation>
asio::awaitable<void> wait_for_ever(Operation& operation, bool& was_aborted)
{
    auto const result = co_await operation.wait(asio::as_tuple(asio::use_awaitable));
    was_aborted = std::apply([](auto const&... each) { return aborted(each...); }, result);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_coroutine_hands_its_cancellation_on, Operation, asio_operations)
{
    with_pages f;
    auto operation = std::make_unique<Operation>(f.c);
    asio::cancellation_signal signal;
    bool was_aborted = false;
    asio::co_spawn(f.context, wait_for_ever(*operation, was_aborted),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr) { operation.reset(); }));
    f.run_until_asked();
    signal.emit(asio::cancellation_type::terminal);
    f.run();
    BOOST_TEST(was_aborted);
    BOOST_TEST(operation == nullptr);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bound_properties_stack_up, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    asio::cancellation_signal signal;
    asio::io_context other;
    bool good = false;
    operation.wait(asio::bind_cancellation_slot(
        signal.slot(), asio::bind_executor(other, asio::bind_allocator(std::allocator<int>(), [&](auto const&... result)
                                                                       { good = aborted(result...); }))));
    f.run_until_asked();
    signal.emit(asio::cancellation_type::terminal);
    operation.give_up(); // what a stream still fetches
    f.run();
    BOOST_TEST(!good);
    other.run();
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_parallel_group_cancels_the_losers, Operation, asio_operations)
{
    with_pages f;
    auto quick = std::make_unique<Operation>(f.c);
    auto slow = std::make_unique<Operation>(f.c);
    asio::experimental::make_parallel_group(quick->start(asio::deferred), slow->wait(asio::deferred))
        .async_wait(asio::experimental::wait_for_one(),
                    [&](auto order, auto const& first, auto const& second)
                    {
                        BOOST_TEST(order[0] == 0u);
                        BOOST_TEST(succeeded(first));
                        BOOST_TEST(aborted(second));
                        quick.reset();
                        slow.reset();
                    });
    f.run();
    BOOST_TEST(quick == nullptr);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(detached_forgets_the_result, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    operation.start(asio::detached);
    f.run();
    BOOST_TEST(f.server.requests().size() >= 1u);
}

#ifdef ALIYUN_CAS_TEST_YIELDS

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stackful_coroutine_yields, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    bool good = false;
    asio::spawn(
        f.context,
        [&](asio::yield_context yield)
        {
            auto const result = operation.start(asio::as_tuple(yield));
            good = std::apply([](auto const&... each) { return succeeded(each...); }, result);
        },
        asio::detached);
    f.run();
    BOOST_TEST(good);
}

#endif

#if BOOST_VERSION >= 108600

BOOST_AUTO_TEST_CASE_TEMPLATE(cancel_after_ends_an_operation, Operation, asio_operations)
{
    with_pages f;
    auto operation = std::make_unique<Operation>(f.c);
    bool good = false;
    operation->wait(asio::cancel_after(20ms,
                                       [&](auto const&... result)
                                       {
                                           good = aborted(result...);
                                           operation.reset();
                                       }));
    f.run();
    BOOST_TEST(good);
}

#endif

BOOST_AUTO_TEST_SUITE_END()

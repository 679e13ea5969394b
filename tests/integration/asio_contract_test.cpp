// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What Asio's documentation demands of every asynchronous operation, asked of all of ours
// (support/asio_operations.hpp).

#include "support/asio_operations.hpp"
#include "support/counting_allocator.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context_strand.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/version.hpp>
#if BOOST_VERSION >= 108200
#include <boost/asio/bind_immediate_executor.hpp>
#endif

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::aborted;
using support::asio_operations;
using support::options_for;
using support::scripted_server;
using support::succeeded;
using support::target;
using support::with_pages;

namespace
{

// Where a completion handler notes that it has run.
struct outcome_of_a_run
{
    int completions = 0;
    bool good = false;

    auto note_success()
    {
        return [this](auto const&... result)
        {
            ++completions;
            good = succeeded(result...);
        };
    }
    auto note_abort()
    {
        return [this](auto const&... result)
        {
            ++completions;
            good = aborted(result...);
        };
    }
    [[nodiscard]] bool once_and_good() const { return completions == 1 && good; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(asio_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_operation_completes_once_and_never_inside_its_initiation, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    // Without a connection, then with one, then with what has been fetched ahead; from outside of the context and, when
    // an executor would run a handler at once, from inside of it.
    for (int i = 0; i < 4; ++i)
    {
        outcome_of_a_run run;
        operation.start(run.note_success());
        BOOST_TEST(run.completions == 0);
        f.run();
        BOOST_TEST(run.once_and_good());

        outcome_of_a_run inner;
        asio::post(f.context,
                   [&]
                   {
                       operation.start(inner.note_success());
                       BOOST_TEST(inner.completions == 0);
                   });
        f.run();
        BOOST_TEST(inner.once_and_good());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handler_may_begin_the_next_operation, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    int left = 6;
    bool inside = false;
    std::function<void()> const next = [&]
    {
        operation.start(
            [&](auto const&... result)
            {
                BOOST_TEST(succeeded(result...));
                BOOST_TEST(!inside);
                if (--left == 0)
                    return;
                inside = true;
                next();
                inside = false;
            });
    };
    next();
    f.run();
    BOOST_TEST(left == 0);
}

namespace
{

// As demanding as a handler may be: it can be moved and not copied, it is called as an rvalue only, and by results that
// may be moved only.
struct demanding_handler
{
    explicit demanding_handler(int& count) : calls(&count), own(std::make_unique<int>(1)) {}

    template <typename... Result>
    void operator()(Result&&... result) &&
    {
        static_assert((!std::is_lvalue_reference_v<Result> && ...));
        *calls += succeeded(result...) ? *own : 0;
    }

    int* calls;
    std::unique_ptr<int> own;
};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handler_need_only_be_movable_and_callable_as_an_rvalue, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    int calls = 0;
    for (int i = 0; i < 3; ++i)
    {
        operation.start(demanding_handler{calls});
        f.run();
    }
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(everything_is_freed_before_the_handler_runs, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    for (int i = 0; i < 3; ++i)
    {
        auto held = std::make_shared<int>();
        long copies = 0;
        operation.start(
            [&copies, held](auto const&...)
            {
                copies = held.use_count(); // the handler that runs, and the test's
            });
        f.run();
        BOOST_TEST(copies == 2);
        BOOST_TEST(held.use_count() == 1);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handler_runs_on_its_associated_executor, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    auto const strand = asio::make_strand(f.context);
    for (int i = 0; i < 3; ++i)
    {
        bool inside = false;
        operation.start(asio::bind_executor(strand, [&](auto const&...) { inside = strand.running_in_this_thread(); }));
        f.run();
        BOOST_TEST(inside);
    }
}

// Kinds of executors that differ in how they count work: type-erased, a strand of such a one, and one of the old kind.
BOOST_AUTO_TEST_CASE_TEMPLATE(any_kind_of_executor_may_be_associated, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    asio::io_context other;
    asio::any_io_executor const erased{other.get_executor()};
    asio::io_context::strand old_strand{other};
    int good = 0;
    auto const note = [&](auto const&... result) { good += succeeded(result...); };
    auto const run_both = [&]
    {
        std::thread client_side{[&] { f.run(); }};
        other.restart();
        other.run();
        client_side.join();
    };
    operation.start(asio::bind_executor(erased, note));
    run_both();
    operation.start(asio::bind_executor(asio::make_strand(erased), note));
    run_both();
    operation.start(asio::bind_executor(old_strand, note));
    run_both();
    std::promise<void> done;
    operation.start(asio::bind_executor(asio::system_executor(),
                                        [&](auto const&... result)
                                        {
                                            note(result...);
                                            done.set_value();
                                        }));
    f.run();
    done.get_future().wait();
    BOOST_TEST(good == 4);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handler_without_an_executor_runs_on_that_of_the_client, Operation, asio_operations)
{
    scripted_server const server{support::serve_pages_of_two};
    asio::io_context context;
    auto const strand = asio::make_strand(context);
    target on_a_strand{strand, options_for(server)};
    Operation operation{on_a_strand};
    for (int i = 0; i < 3; ++i)
    {
        bool inside = false;
        operation.start([&](auto const&...) { inside = strand.running_in_this_thread(); });
        context.restart();
        context.run();
        BOOST_TEST(inside);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(work_is_outstanding_until_the_handler_runs_and_not_after, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    for (int i = 0; i < 3; ++i)
    {
        asio::io_context other;
        std::thread::id ran_in;
        bool was_last = false;
        operation.start(asio::bind_executor(other,
                                            [&](auto const&...)
                                            {
                                                ran_in = std::this_thread::get_id();
                                                was_last = other.poll() == 0; // nothing else is left in it
                                            }));
        std::thread client_side{[&] { f.run(); }};
        other.run(); // returns after the handler and no sooner: the operation is work of both contexts
        BOOST_TEST((ran_in == std::this_thread::get_id()));
        client_side.join(); // and it is work of neither now, although the connection stays open
        BOOST_TEST(was_last);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(memory_of_the_completion_comes_from_the_associated_allocator, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    for (int i = 0; i < 3; ++i)
    {
        memory_book book;
        asio::io_context other;
        std::optional<std::size_t> in_use;
        operation.start(
            asio::bind_executor(other, asio::bind_allocator(counting_allocator<char>(book),
                                                            [&](auto const&...) { in_use = book.in_use; })));
        f.run();
        other.run();
        BOOST_TEST(book.allocations > 0u);
        BOOST_REQUIRE(in_use.has_value());
        BOOST_TEST(*in_use == 0u); // given back before the handler runs
        BOOST_TEST(book.in_use == 0u);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_operation_ends_by_terminal_cancellation, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    for (int i = 0; i < 2; ++i)
    {
        asio::cancellation_signal signal;
        outcome_of_a_run run;
        bool slot_was_empty = false;
        operation.wait(asio::bind_cancellation_slot(signal.slot(),
                                                    [&, note = run.note_abort()](auto const&... result)
                                                    {
                                                        note(result...);
                                                        slot_was_empty = !signal.slot().has_handler();
                                                    }));
        if (i == 0) // then once before anything has run
            f.run_until_asked();
        signal.emit(asio::cancellation_type::terminal);
        BOOST_TEST(run.completions == 0); // not from inside
        f.context.restart();
        while (run.completions == 0)
            f.context.run_one();
        BOOST_TEST(run.good);
        BOOST_TEST(slot_was_empty);
        signal.emit(asio::cancellation_type::all); // too late, and heard by nobody
        operation.give_up();                       // what a stream still fetches
        f.run();
        BOOST_TEST(run.completions == 1);
    }
    outcome_of_a_run after;
    operation.start(after.note_success());
    f.run();
    BOOST_TEST(after.once_and_good());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_operation_can_be_ended_from_elsewhere, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    asio::cancellation_signal unused;
    outcome_of_a_run run;
    operation.wait(asio::bind_cancellation_slot(unused.slot(), run.note_abort()));
    f.run_until_asked();
    operation.give_up();
    f.run();
    BOOST_TEST(!unused.slot().has_handler());
    BOOST_TEST(run.once_and_good());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_exception_of_a_handler_leaves_by_run_and_harms_nothing, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    for (int i = 0; i < 3; ++i)
    {
        operation.start([](auto const&...) { throw std::domain_error("from the handler"); });
        BOOST_CHECK_THROW(f.run(), std::domain_error);
    }
    outcome_of_a_run after;
    operation.start(after.note_success());
    f.run();
    BOOST_TEST(after.once_and_good());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handler_may_destroy_what_its_operation_was_begun_on, Operation, asio_operations)
{
    with_pages f;
    for (int i = 0; i < 3; ++i)
    {
        auto own = std::make_unique<target>(f.context, options_for(f.server));
        auto operation = std::make_unique<Operation>(*own);
        outcome_of_a_run run;
        for (int earlier = 0; earlier < i; ++earlier)
        {
            operation->start([](auto const&...) {});
            f.run();
        }
        operation->start(
            [&](auto const&... result)
            {
                operation.reset();
                own.reset();
                run.note_success()(result...);
            });
        f.run();
        BOOST_TEST(run.once_and_good());
    }
}

// What is done waits in another context's queue while all that it came from goes.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_completion_on_its_way_needs_neither_client_nor_context, Operation, asio_operations)
{
    scripted_server const server{support::serve_pages_of_two};
    for (bool const is_run : {true, false})
    {
        auto other = std::make_unique<asio::io_context>();
        auto const held = std::make_shared<int>();
        outcome_of_a_run run;
        {
            asio::io_context context;
            target own{context, options_for(server)};
            Operation operation{own};
            operation.start(asio::bind_executor(*other, [note = run.note_success(), held](auto const&... result) mutable
                                                { note(result...); }));
            context.run();
        }
        BOOST_TEST(held.use_count() == 2);
        if (is_run)
            other->run();
        other.reset();
        BOOST_TEST(run.once_and_good() == is_run);
        BOOST_TEST(held.use_count() == 1);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(operations_serve_many_threads, Operation, asio_operations)
{
    scripted_server const server{support::serve_pages_of_two};
    asio::io_context context;
    target shared{context, options_for(server)};
    constexpr int chains = 8;
    constexpr int rounds = 25;
    std::vector<std::unique_ptr<Operation>> operations;
    std::array<int, chains> completions{}; // each is its chain's own: what follows one another needs no lock
    std::atomic<int> good{0};
    std::function<void(std::size_t)> const next = [&](std::size_t chain)
    {
        operations[chain]->start(
            [&, chain](auto const&... result)
            {
                good += succeeded(result...);
                if (++completions[chain] < rounds)
                    next(chain);
            });
    };
    for (int i = 0; i < chains; ++i)
        operations.push_back(std::make_unique<Operation>(shared));
    std::vector<std::thread> threads;
    {
        auto const work = asio::make_work_guard(context);
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { context.run(); });
        for (std::size_t i = 0; i < chains; ++i)
            next(i); // from a thread that does not run the context
    }
    for (auto& one : threads)
        one.join();
    BOOST_TEST(good == chains * rounds);
}

#if BOOST_VERSION >= 108200

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_there_already_comes_by_the_immediate_executor, Operation, asio_operations)
{
    with_pages f;
    Operation operation{f.c};
    int at_once = 0;
    int completions = 0;
    for (int i = 0; i < 4; ++i)
    {
        bool initiating = true;
        operation.start(asio::bind_immediate_executor(asio::system_executor(),
                                                      [&](auto const&... result)
                                                      {
                                                          completions += succeeded(result...);
                                                          at_once += initiating;
                                                      }));
        initiating = false;
        f.run();
    }
    BOOST_TEST(completions == 4);
    // Behind its first result a stream has what it fetched ahead.
    bool const is_stream = std::is_same_v<Operation, support::next_page> ||
                           std::is_same_v<Operation, support::next_entry> ||
                           std::is_same_v<Operation, support::next_result>;
    BOOST_TEST(at_once == (is_stream ? 3 : 0));
}

#endif

BOOST_AUTO_TEST_SUITE_END()

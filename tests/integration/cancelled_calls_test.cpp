// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Many calls from two threads, of which many are cancelled or run out of time at any moment: each completes once, no
// connection is lost, the sums of the stats agree whenever one looks, and memory does not grow.
//
// ALIYUN_CAS_STRESS_CALLS: how many; 30,000 by default, and fewer under sanitizers.

#include "support/running_emulator.hpp"
#include "support/session.hpp"

#include <aliyun/cas/client.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;
using namespace std::chrono_literals;
using support::slowness;

constexpr std::size_t callers = 100;

struct tally
{
    std::atomic<long> left;
    std::atomic<long> begun{0};
    std::atomic<long> ended{0};
    std::atomic<long> succeeded{0};
    std::atomic<long> cancelled{0};
    std::atomic<long> late{0};
    std::atomic<long> otherwise{0};
};

/// Makes one call after the other, each with some chance of being cancelled a little later.
class caller
{
public:
    caller(cas::client& with, asio::io_context& context, tally& counts, unsigned seed)
        : client_(with), strand_(asio::make_strand(context)), timer_(strand_), counts_(counts), random_(seed)
    {
    }

    void start()
    {
        asio::post(strand_, [this] { next(); });
    }

private:
    void next()
    {
        if (counts_.left-- <= 0)
            return;
        ++counts_.begun;
        cas::call_options options;
        if (random_() % 8 == 0)
            options.deadline = slowness * std::chrono::milliseconds(random_() % 8);
        if (random_() % 4 == 0)
            call(cas::delete_user_certificate{1}, options);
        else
            call(cas::describe_user_certificate_list{1, 5}, options);
        if (random_() % 2 == 0)
        {
            timer_.expires_after(slowness * std::chrono::microseconds(random_() % 4000));
            timer_.async_wait(
                [this, number = number_](boost::system::error_code error)
                {
                    constexpr asio::cancellation_type types[] = {asio::cancellation_type::terminal,
                                                                 asio::cancellation_type::partial,
                                                                 asio::cancellation_type::total};
                    if (!error && number == number_)
                        stop_.emit(types[random_() % 3]);
                });
        }
    }

    template <typename Op>
    void call(Op const& op, cas::call_options const& options)
    {
        using result = cas::outcome<typename Op::response>;
        client_.async_call(op, options,
                           asio::bind_executor(strand_, asio::bind_cancellation_slot(
                                                            stop_.slot(), [this](result const& end) { on_end(end); })));
    }

    template <typename Response>
    void on_end(cas::outcome<Response> const& result)
    {
        ++number_;
        timer_.cancel();
        ++counts_.ended;
        if (result || result.error().server_code == "NotFound")
            ++counts_.succeeded;
        else if (result.error().code == asio::error::operation_aborted)
            ++counts_.cancelled;
        else if (result.error().code == cas::errc::deadline_exceeded)
            ++counts_.late;
        else
        {
            ++counts_.otherwise;
            BOOST_TEST_MESSAGE(result.error());
        }
        next();
    }

    cas::client& client_;
    asio::strand<asio::any_io_executor> strand_;
    asio::steady_timer timer_;
    asio::cancellation_signal stop_;
    tally& counts_;
    std::minstd_rand random_;
    unsigned number_ = 0;
};

/// The numbers are taken together: whenever one looks, they agree.
bool sums_agree(cas::client_stats const& stats)
{
    auto const gone = stats.closed_in_all();
    return stats.open == stats.idle + stats.busy + stats.connecting && stats.open <= stats.capacity &&
           stats.attempted == stats.open + gone &&
           stats.opened == stats.idle + stats.busy + gone - stats.closed_for(cas::close_reason::not_connected) -
                               stats.closed_for(cas::close_reason::unused);
}

long calls_to_make()
{
    auto const* const chosen = std::getenv("ALIYUN_CAS_STRESS_CALLS");
    return chosen != nullptr ? std::atol(chosen) : support::sanitized ? 4'000 : 30'000;
}

/// The emulator in a process of its own: the nonces that it remembers are not the client's memory.
class emulator_process
{
public:
    emulator_process()
    {
        int out[2];
        int in[2];
        BOOST_REQUIRE(::pipe(out) == 0);
        BOOST_REQUIRE(::pipe(in) == 0);
        child_ = ::fork();
        if (child_ == 0)
        {
            ::close(out[0]);
            ::close(in[1]);
            serve(out[1], in[0]);
        }
        ::close(out[1]);
        ::close(in[0]);
        stop_ = in[1];
        std::string text;
        char piece[4096];
        for (ssize_t size = 0; (size = ::read(out[0], piece, sizeof(piece))) > 0;)
            text.append(piece, static_cast<std::size_t>(size));
        ::close(out[0]);
        endpoint_ = text.substr(0, text.find('\n'));
        ca_pem_ = text.substr(endpoint_.size() + 1);
    }
    ~emulator_process()
    {
        if (stop_ != -1)
            static_cast<void>(ends_with_all_closed());
    }
    emulator_process(emulator_process const&) = delete;
    emulator_process& operator=(emulator_process const&) = delete;

    [[nodiscard]] std::string const& endpoint() const { return endpoint_; }
    [[nodiscard]] std::string const& ca_pem() const { return ca_pem_; }

    /// Ends it. True if no connection was left open.
    [[nodiscard]] bool ends_with_all_closed()
    {
        ::close(std::exchange(stop_, -1));
        int status = -1;
        return ::waitpid(child_, &status, 0) == child_ && status == 0;
    }

private:
    [[noreturn]] static void serve(int out, int in)
    {
        cas::emulator_options options;
        options.history_limit = 10;
        support::running_emulator const server(options);
        auto const text = server.endpoint() + '\n' + server.ca_pem();
        bool const told = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        ::close(out);
        char nothing = 0;
        while (told && ::read(in, &nothing, 1) > 0)
        {
        }
        ::_exit(told && server.wait_until_closed() ? 0 : 1);
    }

    pid_t child_ = -1;
    int stop_ = -1;
    std::string endpoint_;
    std::string ca_pem_;
};

std::size_t bytes_in_use()
{
    return ::mallinfo2().uordblks;
}

/// Makes so many calls with a client of its own, from two threads, and tells how much more memory is in use after it.
long bytes_kept_by(long count, emulator_process const& server)
{
    auto const before = bytes_in_use();
    {
        auto options = support::options_for(server);
        options.max_connections = 24;
        asio::io_context context;
        cas::client client(context, support::test_credentials(), options);

        std::atomic<bool> over{false};
        long looks = 0;
        long disagreements = 0;
        std::thread looker(
            [&]
            {
                for (; !over; ++looks)
                {
                    disagreements += !sums_agree(client.stats());
                    std::this_thread::yield();
                }
            });

        tally counts;
        counts.left = count;
        std::vector<std::unique_ptr<caller>> all;
        for (unsigned i = 0; i < callers; ++i)
            all.push_back(std::make_unique<caller>(client, context, counts, i + 1));
        for (auto const& each : all)
            each->start();
        std::thread other([&context] { context.run(); });
        context.run();
        other.join();
        over = true;
        looker.join();

        auto const stats = client.stats();
        BOOST_TEST_MESSAGE(counts.begun << " calls: " << counts.succeeded << " succeeded, " << counts.cancelled
                                        << " cancelled, " << counts.late << " too late, " << counts.otherwise
                                        << " otherwise; " << looks << " looks; connections made " << stats.opened);
        BOOST_TEST(counts.begun == count);
        BOOST_TEST(counts.ended == count);
        BOOST_TEST(counts.otherwise == 0);
        BOOST_TEST(counts.succeeded > count / 50);
        BOOST_TEST(counts.cancelled > count / 50);
        BOOST_TEST(counts.late > 0);
        BOOST_TEST(looks > 10);
        BOOST_TEST(disagreements == 0);
        BOOST_TEST(sums_agree(stats));
        BOOST_TEST(stats.busy == 0u);
        BOOST_TEST(stats.connecting == 0u);
        BOOST_TEST(stats.waiting == 0u);
    }
    return static_cast<long>(bytes_in_use()) - static_cast<long>(before);
}

} // namespace

BOOST_AUTO_TEST_SUITE(cancelled_calls)

BOOST_AUTO_TEST_CASE(calls_that_are_cancelled_at_any_moment_lose_no_connection_and_no_memory)
{
    emulator_process server;
    auto const calls = calls_to_make();
    bytes_kept_by(calls / 5, server); // what the library and OpenSSL keep for good is made here
    auto const kept = bytes_kept_by(calls - calls / 5, server);
    BOOST_TEST_MESSAGE(kept << " bytes kept");
    if (!support::sanitized) // the allocators of sanitizers tell nothing
        BOOST_TEST(kept < 256 * 1024);
    BOOST_TEST(server.ends_with_all_closed());
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// An observer counts what the client does, in the text format that Prometheus reads.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

class metrics final : public cas::observer
{
public:
    void on_attempt(cas::attempt_event const& attempt) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        auto& one = by_action_[std::string(attempt.action)];
        ++one.attempts[attempt.code ? attempt.code.category().name() : "none"];
        one.bytes_sent += attempt.bytes_sent;
        one.bytes_received += attempt.bytes_received;
    }
    void on_call(cas::call_event const& call) noexcept override
    {
        std::scoped_lock const lock(mutex_);
        auto& one = by_action_[std::string(call.action)];
        ++(call.problem ? one.failed : one.succeeded);
        one.seconds += std::chrono::duration<double>(call.duration).count();
    }

    void write(std::ostream& out) const
    {
        std::scoped_lock const lock(mutex_);
        out << "# TYPE aliyun_cas_attempts_total counter\n";
        for (auto const& [action, one] : by_action_)
            for (auto const& [error, count] : one.attempts)
                out << "aliyun_cas_attempts_total{action=\"" << action << "\",error=\"" << error << "\"} " << count
                    << '\n';
        out << "# TYPE aliyun_cas_calls_total counter\n";
        for (auto const& [action, one] : by_action_)
            out << "aliyun_cas_calls_total{action=\"" << action << "\",result=\"success\"} " << one.succeeded << '\n'
                << "aliyun_cas_calls_total{action=\"" << action << "\",result=\"failure\"} " << one.failed << '\n';
        out << "# TYPE aliyun_cas_call_seconds summary\n";
        for (auto const& [action, one] : by_action_)
            out << "aliyun_cas_call_seconds_sum{action=\"" << action << "\"} " << one.seconds << '\n'
                << "aliyun_cas_call_seconds_count{action=\"" << action << "\"} " << one.succeeded + one.failed << '\n';
        out << "# TYPE aliyun_cas_bytes_total counter\n";
        for (auto const& [action, one] : by_action_)
            out << "aliyun_cas_bytes_total{action=\"" << action << "\",direction=\"sent\"} " << one.bytes_sent << '\n'
                << "aliyun_cas_bytes_total{action=\"" << action << "\",direction=\"received\"} " << one.bytes_received
                << '\n';
    }

private:
    struct counters
    {
        std::map<std::string, unsigned long long> attempts; // by the origin of their error
        unsigned long long succeeded = 0;
        unsigned long long failed = 0;
        unsigned long long bytes_sent = 0;
        unsigned long long bytes_received = 0;
        double seconds = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::string, counters> by_action_;
};

int main()
try
{
    auto const counted = std::make_shared<metrics>();
    auto options = options_from_environment();
    options.observer = counted;

    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options};
    for (int page = 1; page <= 3; ++page)
        client.async_call(cas::describe_user_certificate_list{page, 10}, [](cas::outcome<cas::certificate_page>) {});
    client.async_call(cas::delete_user_certificate{1}, [](cas::outcome<cas::request_receipt>) {}); // is not there
    context.run();
    counted->write(std::cout);
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// An observer turns what the client does into log lines: one for each attempt and each call. No secret can come in.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

class log_lines final : public cas::observer
{
public:
    void on_attempt(cas::attempt_event const& attempt) noexcept override
    {
        std::ostringstream line; // one write a line: the functions may be called from several threads
        line << "attempt call=" << attempt.call << " action=" << attempt.action << " number=" << attempt.attempt
             << " status=" << attempt.http_status << " sent=" << attempt.bytes_sent
             << " received=" << attempt.bytes_received << " reused=" << attempt.reused;
        if (attempt.times.first_byte)
            line << " first_byte_us=" << microseconds(*attempt.times.first_byte);
        if (!attempt.request_id.empty())
            line << " request_id=" << attempt.request_id;
        if (attempt.code)
            line << " in=\"" << spelling(attempt.phase) << "\" error=\"" << attempt.code.message() << '"';
        if (attempt.next_in)
            line << " next_in_us=" << microseconds(*attempt.next_in);
        std::clog << line.str() + '\n';
    }
    void on_call(cas::call_event const& call) noexcept override
    {
        std::ostringstream line;
        line << "call " << call.call << " action=" << call.action << " attempts=" << call.attempts
             << " us=" << microseconds(call.duration);
        if (call.problem)
            line << " failed=\"" << *call.problem << '"';
        std::clog << line.str() + '\n';
    }
    void on_warning(std::string_view text) noexcept override { std::clog << "warning: " << text << '\n'; }

private:
    static long long microseconds(std::chrono::nanoseconds time)
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    }
};

int main()
try
{
    auto options = options_from_environment();
    options.observer = std::make_shared<log_lines>();

    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options};
    client.async_call(cas::describe_user_certificate_list{1, 10}, [](cas::outcome<cas::certificate_page>) {});
    client.async_call(cas::delete_user_certificate{1}, [](cas::outcome<cas::request_receipt>) {}); // is not there
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

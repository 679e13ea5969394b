// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A coroutine type that knows nothing of Asio. All it takes is an awaiter of a dozen lines: a call never completes
// inside the function that begins it, so that the coroutine is always suspended when it is resumed.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>

#include <coroutine>
#include <exception>
#include <iostream>
#include <optional>
#include <utility>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

// The smallest coroutine there is: it runs until it has to wait, and destroys itself at its end.
struct task
{
    struct promise_type
    {
        task get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
};

template <typename Op>
class awaited_call
{
public:
    awaited_call(cas::client& client, Op op) : client_(client), op_(std::move(op)) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting)
    {
        client_.async_call(std::move(op_),
                           [this, waiting](cas::outcome<typename Op::response> result)
                           {
                               result_.emplace(std::move(result));
                               waiting.resume();
                           });
    }
    cas::outcome<typename Op::response> await_resume() { return std::move(*result_); }

private:
    cas::client& client_;
    Op op_;
    std::optional<cas::outcome<typename Op::response>> result_;
};

task count_all(cas::client& client)
{
    auto const certificates = co_await awaited_call(client, cas::describe_user_certificate_list{});
    auto const orders = co_await awaited_call(client, cas::describe_order_instance_list{});
    if (certificates && orders)
        std::cout << certificates->total_count << " certificates, " << orders->total_count << " orders\n";
    else
        std::cerr << (certificates ? orders.error() : certificates.error()) << '\n';
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    count_all(client);
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}

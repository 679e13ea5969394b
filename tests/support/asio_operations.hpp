// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Every asynchronous operation of the library, each in a shape that one suite can hold to Asio's contract: a new one is
// a struct below and a line in `asio_operations`.
//
//     Operation(target&)   is made in a statement of its own and kept until what it started has ended
//     start(token)         begins it; it succeeds, as often as it is done
//     wait(token)          begins it; it never ends by itself
//     give_up()            ends from elsewhere what `wait` has begun, and what goes on behind it
//
// Both are for one operation at a time: those who want two make two objects.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/client.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/mp11/list.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace support
{

/// A list of 200 certificates, two a page; page 404 does not exist, and page 999 is never answered.
inline scripted_reply serve_pages_of_two(scripted_request const& request)
{
    auto const page = request.param("CurrentPage").empty() ? 1 : std::stoll(request.param("CurrentPage"));
    if (page == 404)
        return answer(404, R"({"RequestId":"R-4","Code":"NotFound","Message":"none"})");
    if (page == 999)
    {
        scripted_reply silence;
        silence.next = then::stall;
        return silence;
    }
    auto const entry = [](long long id) { return R"({"id":)" + std::to_string(id) + R"(,"name":"a name"})"; };
    return answer(200, R"({"RequestId":"R-1","CertificateList":[)" + entry(2 * page - 1) + "," + entry(2 * page) +
                           R"(],"TotalCount":200})");
}

using certificate_list = aliyun::cas::describe_user_certificate_list;

/// A client, and what it takes to make another one like it.
struct target : aliyun::cas::client
{
    template <typename Where>
    target(Where&& where, aliyun::cas::client_options const& with)
        : client(std::forward<Where>(where), test_credentials(), with), options(with)
    {
    }

    aliyun::cas::client_options options;
};

struct one_call
{
    using operation = certificate_list;

    explicit one_call(target& of) : client(of) {}

    template <typename Token>
    auto start(Token&& token)
    {
        return client.async_call(operation{1, 2}, std::forward<Token>(token));
    }
    template <typename Token>
    auto wait(Token&& token)
    {
        return client.async_call(operation{999, 2}, std::forward<Token>(token));
    }
    void give_up() { client.cancel(); }

    aliyun::cas::client& client;
};

/// A stream's, with pages or entries.
template <typename Stream>
struct next_of_a_stream
{
    next_of_a_stream(aliyun::cas::client& of, Stream answered, Stream unanswered)
        : client(of), list(std::move(answered)), silence(std::move(unanswered))
    {
    }

    template <typename Token>
    auto start(Token&& token)
    {
        return list.async_next(std::forward<Token>(token));
    }
    template <typename Token>
    auto wait(Token&& token)
    {
        return silence.async_next(std::forward<Token>(token));
    }
    void give_up() { client.cancel(); }

    aliyun::cas::client& client;
    Stream list;
    Stream silence;
};

struct next_page : next_of_a_stream<aliyun::cas::page_stream<certificate_list>>
{
    explicit next_page(target& of)
        : next_of_a_stream(of, of.pages(certificate_list{1, 2}), of.pages(certificate_list{999, 2}))
    {
    }
};

/// By turns an entry of a page that must be waited for and one that is there already.
struct next_entry : next_of_a_stream<aliyun::cas::entry_stream<certificate_list>>
{
    explicit next_entry(target& of)
        : next_of_a_stream(of, of.entries(certificate_list{1, 2}), of.entries(certificate_list{999, 2}))
    {
    }
};

struct wait_for_a_page
{
    explicit wait_for_a_page(target& of)
        : client(of),
          done(of.wait_until(certificate_list{1, 2}, [](auto const&) { return true; })),
          never(of.wait_until(certificate_list{999, 2}, [](auto const&) { return true; }))
    {
    }

    template <typename Token>
    auto start(Token&& token)
    {
        return done.async_wait(std::forward<Token>(token));
    }
    template <typename Token>
    auto wait(Token&& token)
    {
        return never.async_wait(std::forward<Token>(token));
    }
    void give_up() { client.cancel(); }

    aliyun::cas::client& client;
    aliyun::cas::waiting<certificate_list> done;
    aliyun::cas::waiting<certificate_list> never;
};

/// Of calls over a range.
struct next_result
{
    using stream = aliyun::cas::each_stream<certificate_list>;

    explicit next_result(target& of) : client(of), list(over(1, 200)), silence(over(999, 8)) {}

    template <typename Token>
    auto start(Token&& token)
    {
        return list.async_next(std::forward<Token>(token));
    }
    template <typename Token>
    auto wait(Token&& token)
    {
        silence = over(999, 8); // what was cancelled elsewhere is a result, and would be there at once
        return silence.async_next(std::forward<Token>(token));
    }

    void give_up() { client.cancel(); }

    stream over(std::int64_t page, std::size_t calls) const
    {
        return client.call_each(std::vector<certificate_list>(calls, certificate_list{page, 2}));
    }

    aliyun::cas::client& client;
    stream list;
    stream silence;
};

/// Of a client of its own each time, since one that is drained takes no calls. By turns there is a call to wait for and
/// nothing at all.
struct drain_of_a_client
{
    explicit drain_of_a_client(target& of) : model(of) {}

    template <typename Token>
    auto start(Token&& token)
    {
        calls = !calls;
        return drain(calls ? 1 : 0, std::forward<Token>(token));
    }
    template <typename Token>
    auto wait(Token&& token)
    {
        return drain(999, std::forward<Token>(token));
    }
    void give_up() { own.reset(); } // its cancel() would end the calls, and then the drain well

    struct initiate
    {
        drain_of_a_client* self;
        std::int64_t page; ///< that is asked for before, if it is not 0

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return self->model.get_executor(); }

        template <typename Handler>
        void operator()(Handler&& handler) const
        {
            self->own.emplace(self->model.get_executor(), self->model.options);
            if (page != 0)
                self->own->async_call(certificate_list{page, 2}, boost::asio::detached);
            self->own->async_drain(std::forward<Handler>(handler));
        }
    };

    template <typename Token>
    auto drain(std::int64_t page, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code)>(initiate{this, page}, token);
    }

    target& model;
    std::optional<target> own;
    bool calls = false;
};

using asio_operations =
    boost::mp11::mp_list<one_call, next_page, next_entry, wait_for_a_page, next_result, drain_of_a_client>;

// What an operation completes with, whatever its type.

template <typename T>
bool succeeded(aliyun::cas::outcome<T> const& result)
{
    return result.has_value();
}
inline bool succeeded(boost::system::error_code result)
{
    return !result;
}
inline bool aborted(boost::system::error_code result)
{
    return result == boost::asio::error::operation_aborted;
}
template <typename T>
bool aborted(aliyun::cas::outcome<T> const& result)
{
    return !result && result.error().code == boost::asio::error::operation_aborted;
}

/// A call that was cancelled is a result of its range.
template <typename T>
bool aborted(aliyun::cas::outcome<std::optional<aliyun::cas::each_result<T>>> const& result)
{
    return result ? result->has_value() && aborted((*result)->result)
                  : result.error().code == boost::asio::error::operation_aborted;
}

/// A server, a context, and a client of the one on the other.
struct with_pages
{
    scripted_server server{serve_pages_of_two};
    boost::asio::io_context context;
    target c{context, options_for(server)};

    /// Runs all that is there, also for a second time.
    void run()
    {
        context.restart();
        context.run();
    }
    /// Runs until the server has read so many requests.
    void run_until_asked(std::size_t requests = 1)
    {
        context.restart();
        while (server.requests().size() < requests)
            context.run_one_for(std::chrono::milliseconds(10));
    }
};

} // namespace support

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// One connection of a client: TLS, HTTP/1.1, one request after the other. All of it runs on the strand of the
// connection.

#include "aliyun/cas/detail/emulator/host.hpp"
#include "aliyun/cas/detail/emulator/http_date.hpp"
#include "aliyun/cas/detail/emulator/service.hpp"
#include "aliyun/cas/emulator_request.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class connection : public std::enable_shared_from_this<connection>
{
public:
    /// The socket's executor must be a strand of its own.
    connection(std::shared_ptr<host> shared, boost::asio::ip::tcp::socket socket, std::uint64_t number)
        : shared_(std::move(shared)),
          stream_(std::move(socket), shared_->tls),
          timer_(stream_.get_executor()),
          number_(number)
    {
    }

    void start() { boost::asio::co_spawn(stream_.get_executor(), serve(shared_from_this()), boost::asio::detached); }

    /// Ends the connection if no request is under way on it. From any thread.
    void close_if_idle()
    {
        boost::asio::post(stream_.get_executor(), [self = shared_from_this()] { self->leave_idle(); });
    }

    /// Ends the connection at once. From any thread.
    void close()
    {
        stopping_ = true;
        boost::asio::post(stream_.get_executor(),
                          [self = shared_from_this()]
                          {
                              if (self->leave_idle())
                                  return;
                              self->timer_.cancel();
                              self->stream_.next_layer().close();
                          });
    }

private:
    using response = boost::beast::http::response<boost::beast::http::string_body>;

    // The shared pointer is an argument, so that the frame of the coroutine keeps the connection.
    static boost::asio::awaitable<void> serve(std::shared_ptr<connection> self)
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        self->stream_.next_layer().expires_after(self->shared_->options.request_timeout);
        co_await self->stream_.async_handshake(boost::asio::ssl::stream_base::server, token);
        if (failed)
            co_return;
        self->session_resumed_ = SSL_session_reused(self->stream_.native_handle()) == 1;

        boost::beast::flat_buffer buffer;
        bool open = true;
        while (open)
            open = co_await self->serve_one(buffer);

        // Says goodbye, and does not wait long for the other side to say it too.
        self->stream_.next_layer().expires_after(std::chrono::milliseconds(self->stopping_ ? 50 : 1000));
        co_await self->stream_.async_shutdown(token);
    }

    /// Serves the next request; false once there is nothing more to serve.
    boost::asio::awaitable<bool> serve_one(boost::beast::flat_buffer& buffer)
    {
        namespace http = boost::beast::http;
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);

        if (buffer.size() == 0)
        {
            bool const arrived = co_await wait_for_request(buffer);
            if (!arrived)
                co_return false;
        }
        stream_.next_layer().expires_after(shared_->options.request_timeout);
        http::request_parser<http::string_body> parser;
        parser.header_limit(shared_->options.header_limit);
        parser.body_limit(shared_->options.body_limit);
        co_await http::async_read_header(stream_, buffer, parser, token);
        if (!failed && !parser.is_done())
        {
            bool const expected = boost::beast::iequals(parser.get()[http::field::expect], "100-continue");
            if (expected)
            {
                http::response<http::empty_body> go_on{http::status::continue_, 11};
                co_await http::async_write(stream_, go_on, token);
            }
            if (!failed)
                co_await http::async_read(stream_, buffer, parser, token);
        }

        response answer;
        if (!failed)
            answer = answer_request(parser.get());
        else if (is_malformed(failed))
            answer = answer_unreadable(failed);
        else
            co_return false;

        if (shared_->options.latency.count() > 0)
        {
            stream_.next_layer().expires_never();
            timer_.expires_after(shared_->options.latency);
            boost::system::error_code cancelled;
            auto timer_token = boost::asio::redirect_error(boost::asio::use_awaitable, cancelled);
            co_await timer_.async_wait(timer_token);
            stream_.next_layer().expires_after(shared_->options.request_timeout);
        }
        if (stopping_)
            answer.keep_alive(false);
        co_await http::async_write(stream_, answer, token);
        co_return !failed && answer.keep_alive();
    }

    /// Waits, for as long as an idle connection is kept, until the first bytes of a request are there.
    boost::asio::awaitable<bool> wait_for_request(boost::beast::flat_buffer& buffer)
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        stream_.next_layer().expires_never();
        timer_.expires_after(std::max(shared_->options.keep_alive, std::chrono::seconds{1}));
        timer_.async_wait(
            [weak = weak_from_this()](boost::system::error_code cancelled)
            {
                if (auto const self = weak.lock(); self && !cancelled)
                    self->leave_idle();
            });
        idle_ = true;
        auto const received = co_await stream_.async_read_some(buffer.prepare(16UL * 1024), token);
        idle_ = false;
        timer_.cancel();
        buffer.commit(received);
        co_return !failed && !leaving_;
    }

    /// Whether bytes arrived that are no request, and not only too few of them.
    static bool is_malformed(boost::system::error_code why)
    {
        namespace http = boost::beast::http;
        return why.category() == make_error_code(http::error::bad_method).category() &&
               why != http::error::end_of_stream && why != http::error::partial_message;
    }

    /// Leaves if the connection waits for a request, even for one whose first bytes arrive just now.
    bool leave_idle()
    {
        if (!idle_)
            return false;
        leaving_ = true;
        stream_.next_layer().cancel();
        return true;
    }

    template <class Request>
    response answer_request(Request const& request)
    {
        namespace http = boost::beast::http;
        std::string const method{request.method_string()};
        std::string const target{request.target()};
        std::string const content_type{request[http::field::content_type]};
        auto made = shared_->answering.answer({method, target, content_type, request.body()});
        record(method, made);
        auto answer = to_response(std::move(made), request.version());
        answer.keep_alive(request.keep_alive() && shared_->options.keep_alive.count() > 0);
        if (request.method() == http::verb::head)
        {
            answer.content_length(answer.body().size());
            answer.body().clear();
        }
        return answer;
    }

    /// The answer to bytes that are no request, or to one that is too large. The connection ends after it.
    response answer_unreadable(boost::system::error_code why)
    {
        namespace http = boost::beast::http;
        refusal reason{400, "InvalidRequest", "The request is not well-formed HTTP: " + why.message()};
        if (why == http::error::header_limit)
            reason = {431, "InvalidRequest.HeaderTooLarge", "The header of the request is too large."};
        else if (why == http::error::body_limit)
            reason = {413, "InvalidRequest.BodyTooLarge", "The body of the request is too large."};
        auto made = shared_->answering.refuse(reason);
        record({}, made);
        auto answer = to_response(std::move(made), 11);
        answer.keep_alive(false);
        return answer;
    }

    response to_response(wire_answer made, unsigned version)
    {
        namespace http = boost::beast::http;
        response answer;
        answer.version(version);
        answer.result(made.status);
        answer.set(http::field::date, http_date(shared_->options.clock()));
        answer.set(http::field::content_type,
                   made.format == answer_format::json ? "application/json;charset=utf-8" : "text/xml;charset=utf-8");
        answer.set("x-acs-request-id", made.request_id);
        answer.body() = std::move(made.body);
        answer.prepare_payload();
        return answer;
    }

    void record(std::string const& method, wire_answer const& made)
    {
        shared_->record({.number = 0,
                         .connection = number_,
                         .session_resumed = session_resumed_,
                         .method = method,
                         .action = made.action,
                         .nonce = made.nonce,
                         .status = made.status,
                         .code = made.code,
                         .request_id = made.request_id});
    }

    std::shared_ptr<host> shared_;
    boost::asio::ssl::stream<boost::beast::tcp_stream> stream_;
    boost::asio::steady_timer timer_;
    std::uint64_t number_;
    bool session_resumed_ = false;
    bool idle_ = false;
    bool leaving_ = false;
    std::atomic<bool> stopping_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

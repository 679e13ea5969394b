// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// One connection of a client: TLS, HTTP/1.1, one request after the other. All of it runs on the strand of the
// connection.

#include "aliyun/cas/detail/emulator/channel.hpp"
#include "aliyun/cas/detail/emulator/host.hpp"
#include "aliyun/cas/detail/emulator/http_date.hpp"
#include "aliyun/cas/detail/emulator/reply.hpp"
#include "aliyun/cas/detail/emulator/service.hpp"
#include "aliyun/cas/emulator_request.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class connection : public std::enable_shared_from_this<connection>
{
public:
    /// The socket's executor must be a strand of its own.
    connection(std::shared_ptr<host> shared, boost::asio::ip::tcp::socket socket, std::uint64_t number)
        : shared_(std::move(shared)),
          fault_(fault_of(shared_->answering.faults.before_reading(emulator_fault_moment::connection))),
          channel_(std::move(socket), shared_->identities.context(fault_), shared_->options.request_timeout),
          number_(number)
    {
    }

    void start()
    {
        boost::asio::co_spawn(channel_.stream.get_executor(), serve(shared_from_this()), boost::asio::detached);
    }

    /// Ends the connection if no request is under way on it; after the answer, if only that is still being sent. From any
    /// thread.
    void close_if_idle()
    {
        boost::asio::post(channel_.stream.get_executor(), [self = shared_from_this()] { self->leave_idle(); });
    }

    /// Ends the connection at once. From any thread.
    void close()
    {
        channel_.stopping = true;
        boost::asio::post(channel_.stream.get_executor(),
                          [self = shared_from_this()]
                          {
                              if (self->idle_)
                              {
                                  self->leave_idle();
                                  return;
                              }
                              self->channel_.timer.cancel();
                              self->channel_.tcp().close();
                          });
    }

private:
    // The shared pointer is an argument, so that the frame of the coroutine keeps the connection.
    static boost::asio::awaitable<void> serve(std::shared_ptr<connection> self)
    {
        auto& channel = self->channel_;
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        channel.tcp().expires_after(self->shared_->options.request_timeout);
        bool const goes_on = co_await channel.fail_handshake(self->fault_);
        if (!goes_on)
            co_return;
        co_await channel.stream.async_handshake(boost::asio::ssl::stream_base::server, token);
        if (failed)
            co_return;
        self->session_resumed_ = SSL_session_reused(channel.stream.native_handle()) == 1;

        boost::beast::flat_buffer buffer;
        bool open = true;
        while (open)
            open = co_await self->serve_one(buffer);
        co_await channel.say_goodbye();
    }

    /// Serves the next request; false once there is nothing more to serve.
    boost::asio::awaitable<bool> serve_one(boost::beast::flat_buffer& buffer)
    {
        namespace http = boost::beast::http;
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);

        auto const* const fault = shared_->answering.faults.before_reading(emulator_fault_moment::request);
        bool const unread = fault != nullptr && is_before_request(fault->fault);
        if (unread)
            co_await channel_.pause(std::chrono::milliseconds{20}); // the client has begun to send, or will
        else if (buffer.size() == 0)
        {
            bool const arrived = co_await wait_for_request(buffer);
            if (!arrived)
                co_return false;
        }
        busy_ = true;
        if (fault != nullptr)
        {
            wire_answer unheard{};
            unheard.fault = fault;
            record({}, unheard);
            auto const failing = play_of(*fault, {}, answer_format::json, {});
            bool const goes_on = co_await channel_.perform(failing);
            co_return goes_on;
        }

        channel_.tcp().expires_after(shared_->options.request_timeout);
        http::request_parser<http::string_body> parser;
        parser.header_limit(shared_->options.header_limit);
        parser.body_limit(shared_->options.body_limit);
        co_await http::async_read_header(channel_.stream, buffer, parser, token);
        if (!failed && !parser.is_done())
        {
            bool const expected = boost::beast::iequals(parser.get()[http::field::expect], "100-continue");
            if (expected)
            {
                std::string_view const go_on = "HTTP/1.1 100 Continue\r\n\r\n";
                co_await boost::asio::async_write(channel_.stream, boost::asio::buffer(go_on), token);
            }
            if (!failed)
                co_await http::async_read(channel_.stream, buffer, parser, token);
        }

        play answer;
        if (!failed)
            answer = answer_request(parser.get());
        else if (is_malformed(failed))
            answer = answer_unreadable(failed);
        else
            co_return false;
        if (shared_->options.latency.count() > 0)
            co_await channel_.pause(shared_->options.latency);
        busy_ = false; // a client may have read all of it, and have asked for the end, before this coroutine goes on
        bool const open = co_await channel_.perform(answer);
        co_return open;
    }

    /// Waits, for as long as an idle connection is kept, until the first bytes of a request are there.
    boost::asio::awaitable<bool> wait_for_request(boost::beast::flat_buffer& buffer)
    {
        busy_ = false;
        if (leaving_)
            co_return false;
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        channel_.tcp().expires_never();
        channel_.timer.expires_after((std::max)(shared_->options.keep_alive, std::chrono::seconds{1}));
        channel_.timer.async_wait(
            [weak = weak_from_this()](boost::system::error_code cancelled)
            {
                if (auto const self = weak.lock(); self && !cancelled)
                    self->leave_idle();
            });
        idle_ = true;
        auto const received = co_await channel_.stream.async_read_some(buffer.prepare(16UL * 1024), token);
        idle_ = false;
        channel_.timer.cancel();
        buffer.commit(received);
        co_return !failed && !leaving_;
    }

    static bool is_before_request(emulator_fault fault)
    {
        return fault == emulator_fault::reset_before_request || fault == emulator_fault::cut_before_request ||
               fault == emulator_fault::stall_before_request;
    }

    static emulator_fault fault_of(emulator_fault_rule const* rule)
    {
        return rule == nullptr ? emulator_fault::none : rule->fault;
    }

    /// Whether bytes arrived that are no request, and not only too few of them.
    static bool is_malformed(boost::system::error_code why)
    {
        namespace http = boost::beast::http;
        return why.category() == make_error_code(http::error::bad_method).category() &&
               why != http::error::end_of_stream && why != http::error::partial_message;
    }

    /// Leaves if the connection waits for a request or is about to, even for one whose first bytes arrive just now.
    void leave_idle()
    {
        if (busy_)
            return;
        leaving_ = true;
        if (idle_)
            channel_.tcp().cancel();
    }

    template <class Request>
    play answer_request(Request const& request)
    {
        namespace http = boost::beast::http;
        std::string const method{request.method_string()};
        std::string const target{request.target()};
        std::string const content_type{request[http::field::content_type]};
        auto made = shared_->answering.answer({method, target, content_type, request.body()});
        record(method, made);
        auto const format = made.format;
        auto const request_id = made.request_id;
        auto const* const fault = made.fault;
        auto answer = to_reply(std::move(made));
        answer.keep_alive = request.keep_alive() && shared_->options.keep_alive.count() > 0 && !channel_.stopping;
        if (answer.keep_alive && request.version() == 10)
            answer.fields += "Connection: keep-alive\r\n";
        auto performed = fault == nullptr ? whole_reply(answer) : play_of(*fault, answer, format, request_id);
        if (request.method() == http::verb::head && fault == nullptr)
            performed.pieces.front().resize(performed.pieces.front().size() - answer.body.size());
        return performed;
    }

    /// The answer to bytes that are no request, or to one that is too large. The connection ends after it.
    play answer_unreadable(boost::system::error_code why)
    {
        namespace http = boost::beast::http;
        refusal reason{400, "InvalidRequest", "The request is not well-formed HTTP: " + why.message()};
        if (why == http::error::header_limit)
            reason = {431, "InvalidRequest.HeaderTooLarge", "The header of the request is too large."};
        else if (why == http::error::body_limit)
            reason = {413, "InvalidRequest.BodyTooLarge", "The body of the request is too large."};
        auto made = shared_->answering.refuse(reason);
        record({}, made);
        auto answer = to_reply(std::move(made));
        answer.keep_alive = false;
        return whole_reply(answer);
    }

    reply to_reply(wire_answer made)
    {
        reply answer;
        answer.status = made.status;
        answer.fields = "Date: " + http_date(shared_->options.clock()) + "\r\nContent-Type: ";
        answer.fields +=
            made.format == answer_format::json ? "application/json;charset=utf-8\r\n" : "text/xml;charset=utf-8\r\n";
        answer.fields += "x-acs-request-id: " + made.request_id + "\r\n";
        answer.body = std::move(made.body);
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
                         .request_id = made.request_id,
                         .fault = fault_of(made.fault)});
    }

    std::shared_ptr<host> shared_;
    emulator_fault fault_; // of the whole connection
    channel channel_;
    std::uint64_t number_;
    bool session_resumed_ = false;
    bool busy_ = true;  // in the handshake, and with a request from its first bytes on
    bool idle_ = false; // reads, and has nothing of a request yet
    bool leaving_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

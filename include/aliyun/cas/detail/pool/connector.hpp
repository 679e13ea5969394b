// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Makes one connection: resolve, connect, handshake, each under one common time limit. It belongs to the pool and not
// to a call: a caller may leave, and the connection is there for the next.

#include "../../failure.hpp"
#include "../http/endpoint.hpp"
#include "connection.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using error_code = boost::system::error_code;
using strand =
    boost::asio::strand<boost::asio::any_io_executor>; // not inside any_io_executor: every copy would allocate

/// Why a connection could not be made.
struct connect_problem
{
    error_code code;
    call_phase phase = call_phase::resolving;
    std::string detail;
    int failures = 0;                  ///< how many attempts have failed in a row, this one included
    std::chrono::nanoseconds pause{0}; ///< before the next one is made
};

class connector : public std::enable_shared_from_this<connector>
{
public:
    using completion = std::function<void(connect_problem, phase_times const&, lease)>;

    connector(boost::asio::any_io_executor const& executor, endpoint to, std::chrono::milliseconds limit, lease fresh,
              completion done)
        : strand_(executor),
          resolver_(executor),
          timer_(executor),
          to_(std::move(to)),
          limit_(limit),
          connection_(std::move(fresh)),
          done_(std::move(done))
    {
    }

    void start()
    {
        boost::asio::post(strand_, [self = shared_from_this()] { self->begin(); });
    }
    void abort()
    {
        boost::asio::post(strand_,
                          [self = shared_from_this()] { self->finish(boost::asio::error::operation_aborted); });
    }

private:
    using tcp = boost::asio::ip::tcp;

    template <typename Handler>
    auto on_strand(Handler handler)
    {
        return boost::asio::bind_executor(strand_, std::move(handler));
    }

    void begin()
    {
        if (!done_)
            return;
        entered_ = steady::now();
        timer_.expires_after(limit_);
        timer_.async_wait(on_strand(
            [weak = weak_from_this()](error_code error)
            {
                if (auto self = weak.lock(); self && !error)
                    self->finish(boost::asio::error::timed_out); // this attempt's, not the call's
            }));
        error_code not_an_address;
        auto const address = boost::asio::ip::make_address(to_.host, not_an_address);
        if (!not_an_address)
        {
            addresses_.emplace_back(address, to_.port);
            return connect_next(boost::asio::error::host_not_found);
        }
        resolver_.async_resolve(to_.host, std::to_string(to_.port),
                                on_strand(
                                    [self = shared_from_this()](error_code error, tcp::resolver::results_type found)
                                    {
                                        if (error)
                                            return self->finish(error);
                                        for (auto const& entry : found)
                                            self->addresses_.push_back(entry.endpoint());
                                        self->connect_next(boost::asio::error::host_not_found);
                                    }));
    }

    // Each phase's time is taken when the next one begins, or the end comes.
    void enter(call_phase next)
    {
        auto const now = steady::now();
        auto& times = connection_->times;
        auto& slot = phase_ == call_phase::resolving    ? times.resolving
                     : phase_ == call_phase::connecting ? times.connecting
                                                        : times.handshake;
        slot = slot.value_or(std::chrono::nanoseconds(0)) + (now - std::exchange(entered_, now));
        phase_ = next;
    }

    // Tries one address after the other; `last` is what is told when there is none left.
    void connect_next(error_code last)
    {
        if (!done_)
            return;
        if (next_address_ == addresses_.size())
            return finish(last);
        enter(call_phase::connecting);
        auto& socket = connection_->socket;
        error_code ignored;
        socket.close(ignored);
        socket.async_connect(addresses_[next_address_++], on_strand(
                                                              [self = shared_from_this()](error_code error)
                                                              {
                                                                  if (error)
                                                                      return self->connect_next(error);
                                                                  self->begin_handshake();
                                                              }));
    }

    void begin_handshake()
    {
        if (!done_)
            return;
        enter(call_phase::handshake);
        error_code error;
        connection_->socket.set_option(tcp::no_delay(true), error);
        connection_->socket.non_blocking(true, error);
        handshake_step();
    }

    void handshake_step()
    {
        if (!done_)
            return;
        auto& tls = connection_->tls;
        last_status_ = tls.handshake();
        // An alert about a failure is sent, too.
        if (!tls.output().empty())
            return send_output();
        after_output();
    }

    void send_output()
    {
        auto const text = connection_->tls.output();
        connection_->socket.async_write_some(boost::asio::buffer(text.data(), text.size()),
                                             on_strand(
                                                 [self = shared_from_this()](error_code error, std::size_t size)
                                                 {
                                                     if (!self->done_)
                                                         return;
                                                     self->connection_->tls.sent(size);
                                                     if (error)
                                                         return self->finish(error);
                                                     if (!self->connection_->tls.output().empty())
                                                         return self->send_output();
                                                     self->after_output();
                                                 }));
    }

    void after_output()
    {
        switch (last_status_)
        {
        case tls_engine::status::done:
            return finish({});
        case tls_engine::status::wants_input:
            return receive();
        case tls_engine::status::closed:
            return finish(boost::asio::error::eof);
        case tls_engine::status::failed:
            break;
        }
        auto const& tls = connection_->tls;
        if (auto problem = tls.trust_problem(); !problem.empty())
        {
            detail_ = to_.host + ": " + problem;
            return finish(errc::certificate_not_trusted);
        }
        detail_ = tls.problem();
        finish(errc::tls_failure);
    }

    void receive()
    {
        auto& connection = *connection_;
        connection.socket.async_read_some(boost::asio::buffer(connection.input.get(), connection::input_size),
                                          on_strand(
                                              [self = shared_from_this()](error_code error, std::size_t size)
                                              {
                                                  if (!self->done_)
                                                      return;
                                                  if (error)
                                                      return self->finish(error);
                                                  self->connection_->tls.feed(self->connection_->input.get(), size);
                                                  self->handshake_step();
                                              }));
    }

    void finish(error_code error)
    {
        if (!done_)
            return;
        enter(phase_);
        timer_.cancel();
        resolver_.cancel();
        auto const done = std::exchange(done_, nullptr);
        if (error)
        {
            // The lease stays here until the handlers that use it have run.
            error_code ignored;
            connection_->socket.close(ignored);
            connect_problem problem;
            problem.code = error;
            problem.phase = phase_;
            problem.detail = std::move(detail_);
            return done(std::move(problem), connection_->times, nullptr);
        }
        connection_->made = connection_->idle_since = entered_;
        auto const times = connection_->times;
        done({}, times, std::move(connection_));
    }

    strand strand_;
    tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    endpoint to_;
    std::chrono::milliseconds limit_;
    lease connection_;
    completion done_;
    std::vector<tcp::endpoint> addresses_;
    std::size_t next_address_ = 0;
    call_phase phase_ = call_phase::resolving;
    steady::time_point entered_{};
    tls_engine::status last_status_ = tls_engine::status::wants_input;
    std::string detail_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

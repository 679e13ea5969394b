// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Makes one connection: resolve, connect, handshake, each in its time and all under a common limit. It belongs to the
// pool and not to a call: a caller may leave, and the connection is there for the next.

#include "../../failure.hpp"
#include "../../phase_limits.hpp"
#include "../http/endpoint.hpp"
#include "connection.hpp"
#include "host_resolver.hpp"
#include "proxy_tunnel.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
    phase_times times{};               ///< of the attempt
};

class connector final : public std::enable_shared_from_this<connector>, public lookup_waiter
{
public:
    using completion = std::function<void(connect_problem, lease)>;

    /// @param proxy  null: none
    /// @param limit  of all phases together
    /// @param limits of each; only those of resolving, connecting and the handshake count here
    connector(boost::asio::any_io_executor const& executor, endpoint to, proxy_options const* proxy,
              std::shared_ptr<host_resolver> resolver, std::chrono::milliseconds limit, phase_limits const& limits,
              lease fresh, completion done)
        : strand_(executor),
          resolver_(std::move(resolver)),
          timer_(executor),
          head_start_(executor),
          to_(std::move(to)),
          port_(to_.port),
          limit_(limit),
          limits_(limits),
          connection_(std::move(fresh)),
          done_(std::move(done))
    {
        if (proxy == nullptr)
            return;
        port_ = proxy->port;
        tunnel_.emplace(*proxy, to_);
    }

    void start() { boost::asio::post(strand_, step{shared_from_this(), &connector::begin, {}}); }
    void abort()
    {
        boost::asio::post(strand_, step{shared_from_this(), &connector::finish, boost::asio::error::operation_aborted});
    }

private:
    using tcp = boost::asio::ip::tcp;

    // Few kinds of handlers: each one more costs every user's compiler.

    struct step
    {
        std::shared_ptr<connector> self;
        void (connector::*next)(error_code);
        error_code what;

        void operator()() const
        {
            if (self->done_)
                ((*self).*next)(what);
        }
    };

    /// After so long, and if the phase is the same by then.
    void go_on_at(boost::asio::steady_timer& timer, steady::time_point when, step next)
    {
        timer.expires_at(when);
        timer.async_wait(boost::asio::bind_executor(strand_,
                                                    [next = std::move(next), phase = phase_](error_code error)
                                                    {
                                                        if (!error && next.self->phase_ == phase)
                                                            next();
                                                    }));
    }

    /// When something was written or read.
    auto then(void (connector::*next)(error_code, std::size_t))
    {
        return boost::asio::bind_executor(strand_,
                                          [self = shared_from_this(), next](error_code error, std::size_t size)
                                          {
                                              if (self->done_)
                                                  ((*self).*next)(error, size);
                                          });
    }
    void write(std::string_view text, void (connector::*next)(error_code, std::size_t))
    {
        connection_->socket.async_write_some(boost::asio::buffer(text.data(), text.size()), then(next));
    }
    void read(void (connector::*next)(error_code, std::size_t))
    {
        auto& connection = *connection_;
        connection.socket.async_read_some(boost::asio::buffer(connection.input.get(), connection::input_size),
                                          then(next));
    }

    void begin(error_code)
    {
        entered_ = steady::now();
        end_ = entered_ + limit_;
        auto const found = resolver_->look_up(weak_from_this());
        addresses_ = found.known;
        if (!found.waits)
            return connect_next(boost::asio::error::host_not_found);
        if (!addresses_)
            return limit_phase(limits_.resolve);
        // Those that were found before will do if there are no others soon.
        limit_phase(std::nullopt);
        constexpr std::chrono::milliseconds patience{1000};
        go_on_at(head_start_, entered_ + (std::min)(patience, limits_.resolve.value_or(patience)),
                 {shared_from_this(), &connector::connect_next, boost::asio::error::host_not_found});
    }

    void on_addresses(error_code error, host_addresses found) override
    {
        boost::asio::post(strand_,
                          [self = shared_from_this(), error, found = std::move(found)]
                          {
                              if (!self->done_ || self->phase_ != call_phase::resolving)
                                  return;
                              if (error)
                                  return self->finish(error);
                              self->addresses_ = found;
                              self->head_start_.cancel();
                              self->connect_next(boost::asio::error::host_not_found);
                          });
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

    void limit_phase(phase_limits::limit const& limit)
    {
        // Time is this attempt's, not the call's.
        error_code code = boost::asio::error::timed_out;
        auto until = end_;
        if (limit && *limit < limit_ && entered_ + *limit < end_)
        {
            code = errc::phase_too_long;
            until = entered_ + *limit;
        }
        // This holds the object, too, while nothing else does.
        go_on_at(timer_, until, {shared_from_this(), &connector::finish, code});
    }

    // Tries the next address when the last one has failed, or has not answered for a while: whichever answers first is
    // taken (RFC 8305 section 5). `last` is what is told when there is none left.
    void connect_next(error_code last)
    {
        if (phase_ != call_phase::connecting)
        {
            enter(call_phase::connecting);
            limit_phase(limits_.connect);
        }
        if (next_address_ == addresses_->size())
        {
            if (trying_ == 0)
                finish(last);
            return;
        }
        auto const index = sockets_.size();
        sockets_.push_back(std::make_unique<tcp::socket>(connection_->socket.get_executor()));
        ++trying_;
        sockets_.back()->async_connect(tcp::endpoint((*addresses_)[next_address_++], port_),
                                       boost::asio::bind_executor(strand_,
                                                                  [self = shared_from_this(), index](error_code error)
                                                                  { self->on_answer(index, error); }));
        if (next_address_ == addresses_->size())
            return;
        go_on_at(head_start_, steady::now() + std::chrono::milliseconds(250),
                 {shared_from_this(), &connector::connect_next, boost::asio::error::timed_out});
    }

    void on_answer(std::size_t index, error_code error)
    {
        if (!done_ || phase_ != call_phase::connecting)
            return; // another was faster
        --trying_;
        if (error)
            return connect_next(error);
        head_start_.cancel();
        resolver_->prefer((*addresses_)[index]);
        connection_->socket = std::move(*sockets_[index]);
        sockets_.clear();
        error_code ignored;
        connection_->socket.set_option(tcp::no_delay(true), ignored);
        connection_->socket.non_blocking(true, ignored);
        if (!tunnel_)
            return begin_handshake();
        is_connected_ = true;
        ask_proxy();
    }

    // What is said to a proxy belongs to connecting.

    void ask_proxy() { write(tunnel_->output(), &connector::on_asked); }

    void on_asked(error_code error, std::size_t size)
    {
        tunnel_->sent(size);
        if (error)
            return finish(error);
        if (!tunnel_->output().empty())
            return ask_proxy();
        read(&connector::on_proxy);
    }

    void on_proxy(error_code error, std::size_t size)
    {
        if (error && error != boost::asio::error::eof)
            return finish(error);
        switch (error ? tunnel_->receive_end() : tunnel_->receive({connection_->input.get(), size}))
        {
        case proxy_tunnel::status::open:
            return begin_handshake();
        case proxy_tunnel::status::wants_input:
            return read(&connector::on_proxy);
        case proxy_tunnel::status::failed:
            detail_ = tunnel_->problem();
            return finish(tunnel_->code());
        }
    }

    void begin_handshake()
    {
        enter(call_phase::handshake);
        limit_phase(limits_.handshake);
        handshake_step();
    }

    void handshake_step()
    {
        last_status_ = connection_->tls.handshake();
        after_output();
    }

    void on_sent(error_code error, std::size_t size)
    {
        connection_->tls.sent(size);
        if (error)
            return finish(error);
        after_output();
    }

    void after_output()
    {
        // An alert about a failure is sent, too.
        if (auto const text = connection_->tls.output(); !text.empty())
            return write(text, &connector::on_sent);
        switch (last_status_)
        {
        case tls_engine::status::done:
            return finish({});
        case tls_engine::status::wants_input:
            return read(&connector::on_received);
        case tls_engine::status::closed:
            return finish(boost::asio::error::eof);
        case tls_engine::status::failed:
            break;
        }
        auto const& tls = connection_->tls;
        if (auto problem = tls.trust_problem(); !problem.empty())
        {
            detail_ = to_.host + ": " + problem + "; " + tls.refused_certificate();
            return finish(errc::certificate_not_trusted);
        }
        detail_ = tls.problem();
        finish(errc::tls_failure);
    }

    void on_received(error_code error, std::size_t size)
    {
        if (error)
            return finish(error);
        connection_->tls.feed(connection_->input.get(), size);
        handshake_step();
    }

    void finish(error_code error)
    {
        enter(phase_);
        timer_.cancel();
        head_start_.cancel();
        sockets_.clear();
        auto const done = std::exchange(done_, nullptr);
        if (error)
        {
            if (phase_ == call_phase::connecting && !is_connected_ && error != boost::asio::error::operation_aborted)
                resolver_->unreachable();
            if (tunnel_ && phase_ != call_phase::handshake && detail_.empty())
                detail_ = tunnel_->name();
            // The lease stays here until the handlers that use it have run.
            error_code ignored;
            connection_->socket.close(ignored);
            connect_problem problem;
            problem.code = error;
            problem.phase = phase_;
            problem.detail = std::move(detail_);
            problem.times = connection_->times;
            return done(std::move(problem), nullptr);
        }
        connection_->made = connection_->idle_since = entered_;
        done({}, std::move(connection_));
    }

    strand strand_;
    std::shared_ptr<host_resolver> const resolver_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer head_start_; // of a lookup before old addresses are tried, of one address before the next
    endpoint to_;
    std::uint16_t port_; // the proxy's, if there is one
    std::optional<proxy_tunnel> tunnel_;
    std::chrono::milliseconds limit_;
    phase_limits limits_;
    steady::time_point end_{};
    lease connection_;
    completion done_;
    host_addresses addresses_;
    std::size_t next_address_ = 0;
    std::vector<std::unique_ptr<tcp::socket>> sockets_;
    std::size_t trying_ = 0;
    bool is_connected_ = false; // to the proxy
    call_phase phase_ = call_phase::resolving;
    steady::time_point entered_{};
    tls_engine::status last_status_ = tls_engine::status::wants_input;
    std::string detail_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Makes one connection: resolve, connect, handshake, each in its time and all under a common limit. It belongs to the
// pool and not to a call: a caller may leave, and the connection is there for the next.

#include "../../failure.hpp"
#include "../../phase_limits.hpp"
#include "../http/endpoint.hpp"
#include "actor.hpp"
#include "connection.hpp"
#include "host_resolver.hpp"
#include "proxy_tunnel.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

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

class connector final : public actor, public lookup_waiter
{
public:
    using completion = std::function<void(connect_problem, lease)>;

    /// @param proxy  null: none
    /// @param limit  of all phases together
    /// @param limits of each; only those of resolving, connecting and the handshake count here
    connector(boost::asio::any_io_executor const& executor, endpoint to, proxy_options const* proxy,
              std::shared_ptr<host_resolver> resolver, std::chrono::milliseconds limit, phase_limits const& limits,
              lease fresh, completion done)
        : actor(executor),
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

    void start() { later(shared_from_this(), step<&connector::begin>); }
    void abort() { later(shared_from_this(), step<&connector::on_abort>); }

private:
    using tcp = boost::asio::ip::tcp;

    void begin(pointer const& self, event const&)
    {
        entered_ = steady::now();
        end_ = entered_ + limit_;
        auto const found = resolver_->look_up(std::shared_ptr<lookup_waiter>(self, this));
        addresses_ = found.known;
        if (!found.waits)
            return connect_next(self, boost::asio::error::host_not_found);
        if (!addresses_)
            return limit_phase(self, limits_.resolve);
        // Those that were found before will do if there are no others soon.
        limit_phase(self, std::nullopt);
        constexpr std::chrono::milliseconds patience{1000};
        wait_before_next(self, entered_ + (std::min)(patience, limits_.resolve.value_or(patience)));
    }

    void on_addresses(error_code error, host_addresses found) override
    {
        found_ = std::move(found); // nobody looks at it before that step
        later(shared_from_this(), step<&connector::on_looked_up>, {.error = error});
    }
    void on_looked_up(pointer const& self, event const& what)
    {
        if (phase_ != call_phase::resolving)
            return;
        if (what.error)
            return finish(what.error);
        addresses_ = std::move(found_);
        head_start_.cancel();
        connect_next(self, boost::asio::error::host_not_found);
    }

    void on_abort(pointer const&, event const&) { finish(boost::asio::error::operation_aborted); }

    void write(pointer const& self, std::string_view text, step_function next)
    {
        connection_->socket.async_write_some(boost::asio::buffer(text.data(), text.size()), handler(self, next));
    }
    void read(pointer const& self, step_function next)
    {
        auto& connection = *connection_;
        connection.socket.async_read_some(boost::asio::buffer(connection.input.get(), connection::input_size),
                                          handler(self, next));
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

    // A timer counts in the phase that it was set in.
    [[nodiscard]] event in_this_phase() const noexcept { return {.note = static_cast<std::uint64_t>(phase_)}; }

    void limit_phase(pointer const& self, phase_limits::limit const& limit)
    {
        // Time is this attempt's, not the call's.
        too_long_ = boost::asio::error::timed_out;
        auto until = end_;
        if (limit && *limit < limit_ && entered_ + *limit < end_)
        {
            too_long_ = errc::phase_too_long;
            until = entered_ + *limit;
        }
        // This holds the object, too, while nothing else does.
        timer_.expires_at(until);
        timer_.async_wait(handler(self, step<&connector::on_limit>, in_this_phase()));
    }
    void on_limit(pointer const&, event const& what)
    {
        if (!what.error && what.note == in_this_phase().note)
            finish(too_long_);
    }

    void wait_before_next(pointer const& self, steady::time_point until)
    {
        head_start_.expires_at(until);
        head_start_.async_wait(handler(self, step<&connector::on_head_start_over>, in_this_phase()));
    }
    void on_head_start_over(pointer const& self, event const& what)
    {
        if (!what.error && what.note == in_this_phase().note && !is_connected_)
            connect_next(self, boost::asio::error::timed_out); // there is a next one
    }

    // Tries the next address when the last one has failed, or has not answered for a while: whichever answers first is
    // taken (RFC 8305 section 5). `last` is what is told when there is none left.
    void connect_next(pointer const& self, error_code last)
    {
        if (phase_ != call_phase::connecting)
        {
            enter(call_phase::connecting);
            limit_phase(self, limits_.connect);
        }
        if (next_address_ == addresses_->size())
        {
            if (trying_ == 0)
                finish(last);
            return;
        }
        event const index{.note = sockets_.size()};
        sockets_.push_back(std::make_unique<tcp::socket>(connection_->socket.get_executor()));
        ++trying_;
        sockets_.back()->async_connect(tcp::endpoint((*addresses_)[next_address_++], port_),
                                       handler(self, step<&connector::on_answer>, index));
        if (next_address_ < addresses_->size())
            wait_before_next(self, steady::now() + std::chrono::milliseconds(250));
    }

    void on_answer(pointer const& self, event const& what)
    {
        if (phase_ != call_phase::connecting || is_connected_)
            return; // another was faster
        --trying_;
        if (what.error)
            return connect_next(self, what.error);
        auto const index = static_cast<std::size_t>(what.note);
        head_start_.cancel();
        resolver_->prefer((*addresses_)[index]);
        connection_->socket = std::move(*sockets_[index]);
        sockets_.clear();
        error_code ignored;
        connection_->socket.set_option(tcp::no_delay(true), ignored);
        connection_->socket.non_blocking(true, ignored);
        if (!tunnel_)
            return begin_handshake(self);
        is_connected_ = true;
        ask_proxy(self);
    }

    // What is said to a proxy belongs to connecting.

    void ask_proxy(pointer const& self) { write(self, tunnel_->output(), step<&connector::on_asked>); }

    void on_asked(pointer const& self, event const& what)
    {
        tunnel_->sent(what.size);
        if (what.error)
            return finish(what.error);
        if (!tunnel_->output().empty())
            return ask_proxy(self);
        read(self, step<&connector::on_proxy>);
    }

    void on_proxy(pointer const& self, event const& what)
    {
        if (what.error && what.error != boost::asio::error::eof)
            return finish(what.error);
        switch (what.error ? tunnel_->receive_end() : tunnel_->receive({connection_->input.get(), what.size}))
        {
        case proxy_tunnel::status::open:
            return begin_handshake(self);
        case proxy_tunnel::status::wants_input:
            return read(self, step<&connector::on_proxy>);
        case proxy_tunnel::status::failed:
            problem_.detail = tunnel_->problem();
            return finish(tunnel_->code());
        }
    }

    void begin_handshake(pointer const& self)
    {
        enter(call_phase::handshake);
        limit_phase(self, limits_.handshake);
        handshake_step(self);
    }

    void handshake_step(pointer const& self)
    {
        last_status_ = connection_->tls.handshake();
        after_output(self);
    }

    void on_sent(pointer const& self, event const& what)
    {
        connection_->tls.sent(what.size);
        if (what.error)
            return finish(what.error);
        after_output(self);
    }

    void after_output(pointer const& self)
    {
        // An alert about a failure is sent, too.
        if (auto const text = connection_->tls.output(); !text.empty())
            return write(self, text, step<&connector::on_sent>);
        switch (last_status_)
        {
        case tls_engine::status::done:
            return finish({});
        case tls_engine::status::wants_input:
            return read(self, step<&connector::on_received>);
        case tls_engine::status::closed:
            return finish(boost::asio::error::eof);
        case tls_engine::status::failed:
            break;
        }
        auto const& tls = connection_->tls;
        if (auto problem = tls.trust_problem(); !problem.empty())
        {
            problem_.detail = to_.host + ": " + problem + "; " + tls.refused_certificate();
            return finish(errc::certificate_not_trusted);
        }
        problem_.detail = tls.problem();
        finish(errc::tls_failure);
    }

    void on_received(pointer const& self, event const& what)
    {
        if (what.error)
            return finish(what.error);
        connection_->tls.feed(connection_->input.get(), what.size);
        handshake_step(self);
    }

    void finish(error_code error)
    {
        enter(phase_);
        timer_.cancel();
        head_start_.cancel();
        sockets_.clear();
        finished_ = true;
        if (error)
        {
            if (phase_ == call_phase::connecting && !is_connected_ && error != boost::asio::error::operation_aborted)
                resolver_->unreachable();
            if (tunnel_ && phase_ != call_phase::handshake && problem_.detail.empty())
                problem_.detail = tunnel_->name();
            // The lease stays here until the handlers that use it have run.
            error_code ignored;
            connection_->socket.close(ignored);
            problem_.code = error;
            problem_.phase = phase_;
            problem_.times = connection_->times;
            return;
        }
        connection_->made = connection_->idle_since = entered_;
    }

    void on_finished(pointer) override
    {
        auto const done = std::exchange(done_, nullptr);
        auto made = problem_.code ? nullptr : std::move(connection_);
        done(std::move(problem_), std::move(made));
    }

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
    host_addresses found_; // by a lookup that it waits for
    host_addresses addresses_;
    std::size_t next_address_ = 0;
    std::vector<std::unique_ptr<tcp::socket>> sockets_;
    std::size_t trying_ = 0;
    bool is_connected_ = false; // to the proxy: its phase goes on
    call_phase phase_ = call_phase::resolving;
    steady::time_point entered_ = steady::now();
    error_code too_long_; // what it ends with if its phase does not end in time
    tls_engine::status last_status_ = tls_engine::status::wants_input;
    connect_problem problem_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

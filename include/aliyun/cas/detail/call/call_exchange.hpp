// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One exchange of a call: its request goes out on a connection, the response comes back and is understood.

#include "../http/broken_response.hpp"
#include "../pool/pool.hpp"
#include "call_record.hpp"
#include "call_shell.hpp"
#include "client_core.hpp"
#include "interpret.hpp"
#include "operation_code.hpp"
#include "retry_rules.hpp"
#include "write_request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_exchange : public actor, public pool_client
{
protected:
    /// @param place memory behind the call, for its shell
    call_exchange(std::shared_ptr<client_core> core, operation_code const& code, shell_maker const& shell, void* place)
        : actor(core->connections->executor()), core_(std::move(core)), code_(code), shell_(shell.make_at(place))
    {
    }

    /// Sends on `connection_`, receives, and ends the attempt: `end_` and `failure_` tell how.
    void send(pointer const& self)
    {
        phase_ = call_phase::writing;
        cut_ = {};
        unsent_ = {};
        early_ = {};
        auto& scratch = request_scratch::of_this_thread();
        error_code problem;
        try
        {
            bool const has_secret = write_request(code_, shell_->operation, *core_, signer_or_none(), scratch);
            end_.was_idle = connection_->responses > 0;
            end_.sent = true;
            if (record_)
            {
                record_->on_connection(connection_->number, end_.was_idle, connection_->times);
                record_->on_request(scratch.request.size());
            }
            connection_->reader.start();
            connection_->plain.clear();
            if (connection_->tls.write(scratch.request.view()) != tls_engine::status::done)
                problem = errc::tls_failure;
            if (has_secret)
                scratch.forget();
        }
        catch (std::runtime_error const& unsigned_request)
        {
            failure_.detail = unsigned_request.what();
            problem = errc::request_not_signed;
        }
        if (problem)
            return later(self, step<&call_exchange::on_unsendable>, {.error = problem});

        // The socket takes nearly every request at once. What it does not take, and every error, is left to the
        // asynchronous way.
        if (connection_->send_at_once(unsent_))
            return on_written(self);
        if (unsent_ == boost::asio::error::would_block)
            unsent_ = {};
        if (limits_)
            limit_phase(limits_->write);
        watch_for_answer(self);
        send_rest(self);
    }

    /// The attempt is over, with a whole response or without, and `connection_` is given back.
    virtual void end_attempt(pointer const& self) = 0;

private:
    /// Who signs this attempt; null if it goes unsigned.
    [[nodiscard]] virtual credentials const* signer_or_none() const noexcept = 0;
    /// From now on a phase has this time; none: it has what the call has. When it is over, `cut_` is set and the
    /// connection closed, or the call is stopped if it has none.
    virtual void limit_phase(phase_limits::limit const& time) = 0;
    /// Ends the call, which was told to stop.
    virtual void give_up(error_code why) = 0;

    // Whether a part of a secret of the request stands in a text of the service.
    [[nodiscard]] bool repeats_secret(std::string_view text) const noexcept
    {
        if (auto const* const who = code_.traits.signing == request_signing::required ? signer_or_none() : nullptr)
            if (auto const token = who->security_token(); token && repeats_part_of(*token, text))
                return true;
        return code_.has_secret && code_.repeats_secret(shell_->operation, text);
    }

    void on_unsendable(pointer const& self, event const& what) { lose_connection(self, what.error); }

    void send_rest(pointer const& self)
    {
        connection_->socket.async_wait(boost::asio::socket_base::wait_write,
                                       handler(self, step<&call_exchange::on_writable>));
    }

    void on_writable(pointer const& self, event const& what)
    {
        auto error = what.error;
        if (stopping_)
            return give_up(stopping_);
        if (cut_)
            return lose_connection(self, cut_);
        if (!unsent_ && !error)
        {
            if (connection_->send_at_once(error))
            {
                connection_->socket.cancel(error); // nobody needs to watch any more
                return on_written(self);
            }
            if (error == boost::asio::error::would_block || !error)
                return send_rest(self);
        }
        if (!unsent_)
            unsent_ = error;
        // What the server has said before it closed is there, and tells more than the error does.
        if (record_)
            record_->on_written();
        phase_ = call_phase::reading;
        if (early_)
            return on_decrypted(self, *early_);
        receive(self);
    }

    // A server may refuse a large request before it has read all of it, and read no more (RFC 9112 section 9.3): while
    // the rest waits to be sent, an answer is looked for. Keeps neither call nor connection.
    void watch_for_answer(pointer const& self)
    {
        connection_->socket.async_wait(
            boost::asio::socket_base::wait_read,
            handler(std::weak_ptr(self), step<&call_exchange::look_for_answer>, {.note = connection_->number}));
    }

    void look_for_answer(pointer const& self, event const& what)
    {
        bool const is_sending =
            phase_ == call_phase::writing && connection_ && connection_->number == what.note && !unsent_;
        if (!is_sending)
            return;
        error_code error;
        auto const size =
            connection_->socket.read_some(boost::asio::buffer(connection_->input.get(), connection::input_size), error);
        if (error == boost::asio::error::would_block)
            return watch_for_answer(self);
        if (error)
            return; // what is being sent meets it, too
        auto const status = connection_->decrypt(size);
        if (connection_->plain.empty() && status == tls_engine::status::wants_input)
            return watch_for_answer(self); // TLS to itself
        early_ = status;
        unsent_ = boost::asio::error::operation_aborted;
        connection_->socket.cancel(error); // `on_writable` goes on
    }

    void on_written(pointer const& self)
    {
        if (record_)
            record_->on_written();
        if (limits_)
            limit_phase(limits_->first_byte);
        receive(self);
    }

    void receive(pointer const& self)
    {
        phase_ = call_phase::reading;
        connection_->socket.async_read_some(boost::asio::buffer(connection_->input.get(), connection::input_size),
                                            handler(self, step<&call_exchange::on_received>));
    }

    void on_received(pointer const& self, event const& what)
    {
        auto error = what.error;
        if (stopping_)
            return give_up(stopping_);
        if (cut_)
            error = cut_;
        if (error)
            return lose_connection(self, unsent_ && connection_->plain.empty() ? unsent_ : error);
        on_decrypted(self, connection_->decrypt(what.size));
    }

    void on_decrypted(pointer const& self, tls_engine::status status)
    {
        auto& plain = connection_->plain;
        auto& reader = connection_->reader;
        error_code error;
        if (!plain.empty())
        {
            end_.was_idle = false; // an answer has begun
            if (limits_)
                limit_phase(std::nullopt);
            if (record_)
                record_->on_bytes();
        }
        reader.read(plain, error);
        if (!error && !reader.is_done() && status == tls_engine::status::closed)
            reader.read_end(error);
        if (error)
            return lose_connection(self, error);
        if (reader.is_done())
            return end_response(self, status);
        if (status == tls_engine::status::failed)
            return lose_connection(self, errc::tls_failure);
        receive(self);
    }

    void end_response(pointer const& self, tls_engine::status status)
    {
        auto& plain = connection_->plain;
        auto const& reader = connection_->reader;
        auto const& head = reader.head();
        if (record_)
            record_->on_end(plain.size());
        bool const succeeded =
            interpret(head.status, reader.body(plain), core_->options.format, code_.layout(), shell_->response,
                      failure_, [this](std::string_view text) { return repeats_secret(text); });
        if (!succeeded && head.status / 100 == 2)
            code_.layout().reset(shell_->response); // a part may be in it: the next attempt's must not join it
        if (!succeeded && failure_.request_id.empty())
            failure_.request_id = presentable(head.request_id);
        end_.answered = true;
        end_.code = failure_.code;
        end_.http_status = head.status;
        if (head.retry_after || head.retry_at)
            end_.retry_after = head.asked_wait(core_->now());
        end_.can_correct_clock = head.date.has_value();
        server_time_ = head.date;

        bool const surplus =
            reader.has_surplus(plain) || connection_->tls.has_unread_input() || status == tls_engine::status::failed;
        bool const keep =
            !surplus && !unsent_ && status == tls_engine::status::wants_input && reader.keeps_alive(plain);
        ++connection_->responses;
        if (code_.layout().has_secret || !succeeded) // a refusal may repeat the request, with the private key in it
            plain.forget();
        plain.shrink(connection::kept_size);
        if (keep)
            core_->connections->release(std::move(connection_));
        else
            core_->connections->discard(std::move(connection_),
                                        surplus ? close_reason::broken : close_reason::by_server);
        end_attempt(self);
    }

    // The connection has failed before a whole response was there.
    void lose_connection(pointer const& self, error_code error)
    {
        auto const& reader = connection_->reader;
        failure_.http_status = reader.head().status;
        if (record_)
            record_->on_end(connection_->plain.size());
        if (limits_)
            limit_phase(std::nullopt);
        if (error == errc::tls_failure)
            failure_.detail = connection_->tls.problem();
        end_.code = explain_broken_response(error, reader.limits(), !connection_->plain.empty(), failure_.detail);
        auto const reason =
            end_.was_idle && end_.code == boost::asio::error::eof ? close_reason::by_server : close_reason::broken;
        core_->connections->discard(std::move(connection_), reason, end_.code, failure_.detail);
        end_attempt(self);
    }

    // It lives in the call's memory.
    struct end_of_life
    {
        void operator()(call_shell* shell) const noexcept { passed_completion::dropper()(shell); }
    };

protected:
    std::shared_ptr<client_core> const core_;
    operation_code const& code_;
    std::unique_ptr<call_shell, end_of_life> shell_;
    lease connection_;
    call_phase phase_ = call_phase::waiting;
    attempt_end end_;
    std::optional<utc_seconds> server_time_;
    failure failure_;
    error_code cut_; ///< set: what is under way on the connection ends, and with it the attempt
    std::unique_ptr<phase_limits const> limits_; ///< null: there are none
    std::unique_ptr<call_record> record_;        ///< null: nobody observes
    error_code unsent_;                          ///< set: why a part of the request was not sent
    std::optional<tls_engine::status> early_;    ///< of what came before all of the request was sent
    error_code stopping_;                        ///< set: whatever is under way ends, and the call gives up
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

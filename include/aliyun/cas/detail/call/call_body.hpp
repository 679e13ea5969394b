// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A call without its types: waits for a connection, writes, reads, keeps the deadline, hears of cancellation, tries
// again. No template on operation or handler, so that it is compiled once a unit however many operations are called.
//
// A call is an object under its own mutex. At most one of its asynchronous operations on a connection is under way;
// timers, cancellation and the pool come in between from any thread. Whoever completes the call gives up the mutex, and
// with `self` the call's memory, before the handler runs.

#include "../http/broken_response.hpp"
#include "../sign/nonce.hpp"
#include "call_fsm.hpp"
#include "client_core.hpp"
#include "interpret.hpp"
#include "request_scratch.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_body : public pool_client, public std::enable_shared_from_this<call_body>
{
public:
    using pointer = std::shared_ptr<call_body>;

    call_body(std::shared_ptr<client_core> core, operation_traits const& traits, object_layout const& layout,
              call_options const& options)
        : core_(std::move(core)),
          layout_(layout),
          repeat_(traits.repeat),
          fsm_(core_->options.retry, traits.repeat),
          deadline_(core_->deadline_of(options)),
          deadline_timer_(core_->connections->executor())
    {
    }
    ~call_body() override { core_->connections->forget(*this); }

    /// Begins the call. Nothing completes before this returns.
    void start()
    {
        std::scoped_lock const lock(mutex_);
        auto const self = shared_from_this();
        if (deadline_ <= steady::now())
            return later(self, [](call_body& me, pointer const&) { me.give_up(errc::deadline_exceeded); });
        if (!core_->connections->enter(*this))
            return later(self,
                         [](call_body& me, pointer const&) { me.give_up(boost::asio::error::operation_aborted); });
        deadline_timer_.expires_at(deadline_);
        deadline_timer_.async_wait(
            [weak = weak_from_this()](error_code error)
            {
                if (auto call = weak.lock(); call && !error)
                    run(std::move(call), [](call_body& me, pointer const&) { me.stop(errc::deadline_exceeded); });
            });
        begin_attempt(self);
    }

    /// Cancellation by the caller: from any thread, and never completing inside.
    void request_stop(boost::asio::cancellation_type type)
    {
        later(shared_from_this(), [type](call_body& me, pointer const&) { me.cancel(type); });
    }

protected:
    [[nodiscard]] client_core const& core() const noexcept { return *core_; }
    /// Only once the call has ended: why it failed, with an empty code if it succeeded.
    [[nodiscard]] failure& why() noexcept { return failure_; }

private:
    /// Writes a signed request for one attempt into `scratch.request`. True if a secret stands in it.
    virtual bool write_request(request_scratch& scratch) const = 0;
    /// Where the response is decoded to.
    virtual void* response_object() noexcept = 0;
    /// Completes: takes what the handler needs out of the call, drops `self`, then runs the handler.
    virtual void deliver(pointer self) = 0;

    // Runs one step of a call under its mutex, and completes the call if that was its last.
    template <typename Step>
    static void run(pointer self, Step&& step)
    {
        {
            std::scoped_lock const lock(self->mutex_);
            if (self->finished_)
                return;
            step(*self, std::as_const(self));
            if (!self->finished_)
                return;
        }
        auto& call = *self;
        call.deliver(std::move(self));
    }
    // The same, but not now: for what is found inside the initiating function, under the mutex, or on another thread.
    template <typename Step>
    static void later(pointer self, Step step)
    {
        auto const executor = self->core_->connections->executor();
        boost::asio::post(executor,
                          [self = std::move(self), step = std::move(step)]() mutable { run(std::move(self), step); });
    }

    // An attempt: a connection, the request, the response.

    void begin_attempt(pointer const& self)
    {
        if (stopping_)
            return give_up(stopping_);
        fsm_.begin_attempt();
        failure_ = {};
        end_ = {};
        phase_ = call_phase::waiting;
        // A second attempt may be one because a connection turned out to be dead: others of its age may be, too. What
        // must not run twice looks in any case, since it can't be repeated once it is sent.
        bool const trusts = fsm_.attempts() == 1 && repeat_ != repeat_safety::unsafe;
        auto const trust = trusts ? idle_trust::recent : idle_trust::none;
        if ((connection_ = core_->connections->acquire(self, trust)))
            send(self);
        else
            queued_ = true;
    }

    void on_granted(std::shared_ptr<pool_client>, connect_problem problem, lease connection) final
    {
        later(shared_from_this(), [problem = std::move(problem),
                                   connection = std::move(connection)](call_body& me, pointer const& self) mutable
              { me.on_connection(self, std::move(problem), std::move(connection)); });
    }

    void on_connection(pointer const& self, connect_problem problem, lease connection)
    {
        queued_ = false;
        if (stopping_)
        {
            if (connection)
                core_->connections->release(std::move(connection), true);
            return give_up(stopping_);
        }
        if (problem.code)
        {
            end_.code = problem.code;
            end_.unknown_host = problem.code == boost::asio::error::host_not_found;
            phase_ = problem.phase;
            failure_.detail = std::move(problem.detail);
            return end_attempt(self);
        }
        connection_ = std::move(connection);
        send(self);
    }

    void send(pointer const& self)
    {
        phase_ = call_phase::writing;
        auto& scratch = request_scratch::of_this_thread();
        error_code problem;
        try
        {
            bool const has_secret = write_request(scratch);
            end_.was_idle = connection_->served;
            end_.sent = true;
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
            return later(self, [problem](call_body& me, pointer const& kept) { me.lose_connection(kept, problem); });

        // The socket takes nearly every request at once. What it does not take, and every error, is left to the
        // asynchronous way.
        connection_->send_at_once() ? receive(self) : send_rest(self);
    }

    // A handler of the connection's: goes on with `next`.
    static auto then(pointer const& self, void (call_body::*next)(pointer const&, error_code, std::size_t))
    {
        return [self, next](error_code error, std::size_t size) mutable
        { run(std::move(self), [=](call_body& me, pointer const& kept) { (me.*next)(kept, error, size); }); };
    }

    void send_rest(pointer const& self)
    {
        auto const text = connection_->tls.output();
        connection_->socket.async_write_some(boost::asio::buffer(text.data(), text.size()),
                                             then(self, &call_body::on_sent));
    }

    void on_sent(pointer const& self, error_code error, std::size_t size)
    {
        connection_->tls.sent(size);
        if (stopping_)
            return give_up(stopping_);
        if (error)
            return lose_connection(self, error);
        if (!connection_->tls.output().empty())
            return send_rest(self);
        receive(self);
    }

    void receive(pointer const& self)
    {
        phase_ = call_phase::reading;
        connection_->socket.async_read_some(boost::asio::buffer(connection_->input.get(), connection::input_size),
                                            then(self, &call_body::on_received));
    }

    void on_received(pointer const& self, error_code error, std::size_t size)
    {
        if (stopping_)
            return give_up(stopping_);
        if (error)
            return lose_connection(self, error);
        auto& plain = connection_->plain;
        auto& reader = connection_->reader;
        auto const status = connection_->decrypt(size);
        if (!plain.empty())
            end_.was_idle = false; // an answer has begun
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
        bool const succeeded =
            interpret(head.status, reader.body(plain), core_->options.format, layout_, response_object(), failure_);
        if (!succeeded && failure_.request_id.empty())
            failure_.request_id = presentable(head.request_id);
        end_.answered = true;
        end_.code = failure_.code;
        end_.http_status = head.status;
        end_.retry_after = head.retry_after;
        end_.can_correct_clock = head.date.has_value();
        server_time_ = head.date;

        bool const keep = status == tls_engine::status::wants_input && reader.keeps_alive(plain) &&
                          !connection_->tls.has_unread_input();
        connection_->served = true;
        if (layout_.has_secret || !succeeded) // a refusal may repeat the request, with the private key in it
            plain.forget();
        plain.shrink(connection::kept_size);
        core_->connections->release(std::move(connection_), keep);
        end_attempt(self);
    }

    // The connection has failed before a whole response was there.
    void lose_connection(pointer const& self, error_code error)
    {
        auto const& reader = connection_->reader;
        failure_.http_status = reader.head().status;
        if (error == errc::tls_failure)
            failure_.detail = connection_->tls.problem();
        end_.code = explain_broken_response(error, reader.limits(), !connection_->plain.empty(), failure_.detail);
        core_->connections->release(std::move(connection_), false);
        end_attempt(self);
    }

    void end_attempt(pointer const& self)
    {
        failure_.code = end_.code;
        auto const left = deadline_ - steady::now();
        switch (fsm_.on_attempt(end_, left, end_.code ? random_fraction() : 0)) // chance is for waits only
        {
        case call_fsm::step::succeed:
            if (failure_.code) // an earlier attempt had done it: this one's answer tells at least a request id
                if (auto const* const id = layout_.find("RequestId"); id != nullptr && id->kind == value_kind::text)
                    static_cast<std::string*>(id->locate(response_object()))->assign(failure_.request_id);
            failure_ = {};
            return finish();
        case call_fsm::step::fail:
            return fail(fsm_.stopped_because());
        case call_fsm::step::try_again:
            break;
        }
        if (fsm_.corrects_clock())
            core_->correct_clock(*server_time_);
        if (fsm_.wait() == std::chrono::nanoseconds::zero())
            return begin_attempt(self);
        phase_ = call_phase::backing_off;
        backoff_timer_.emplace(core_->connections->executor(), fsm_.wait());
        backoff_timer_->async_wait(
            [self](error_code) mutable
            { run(std::move(self), [](call_body& me, pointer const& kept) { me.begin_attempt(kept); }); });
    }

    // The end.

    void cancel(boost::asio::cancellation_type type)
    {
        using boost::asio::cancellation_type;
        // Total cancellation promises that nothing has happened: for a write that is on its way this can't be said.
        bool const on_its_way = repeat_ != repeat_safety::safe && ((connection_ && end_.sent) || fsm_.maybe_executed());
        if (on_its_way &&
            (type & (cancellation_type::terminal | cancellation_type::partial)) == cancellation_type::none)
            return;
        stop(boost::asio::error::operation_aborted);
    }

    void on_cancelled() final { request_stop(boost::asio::cancellation_type::terminal); }
    std::weak_ptr<pool_client> weak_self() noexcept final { return weak_from_this(); }

    // Brings whatever is under way to its end: its handler then sees `stopping_` and gives up.
    void stop(error_code why)
    {
        if (stopping_)
            return;
        stopping_ = why;
        if (connection_)
        {
            error_code ignored;
            connection_->socket.close(ignored);
        }
        else if (queued_)
        {
            if (core_->connections->withdraw(*this))
                give_up(why);
        }
        else if (backoff_timer_)
            backoff_timer_->cancel();
    }

    void give_up(error_code why)
    {
        if (connection_)
            core_->connections->release(std::move(connection_), false);
        failure_ = {};
        failure_.code = end_.code = why;
        if (!end_.answered)
            static_cast<void>(fsm_.on_attempt(end_, {}, 0)); // it may have run: that must be told
        fail(why == errc::deadline_exceeded ? stop_reason::deadline : stop_reason::cancelled);
    }

    void fail(stop_reason reason)
    {
        failure_.attempts = fsm_.attempts();
        failure_.phase = phase_;
        failure_.stopped_because = reason;
        failure_.maybe_executed = fsm_.maybe_executed();
        finish();
    }

    void finish()
    {
        finished_ = true;
        deadline_timer_.cancel();
        core_->connections->leave(*this);
    }

    std::shared_ptr<client_core> const core_;
    object_layout const& layout_;
    repeat_safety const repeat_;
    std::mutex mutex_;
    call_fsm fsm_;
    steady::time_point const deadline_;
    boost::asio::steady_timer deadline_timer_;
    std::optional<boost::asio::steady_timer> backoff_timer_;
    lease connection_;
    bool queued_ = false;
    bool finished_ = false;
    call_phase phase_ = call_phase::waiting;
    error_code stopping_;
    attempt_end end_;
    std::optional<utc_seconds> server_time_;
    failure failure_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The course of a call without its types: waits for a connection, keeps the deadline, hears of cancellation, tries
// again. No template on operation or handler, so that it is compiled once a unit however many operations are called.
//
// At most one of a call's asynchronous operations on a connection is under way; timers, cancellation and the pool come
// in between from any thread.

#include "../sign/nonce.hpp"
#include "call_exchange.hpp"
#include "call_fsm.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_body : public call_exchange
{
public:
    call_body(std::shared_ptr<client_core> core, operation_traits const& traits, object_layout const& layout,
              call_options const& options)
        : call_exchange(std::move(core), layout),
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
            return later<call_body>(self, [](call_body& me, pointer const&) { me.give_up(errc::deadline_exceeded); });
        if (!core_->connections->enter(*this))
            return later<call_body>(self, [](call_body& me, pointer const&)
                                    { me.give_up(boost::asio::error::operation_aborted); });
        deadline_timer_.expires_at(deadline_);
        deadline_timer_.async_wait(
            [weak = weak_from_this()](error_code error)
            {
                if (auto call = weak.lock(); call && !error)
                    run<call_body>(std::move(call),
                                   [](call_body& me, pointer const&) { me.stop(errc::deadline_exceeded); });
            });
        begin_attempt(self);
    }

    void request_stop(boost::asio::cancellation_type type) final
    {
        later<call_body>(shared_from_this(), [type](call_body& me, pointer const&) { me.cancel(type); });
    }

protected:
    [[nodiscard]] client_core const& core() const noexcept { return *core_; }
    /// Only once the call has ended: why it failed, with an empty code if it succeeded.
    [[nodiscard]] failure& why() noexcept { return failure_; }

private:
    // An attempt: a connection, and an exchange over it.

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
        later<call_body>(shared_from_this(), [problem = std::move(problem), connection = std::move(connection)](
                                                 call_body& me, pointer const& self) mutable
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

    void end_attempt(pointer const& self) final
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
            if (fsm_.attempts() == 1)
                core_->budget.succeeded();
            return finish();
        case call_fsm::step::fail:
            return fail(fsm_.stopped_because());
        case call_fsm::step::try_again:
            break;
        }
        if (fsm_.costs_budget() && !core_->budget.take())
            return fail(stop_reason::budget);
        if (fsm_.corrects_clock())
            core_->correct_clock(*server_time_);
        if (fsm_.wait() == std::chrono::nanoseconds::zero())
            return begin_attempt(self);
        phase_ = call_phase::backing_off;
        backoff_timer_.emplace(core_->connections->executor(), fsm_.wait());
        backoff_timer_->async_wait(
            [self](error_code) mutable
            { run<call_body>(std::move(self), [](call_body& me, pointer const& kept) { me.begin_attempt(kept); }); });
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

    void give_up(error_code why) final
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

    repeat_safety const repeat_;
    call_fsm fsm_;
    steady::time_point const deadline_;
    boost::asio::steady_timer deadline_timer_;
    std::optional<boost::asio::steady_timer> backoff_timer_;
    bool queued_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The course of a call without its types: waits for a connection, keeps the deadline, hears of cancellation, tries
// again. No template on operation or handler, so that it is compiled once a unit however many operations are called.
//
// At most one of a call's asynchronous operations on a connection is under way; timers, cancellation and the pool come
// in between from any thread.

#include "../sign/nonce.hpp"
#include "call_credentials.hpp"
#include "call_fsm.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_body final : public call_credentials, private quota_waiter
{
public:
    call_body(std::shared_ptr<client_core> core, operation_code const& code, call_options const& options,
              shell_maker const& shell, void* place)
        : call_credentials(std::move(core), code, options, shell, place),
          fsm_(core_->options.retry, code.traits.repeat),
          deadline_(core_->deadline_of(options)),
          deadline_timer_(core_->connections->executor())
    {
        if (auto const& sees = core_->options.observer)
            record_ = std::make_unique<call_record>(*sees, code.traits.action, ++core_->observed_calls);
    }
    ~call_body() override
    {
        leave_line();
        core_->connections->forget(*this);
    }

    /// Begins the call. Nothing completes before this returns.
    void start()
    {
        std::scoped_lock const lock(mutex_);
        auto const self = shared_from_this();
        if (deadline_ <= steady::now())
            return later(self, step<&call_body::on_refused>, {.error = errc::deadline_exceeded});
        if (!core_->connections->enter(*this))
            return later(self, step<&call_body::on_refused>, {.error = boost::asio::error::operation_aborted});
        deadline_timer_.expires_at(deadline_);
        deadline_timer_.async_wait(handler(weak_from_this(), step<&call_body::on_deadline>));
        begin_attempt(self);
    }

    /// Cancellation by the caller: from any thread, and never completing inside.
    void request_stop(boost::asio::cancellation_type type)
    {
        later(shared_from_this(), step<&call_body::on_stop_requested>, {.note = static_cast<std::uint64_t>(type)});
    }

private:
    void on_finished(pointer self) final
    {
        auto* const shell = shell_.release();
        shell->memory = self;
        shell->deliver(*shell, std::move(self), failure_, core_->connections->executor());
    }

    void on_refused(pointer const&, event const& what) { give_up(what.error); }
    void on_deadline(pointer const&, event const&) { stop(errc::deadline_exceeded); }

    // What the call waits for without a connection, kept alive by a timer.
    enum class parked
    {
        no,
        backing_off,
        in_line
    };

    // An attempt: credentials, its turn, a connection, and an exchange over it.

    void begin_attempt(pointer const& self)
    {
        if (stopping_)
            return give_up(stopping_);
        fsm_.begin_attempt();
        failure_ = {};
        end_ = {};
        if (record_)
            record_->begin_attempt(fsm_.attempts());
        if (find_signer(self))
            on_signer(self);
    }

    // Who signs is known: now the operation's quota under that key, at once or in line.
    void on_signer(pointer const& self) final
    {
        line_ = core_->quota ? core_->quota->line_of(code_.traits, signer_or_none()) : nullptr;
        if (!line_)
            return find_connection(self);
        phase_ = call_phase::quota;
        latest_turn_ = deadline_;
        if (limits_ && limits_->quota_wait)
            latest_turn_ = (std::min)(latest_turn_, steady::now() + *limits_->quota_wait);
        ask_for_turn(self);
    }

    void ask_for_turn(pointer const& self)
    {
        auto const now = steady::now();
        auto const turn = line_->ask(*this, core_->quota.get(), now, latest_turn_);
        switch (turn.is)
        {
        case quota_line::answer::go:
            unpark();
            return find_connection(self);
        case quota_line::answer::wait:
            return park(self, parked::in_line, (std::min)(turn.at, latest_turn_));
        case quota_line::answer::too_late:
            break;
        }
        // Not here: the call may have just begun.
        unpark();
        auto const wait = std::chrono::ceil<std::chrono::milliseconds>(turn.at - now).count();
        later(self, step<&call_body::on_too_late>, {.note = static_cast<std::uint64_t>(wait)});
    }
    void on_too_late(pointer const&, event const& what)
    {
        if (stopping_)
            return give_up(stopping_);
        refusal_ = "its turn would have come in " + std::to_string(what.note) + " ms";
        give_up(errc::quota_exhausted);
    }

    void on_first_in_line() final
    {
        // Null: it is being destroyed, and leaves the line itself.
        if (auto self = weak_from_this().lock())
            later(std::move(self), step<&call_body::on_turn>);
    }
    void on_turn(pointer const& self, event const&)
    {
        if (parked_ == parked::in_line && !stopping_)
            ask_for_turn(self);
    }

    void leave_line()
    {
        if (parked_ == parked::in_line)
            line_->leave(*this, steady::now());
        unpark();
    }

    // Waits for a time, kept alive by the timer.
    void park(pointer const& self, parked where, steady::time_point until)
    {
        parked_ = where;
        wait_timer_.emplace(core_->connections->executor(), until);
        wait_timer_->async_wait(handler(self, step<&call_body::on_parked>, {.note = ++parkings_}));
    }

    // A timer that is still armed would keep the context busy.
    void unpark()
    {
        parked_ = parked::no;
        ++parkings_;
        wait_timer_.reset();
    }

    void on_parked(pointer const& self, event const& what)
    {
        if (what.note != parkings_)
            return; // it waits for something else by now
        if (stopping_)
        {
            leave_line();
            return give_up(stopping_);
        }
        if (parked_ == parked::in_line)
            return ask_for_turn(self);
        unpark();
        begin_attempt(self);
    }

    void find_connection(pointer const& self)
    {
        phase_ = call_phase::waiting;
        use(self, core_->connections->acquire(as_pool_client(self)));
    }

    // Sends on a connection, unless something has come on it that nobody asked for.
    void use(pointer const& self, lease connection)
    {
        while (connection)
        {
            auto const spoilt = connection->look();
            if (!spoilt)
            {
                connection_ = std::move(connection);
                return send(self);
            }
            core_->connections->discard(std::move(connection), *spoilt);
            connection = core_->connections->acquire(as_pool_client(self), pool::place::front);
        }
        queued_ = true;
        if (limits_)
            limit_phase(limits_->pool_wait);
    }

    void on_granted(std::shared_ptr<pool_client>, connect_problem problem, lease connection) final
    {
        // Nobody looks at these before that step.
        problem_ = std::move(problem);
        granted_ = std::move(connection);
        later(shared_from_this(), step<&call_body::on_connection>);
    }

    void on_connection(pointer const& self, event const&)
    {
        auto connection = std::move(granted_);
        queued_ = false;
        if (limits_)
            limit_phase(std::nullopt);
        if (stopping_)
        {
            if (connection)
                core_->connections->release(std::move(connection));
            return give_up(stopping_);
        }
        if (problem_.code)
        {
            if (record_)
                record_->on_making(problem_.times);
            end_.code = problem_.code;
            end_.unknown_host = problem_.code == boost::asio::error::host_not_found;
            end_.connects_failed = problem_.failures;
            end_.next_connect = problem_.pause;
            phase_ = problem_.phase;
            failure_.detail = std::move(problem_.detail);
            return end_attempt(self);
        }
        use(self, std::move(connection));
    }

    void end_attempt(pointer const& self) final
    {
        failure_.code = end_.code;
        end_.can_renew_credentials = can_renew_signer();
        if (line_ && end_.code == server_errc::throttled)
            line_->on_throttled(steady::now());
        auto const left = deadline_ - steady::now();
        switch (fsm_.on_attempt(end_, left, end_.code ? chance() : 0)) // chance is for waits only
        {
        case call_fsm::step::succeed:
            if (failure_.code) // an earlier attempt had done it: this one's answer tells at least a request id
                if (auto const* const id = code_.layout().find("RequestId");
                    id != nullptr && id->kind == value_kind::text)
                    static_cast<std::string*>(id->locate(shell_->response))->assign(failure_.request_id);
            if (record_)
                record_->end_attempt(failure_, phase_, {});
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
        if (fsm_.renews_credentials())
            renew_signer();
        if (record_)
            record_->end_attempt(failure_, phase_, fsm_.wait());
        if (fsm_.wait() == std::chrono::nanoseconds::zero())
            return begin_attempt(self);
        phase_ = call_phase::backing_off;
        park(self, parked::backing_off, steady::now() + fsm_.wait());
    }

    // The end.

    void on_stop_requested(pointer const&, event const& what)
    {
        using boost::asio::cancellation_type;
        auto const type = static_cast<cancellation_type>(what.note);
        // Total cancellation promises that nothing has happened: for a write that is on its way this can't be said.
        bool const on_its_way =
            code_.traits.repeat != repeat_safety::safe && ((connection_ && end_.sent) || fsm_.maybe_executed());
        if (on_its_way &&
            (type & (cancellation_type::terminal | cancellation_type::partial)) == cancellation_type::none)
            return;
        stop(boost::asio::error::operation_aborted);
    }

    void on_cancelled() final { request_stop(boost::asio::cancellation_type::terminal); }
    std::shared_ptr<pool_client> shared_self() noexcept final
    {
        auto self = weak_from_this().lock();
        return self ? as_pool_client(std::move(self)) : nullptr;
    }
    [[nodiscard]] std::shared_ptr<pool_client> as_pool_client(pointer self) noexcept
    {
        return {std::move(self), static_cast<pool_client*>(this)};
    }

    // Brings whatever is under way to its end: its handler then sees `stopping_` and gives up.
    void stop(error_code why) final
    {
        if (stopping_)
            return;
        stopping_ = why;
        if (connection_)
            connection_->close();
        else if (queued_)
        {
            if (auto const wait = core_->connections->withdraw(*this))
            {
                waited_ = wait;
                give_up(why);
            }
        }
        else if (waits_for_signer())
        {
            leave_signer();
            give_up(why);
        }
        else if (parked_ != parked::no)
            wait_timer_->cancel();
    }

    void give_up(error_code why) final
    {
        if (connection_)
            core_->connections->discard(std::move(connection_), close_reason::abandoned, why);
        failure_ = {};
        failure_.code = end_.code = why;
        failure_.detail = std::move(refusal_);
        if (waited_ && why != boost::asio::error::operation_aborted)
        {
            failure_.connections = waited_;
            failure_.detail = waited_->what();
        }
        if (!end_.answered)
            static_cast<void>(fsm_.on_attempt(end_, {}, 0)); // it may have run: that must be told
        fail(why == boost::asio::error::operation_aborted ? stop_reason::cancelled : stop_reason::deadline);
    }

    void fail(stop_reason reason)
    {
        failure_.attempts = fsm_.attempts();
        failure_.phase = phase_;
        failure_.stopped_because = reason;
        failure_.maybe_executed = fsm_.maybe_executed();
        if (record_)
            record_->end_attempt(failure_, phase_, {});
        finish();
    }

    void finish()
    {
        finished_ = true;
        deadline_timer_.cancel();
        limit_phase(std::nullopt);
        leave_line();
        if (record_)
            record_->end_call(failure_, fsm_.attempts());
        core_->connections->leave(*this);
    }

    call_fsm fsm_;
    steady::time_point const deadline_;
    boost::asio::steady_timer deadline_timer_;
    std::optional<boost::asio::steady_timer> wait_timer_;
    parked parked_ = parked::no;
    std::shared_ptr<quota_line> line_; // where its turn comes from; null: it needs none
    steady::time_point latest_turn_{};
    std::string refusal_; // why the quota lets the call not begin
    std::uint64_t parkings_ = 0;
    bool queued_ = false;
    connect_problem problem_;               // why the pool has no connection for it, or
    lease granted_;                         // the one that it has
    std::optional<connection_wait> waited_; // set if the call was stopped while it waited for a connection
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

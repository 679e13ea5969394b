// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A wait's I/O: obeys the machine. Between two looks one timer is armed, and nothing once nobody waits.

#include "one_reader.hpp"
#include "wait_fsm.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename Op>
class wait_state final : public one_reader<outcome<typename Op::response>>
{
    using base = one_reader<outcome<typename Op::response>>;
    using step = wait_fsm::step;

public:
    using response = typename Op::response;
    using result = outcome<response>;
    using progress_function = std::function<void(response const&, int, std::chrono::nanoseconds)>;

    wait_state(std::shared_ptr<client_core> core, Op op, std::function<bool(response const&)> condition,
               wait_options const& options)
        : base(std::move(core), options.call),
          op_(std::move(op)),
          condition_(std::move(condition)),
          options_(checked(options)),
          fsm_(options_)
    {
    }

    void on_progress(progress_function told)
    {
        std::scoped_lock const lock(this->mutex_);
        progress_ = std::make_shared<progress_function const>(std::move(told));
    }

private:
    using progress_pointer = std::shared_ptr<progress_function const>;

    std::optional<result> take() override { return std::nullopt; }

    // Called once for each reader: nothing else pumps.
    void ask() override
    {
        if (!this->somebody_waits() || this->closed())
            return;
        ++round_;
        fsm_ = wait_fsm(options_);
        deadline_ = std::chrono::steady_clock::now() + options_.deadline;
        if (fsm_.start() == step::look)
            look();
    }

    // Under the mutex. A round that has ended, because its reader was cancelled, has a number that is past.
    void look()
    {
        this->begin_call(op_,
                         [self = own(), round = round_](result answer) { self->on_looked(round, std::move(answer)); });
    }

    // The user's functions are called here, without the mutex.
    void on_looked(std::uint64_t round, result answer)
    {
        if (!is_current(round))
            return;
        bool holds = false;
        if (answer)
        {
            std::scoped_lock const one_at_a_time(condition_mutex_); // a cancelled round may still be in it
            holds = condition_(*answer);
        }
        typename base::reader served;
        progress_pointer told;
        int looks = 0;
        std::chrono::nanoseconds next_in{};
        {
            std::scoped_lock const lock(this->mutex_);
            if (round != round_ || !this->somebody_waits())
                return;
            auto const left = deadline_ - std::chrono::steady_clock::now();
            auto const chosen =
                answer ? fsm_.on_answer(holds, left) : fsm_.on_failure(answer.error().stopped_because, left);
            looks = fsm_.looks();
            next_in = fsm_.wait();
            told = progress_;
            if (chosen != step::wait)
                served = this->take_reader();
            if (chosen == step::give_up)
                answer = result(out_of_time(looks));
        }
        if (served)
            return served->complete(std::move(answer));
        if (answer && told && *told)
            (*told)(*answer, looks, next_in);
        std::scoped_lock const lock(this->mutex_);
        if (round == round_ && this->somebody_waits() && !this->closed())
            arm(round);
    }

    void arm(std::uint64_t round)
    {
        timer_.emplace(this->executor(), fsm_.wait());
        timer_->async_wait(
            [weak = std::weak_ptr<wait_state>(own()), round](boost::system::error_code cancelled)
            {
                auto const self = weak.lock();
                if (!self || cancelled)
                    return;
                std::scoped_lock const lock(self->mutex_);
                if (round == self->round_ && self->somebody_waits() && !self->closed() &&
                    self->fsm_.on_waited() == step::look)
                    self->look();
            });
    }

    void let_go() noexcept override { timer_.reset(); }
    void on_reader_gone() override
    {
        ++round_;
        timer_.reset();
        this->stop_calls();
    }

    [[nodiscard]] bool is_current(std::uint64_t round) const
    {
        std::scoped_lock const lock(this->mutex_);
        return round == round_ && this->somebody_waits();
    }

    [[nodiscard]] std::shared_ptr<wait_state> own()
    {
        return std::static_pointer_cast<wait_state>(this->shared_from_this());
    }

    static failure out_of_time(int looks)
    {
        failure why(errc::deadline_exceeded);
        why.stopped_because = stop_reason::deadline;
        why.attempts = looks;
        why.detail = "what was waited for did not come; looked " + std::to_string(looks) + " times";
        return why;
    }

    Op const op_;
    std::mutex condition_mutex_;
    std::function<bool(response const&)> const condition_;
    wait_options const options_;
    progress_pointer progress_;
    wait_fsm fsm_;
    std::chrono::steady_clock::time_point deadline_{};
    std::optional<boost::asio::steady_timer> timer_;
    std::uint64_t round_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What all objects have in common that hand out one result after the other and keep calls in flight meanwhile: a mutex,
// the one who waits, the calls, and an end that lets go of everything.

#include "../pool/context_guest.hpp"
#include "call.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Base of the state that a stream of the user's and its calls share. `Result` is an outcome.
template <typename Result>
class one_reader : public std::enable_shared_from_this<one_reader<Result>>, private context_guest
{
public:
    one_reader(std::shared_ptr<client_core> core, call_options const& of_each)
        : context_guest(executor_of(*core)), core_(std::move(core)), of_each_(of_each)
    {
    }
    virtual ~one_reader() = default;

    [[nodiscard]] boost::asio::any_io_executor const& executor() const noexcept { return executor_of(*core_); }

    /// Waits for the next result; what is at hand comes by the handler's immediate executor. One handler at a time: a
    /// second one fails with `errc::busy`.
    template <typename Handler>
    void next(Handler handler)
    {
        work_of<Handler> work(boost::asio::get_associated_executor(handler, executor()));
        std::optional<Result> answer;
        {
            std::scoped_lock const lock(mutex_);
            if (closed_)
                answer.emplace(failure(boost::asio::error::operation_aborted));
            else if (reader_)
                answer.emplace(failure(errc::busy));
            else
            {
                if (!(answer = take()))
                    wait(std::move(handler), std::move(work));
                ask();
            }
        }
        if (answer)
            complete_immediately(executor(), std::move(handler), std::move(work), std::move(*answer));
    }

    /// The user's object is gone: ends the calls in flight and whoever waits.
    void close()
    {
        std::uint64_t waiting = 0;
        {
            std::scoped_lock const lock(mutex_);
            if (std::exchange(closed_, true))
                return;
            let_go();
            stop_calls();
            waiting = reader_number_;
        }
        end_later(waiting, boost::asio::error::operation_aborted);
    }

protected:
    // Who waits for the next result: the handler without its type.
    struct reader_base
    {
        virtual ~reader_base() = default;
        virtual void complete(Result) = 0;
    };
    using reader = std::unique_ptr<reader_base>;

    /// Under the mutex: what there is for a reader now, if there is anything.
    virtual std::optional<Result> take() = 0;
    /// Under the mutex: begins the calls that are wanted.
    virtual void ask() = 0;
    /// Under the mutex, at the end: drops timers.
    virtual void let_go() noexcept {}
    /// Under the mutex: the reader was cancelled and is about to be told.
    virtual void on_reader_gone() {}

    /// A call has ended: hands out what there is and asks for what is wanted. Takes the mutex itself.
    void pump()
    {
        reader served;
        std::optional<Result> answer;
        {
            std::scoped_lock const lock(mutex_);
            if (reader_ && !closed_ && (answer = take())) // a closed one ends with operation_aborted
                served = take_reader();
            ask();
        }
        if (served)
            served->complete(std::move(*answer));
    }

    // All of this under the mutex.
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] bool somebody_waits() const noexcept { return reader_ != nullptr; }
    [[nodiscard]] reader take_reader() noexcept { return std::move(reader_); }

    /// Begins a call; `arrived` must own this object.
    template <typename Op, typename Arrived>
    void begin_call(Op op, Arrived arrived)
    {
        std::erase_if(in_flight_, [](auto const& one) { return one.expired(); });
        in_flight_.push_back(launch_call(core_, std::move(op), of_each_, std::move(arrived)));
    }

    /// Cancels the calls in flight; they end later, not inside.
    void stop_calls()
    {
        for (auto const& one : in_flight_)
            stop_call(one, boost::asio::cancellation_type::terminal);
        in_flight_.clear();
    }

    mutable std::mutex mutex_;

private:
    template <typename Handler>
    struct reader_of final : reader_base
    {
        reader_of(Handler waiting, work_of<Handler> of_handler)
            : handler(std::move(waiting)), work(std::move(of_handler))
        {
        }
        void complete(Result value) override
        {
            detail::complete(std::move(handler), std::move(work), std::move(value));
        }
        Handler handler;
        work_of<Handler> work;
    };

    template <typename Handler>
    void wait(Handler handler, work_of<Handler> work)
    {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        reader_ = std::make_unique<reader_of<Handler>>(std::move(handler), std::move(work));
        ++reader_number_;
        if (slot.is_connected())
            slot.assign(
                [weak = this->weak_from_this(), number = reader_number_](boost::asio::cancellation_type)
                {
                    if (auto const self = weak.lock())
                        self->end_later(number, boost::asio::error::operation_aborted);
                });
    }

    void on_context_end() noexcept override
    {
        auto const self = this->shared_from_this();
        reader dropped;
        std::scoped_lock const lock(mutex_);
        closed_ = true;
        let_go();
        dropped = std::move(reader_);
    }

    // Ends the reader of this number, if it still waits, and not from inside whoever asks for it: by then the next may
    // be waiting.
    void end_later(std::uint64_t number, boost::system::error_code why)
    {
        boost::asio::post(executor(),
                          [self = this->shared_from_this(), number, why]() mutable
                          {
                              reader ended;
                              {
                                  std::scoped_lock const lock(self->mutex_);
                                  if (self->reader_number_ == number)
                                      ended = std::move(self->reader_);
                                  if (ended)
                                      self->on_reader_gone();
                              }
                              self.reset();
                              if (ended)
                                  ended->complete(Result(failure(why)));
                          });
    }

    std::shared_ptr<client_core> const core_;
    call_options const of_each_;
    reader reader_;                   // the one that waits, if any
    std::uint64_t reader_number_ = 0; // its number, or that of the last
    std::vector<std::weak_ptr<call_body>> in_flight_;
    bool closed_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A page stream's I/O: obeys the walk. Shared by the stream and the calls that it has in flight; plain data under a
// mutex.

#include "../call/call.hpp"
#include "page_walk.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <paged_operation Op>
class page_state final : public std::enable_shared_from_this<page_state<Op>>, private context_guest
{
public:
    using page = typename Op::response;
    using result = outcome<std::optional<page>>;
    using pointer = std::shared_ptr<page_state>;

    page_state(std::shared_ptr<client_core> core, Op op, page_options const& options)
        : context_guest(core->connections->executor()), core_(std::move(core)), walk_(std::move(op), options)
    {
    }

    [[nodiscard]] boost::asio::any_io_executor const& executor() const noexcept
    {
        return core_->connections->executor();
    }

    template <typename Handler>
    void next(Handler handler)
    {
        auto work = boost::asio::make_work_guard(handler, executor());
        std::optional<result> answer;
        {
            std::scoped_lock const lock(mutex_);
            if (closed_)
                answer.emplace(failure(boost::asio::error::operation_aborted));
            else if (reader_)
                answer.emplace(failure(errc::busy));
            else
            {
                if (!(answer = walk_.take()))
                    wait(std::move(handler), std::move(work));
                ask();
            }
        }
        if (answer)
            complete_immediately(executor(), std::move(handler), std::move(work), std::move(*answer));
    }

    void close()
    {
        std::vector<std::weak_ptr<call_actor>> calls;
        std::uint64_t waiting = 0;
        {
            std::scoped_lock const lock(mutex_);
            if (std::exchange(closed_, true))
                return;
            calls = std::move(in_flight_);
            waiting = reader_number_;
        }
        for (auto const& one : calls)
            if (auto const call = one.lock())
                call->request_stop(boost::asio::cancellation_type::terminal);
        end_later(waiting, boost::asio::error::operation_aborted);
    }

    [[nodiscard]] std::int64_t total() const
    {
        std::scoped_lock const lock(mutex_);
        return walk_.total();
    }
    [[nodiscard]] std::size_t received() const
    {
        std::scoped_lock const lock(mutex_);
        return walk_.received();
    }

private:
    // Who waits for the next page: the handler without its type.
    struct reader_base
    {
        virtual ~reader_base() = default;
        virtual void complete(result) = 0;
    };
    template <typename Handler>
    struct reader_of final : reader_base
    {
        reader_of(Handler waiting, work_of<Handler> of_handler)
            : handler(std::move(waiting)), work(std::move(of_handler))
        {
        }
        void complete(result value) override
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
        std::unique_ptr<reader_base> dropped;
        std::scoped_lock const lock(mutex_);
        closed_ = true;
        dropped = std::move(reader_);
    }

    // Ends the reader of this number, if it still waits, and not from inside whoever asks for it: by then the next may
    // be waiting.
    void end_later(std::uint64_t number, error_code why)
    {
        boost::asio::post(executor(),
                          [self = this->shared_from_this(), number, why]() mutable
                          {
                              std::unique_ptr<reader_base> reader;
                              {
                                  std::scoped_lock const lock(self->mutex_);
                                  if (self->reader_number_ == number)
                                      reader = std::move(self->reader_);
                              }
                              self.reset();
                              if (reader)
                                  reader->complete(result(failure(why)));
                          });
    }

    void pump()
    {
        std::unique_ptr<reader_base> served;
        std::optional<result> answer;
        {
            std::scoped_lock const lock(mutex_);
            if (reader_ && (answer = walk_.take()))
                served = std::move(reader_);
            ask();
        }
        if (served)
            served->complete(std::move(*answer));
    }

    void ask()
    {
        std::erase_if(in_flight_, [](auto const& one) { return one.expired(); });
        while (!closed_)
        {
            auto wanted = walk_.wants(reader_ != nullptr);
            if (!wanted)
                return;
            auto arrived = [self = this->shared_from_this(), number = wanted->number](outcome<page> fetched)
            {
                {
                    std::scoped_lock const lock(self->mutex_);
                    self->walk_.arrived(number, std::move(fetched));
                }
                self->pump();
            };
            auto const fetch = std::make_shared<call<Op, decltype(arrived)>>(core_, std::move(wanted->op),
                                                                             call_options{}, std::move(arrived));
            in_flight_.push_back(fetch);
            fetch->launch();
        }
    }

    std::shared_ptr<client_core> const core_;
    mutable std::mutex mutex_;
    page_walk<Op> walk_;
    std::unique_ptr<reader_base> reader_; // the one that waits, if any
    std::uint64_t reader_number_ = 0;     // its number, or that of the last
    std::vector<std::weak_ptr<call_actor>> in_flight_;
    bool closed_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

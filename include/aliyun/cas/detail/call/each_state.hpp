// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Calls over a range with a bound on how many are in flight: keeps them going and hands out what has come.

#include "../../each_options.hpp"
#include "one_reader.hpp"

#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Where the operations come from, one after the other.
template <typename Op>
struct each_source
{
    virtual ~each_source() = default;
    virtual std::optional<Op> next() = 0;
};

template <typename Op, typename Range, typename ToOperation>
class range_source final : public each_source<Op>
{
public:
    range_source(Range inputs, ToOperation to_operation)
        : inputs_(std::move(inputs)), to_operation_(std::move(to_operation)), at_(std::begin(inputs_))
    {
    }
    std::optional<Op> next() override
    {
        if (at_ == std::end(inputs_))
            return std::nullopt;
        std::optional<Op> made(to_operation_(*at_));
        ++at_;
        return made;
    }

private:
    Range inputs_;
    ToOperation to_operation_;
    decltype(std::begin(std::declval<Range&>())) at_;
};

template <typename Op>
class each_state final : public one_reader<outcome<std::optional<each_result<typename Op::response>>>>
{
    using base = one_reader<outcome<std::optional<each_result<typename Op::response>>>>;

public:
    using entry = each_result<typename Op::response>;
    using result = outcome<std::optional<entry>>;

    each_state(std::shared_ptr<client_core> core, std::unique_ptr<each_source<Op>> source, each_options const& options)
        : base(std::move(core), options.call), options_(options), source_(std::move(source))
    {
        if (options_.in_flight == 0)
            throw std::invalid_argument("aliyun::cas::each_options::in_flight: must be at least 1");
    }

    void stop()
    {
        std::unique_ptr<each_source<Op>> dropped;
        {
            std::scoped_lock const lock(this->mutex_);
            dropped = std::move(source_);
        }
        this->pump();
    }
    [[nodiscard]] std::size_t begun() const
    {
        std::scoped_lock const lock(this->mutex_);
        return begun_;
    }

private:
    std::optional<result> take() override
    {
        ask();
        std::optional<entry> next;
        if (!here_.empty())
        {
            next.emplace(std::move(here_.front()));
            here_.pop_front();
        }
        else if (in_flight_ > 0)
            return std::nullopt;
        return result(std::move(next));
    }

    // Who does not read what has come finds no more begun: memory is bounded.
    void ask() override
    {
        while (source_ && !this->closed() && in_flight_ < options_.in_flight && here_.size() < options_.in_flight)
        {
            auto op = source_->next();
            if (!op)
                return source_.reset();
            ++in_flight_;
            this->begin_call(std::move(*op),
                             [self = std::static_pointer_cast<each_state>(this->shared_from_this()),
                              index = begun_++](outcome<typename Op::response> arrived)
                             {
                                 {
                                     std::scoped_lock const lock(self->mutex_);
                                     --self->in_flight_;
                                     if (!arrived && self->options_.after_failure == each_options::failures::stop)
                                         self->source_.reset();
                                     self->here_.push_back(entry(index, std::move(arrived)));
                                 }
                                 self->pump();
                             });
        }
    }

    each_options const options_;
    std::unique_ptr<each_source<Op>> source_; // null once nothing more is to be begun
    std::deque<entry> here_;
    std::size_t in_flight_ = 0;
    std::size_t begun_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

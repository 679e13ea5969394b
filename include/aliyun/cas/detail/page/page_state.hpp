// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A page stream's I/O: obeys the walk.

#include "../call/one_reader.hpp"
#include "page_walk.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <paged_operation Op>
class page_state final : public one_reader<outcome<std::optional<typename Op::response>>>
{
public:
    using page = typename Op::response;
    using result = outcome<std::optional<page>>;

    page_state(std::shared_ptr<client_core> core, Op op, page_options const& options)
        : one_reader<result>(std::move(core), options.call), walk_(std::move(op), options)
    {
    }

    [[nodiscard]] std::int64_t total() const
    {
        std::scoped_lock const lock(this->mutex_);
        return walk_.total();
    }
    [[nodiscard]] std::size_t received() const
    {
        std::scoped_lock const lock(this->mutex_);
        return walk_.received();
    }

private:
    std::optional<result> take() override { return walk_.take(); }

    void ask() override
    {
        while (!this->closed())
        {
            auto wanted = walk_.wants(this->somebody_waits());
            if (!wanted)
                return;
            this->begin_call(std::move(wanted->op),
                             [self = std::static_pointer_cast<page_state>(this->shared_from_this()),
                              number = wanted->number](outcome<page> fetched)
                             {
                                 {
                                     std::scoped_lock const lock(self->mutex_);
                                     self->walk_.arrived(number, std::move(fetched));
                                 }
                                 self->pump();
                             });
        }
    }

    page_walk<Op> walk_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

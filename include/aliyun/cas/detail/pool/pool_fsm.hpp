// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The pool's decisions without I/O: how many connections there may be, when one more is to be made.

#include "../../version.hpp"

#include <cstddef>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Counts the connections of a pool. `open` is all there are: idle, in use and being made.
class pool_fsm
{
public:
    explicit pool_fsm(std::size_t capacity) noexcept : capacity_(capacity) {}

    /// Whether one more connection is to be made for `waiters` calls. If so it is counted as begun.
    [[nodiscard]] bool begin_connecting(std::size_t waiters) noexcept
    {
        // Each connection that is being made will serve one waiter; the others may be served by returns before that.
        if (closed_ || waiters <= connecting_ || open_ >= capacity_)
            return false;
        ++open_;
        ++connecting_;
        return true;
    }
    void connected() noexcept { --connecting_; }
    void connecting_failed() noexcept
    {
        --connecting_;
        --open_;
    }
    void dropped() noexcept { --open_; }
    void close() noexcept { closed_ = true; }

    [[nodiscard]] bool is_closed() const noexcept { return closed_; }
    [[nodiscard]] std::size_t open() const noexcept { return open_; }
    [[nodiscard]] std::size_t connecting() const noexcept { return connecting_; }

private:
    std::size_t capacity_;
    std::size_t open_ = 0;
    std::size_t connecting_ = 0;
    bool closed_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

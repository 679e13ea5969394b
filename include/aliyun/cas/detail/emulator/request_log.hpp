// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The emulator's memory of what it answered, bounded and thread-safe.

#include "aliyun/cas/emulator_request.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class request_log
{
public:
    explicit request_log(std::size_t limit) : limit_(limit) {}

    /// Numbers a request and remembers it; the oldest one is forgotten beyond the limit.
    emulator_request record(emulator_request request)
    {
        std::scoped_lock const lock{mutex_};
        request.number = ++recorded_;
        if (limit_ != 0)
        {
            if (requests_.size() == limit_)
                requests_.pop_front();
            requests_.push_back(request);
        }
        return request;
    }

    std::vector<emulator_request> requests() const
    {
        std::scoped_lock const lock{mutex_};
        return {requests_.begin(), requests_.end()};
    }

    std::uint64_t recorded() const
    {
        std::scoped_lock const lock{mutex_};
        return recorded_;
    }

private:
    mutable std::mutex mutex_;
    std::deque<emulator_request> requests_;
    std::uint64_t recorded_ = 0;
    std::size_t limit_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

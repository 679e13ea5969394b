// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The nonces that were spent, for as long as the same request could come again.

#include "aliyun/cas/detail/emulator/service_time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class nonce_book
{
public:
    explicit nonce_book(std::chrono::seconds window) : window_(window) {}

    /// Spends a nonce of a key; false if it was spent before and is still remembered.
    bool spend(std::string_view key_id, std::string_view nonce, time_point timestamp, time_point now)
    {
        for (; !by_end_.empty() && by_end_.top().first < now; by_end_.pop())
            spent_.erase(by_end_.top().second);
        auto const [at, fresh] = spent_.insert(std::string(key_id) + '\n' + std::string(nonce));
        // A timestamp from a clock that runs ahead stays acceptable for longer than one window from now.
        if (fresh)
            by_end_.emplace((std::max)(timestamp, now) + window_, *at);
        return fresh;
    }

    std::size_t size() const noexcept { return spent_.size(); }

private:
    using entry = std::pair<time_point, std::string>;

    std::chrono::seconds window_;
    std::unordered_set<std::string> spent_;
    std::priority_queue<entry, std::vector<entry>, std::greater<>> by_end_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

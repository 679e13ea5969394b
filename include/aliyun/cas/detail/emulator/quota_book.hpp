// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// How often each key has called each operation within the current second.

#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class quota_book
{
public:
    explicit quota_book(emulator_quotas quotas) : quotas_(std::move(quotas)) {}

    /// Counts a call, or refuses it. What is refused does not count: a caller that waits for the next second gets in.
    void spend(std::string_view key_id, std::string_view action, time_point now, unsigned status)
    {
        auto const allowed = quotas_.find(action);
        if (allowed == quotas_.end())
            return;
        auto& used = used_[std::string(key_id) + '\n' + std::string(action)];
        if (used.second != now)
            used = {now, 0};
        if (used.calls >= allowed->second)
            throw refusal{status, "Throttling.User", "Request was denied due to user flow control."};
        ++used.calls;
    }

private:
    struct window
    {
        time_point second{};
        unsigned calls = 0;
    };

    emulator_quotas quotas_;
    std::map<std::string, window> used_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

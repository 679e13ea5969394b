// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The quota lines of the process: clients of one endpoint and one key have theirs in common.

#include "quota_line.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What the service counts together. Those who choose different rates count apart: a client that is to use a tenth of
/// a quota does not slow one that uses the rest.
struct quota_key
{
    std::string endpoint;
    std::string access_key_id; ///< empty for what goes unsigned
    std::string action;
    double per_second = 0;
    double share = 1;

    [[nodiscard]] friend bool operator<(quota_key const& left, quota_key const& right) noexcept
    {
        auto const all = [](quota_key const& key)
        { return std::tie(key.endpoint, key.access_key_id, key.action, key.per_second, key.share); };
        return all(left) < all(right);
    }
};

class quota_registry
{
public:
    using time_point = quota_line::time_point;

    /// @param predecessor counts on under this key if nobody else has a line for it; may be null
    [[nodiscard]] std::shared_ptr<quota_line> line(quota_key const& key, std::shared_ptr<quota_line> predecessor,
                                                   time_point now)
    {
        std::scoped_lock const lock(mutex_);
        std::erase_if(lines_, [&](auto const& one) { return one.second.used + kept < now && unused(one.second.line); });
        auto& found = lines_[key];
        found.used = now;
        if (!found.line)
            found.line = predecessor ? std::move(predecessor) : std::make_shared<quota_line>(key.per_second, key.share);
        return found.line;
    }

    /// The process's. Never destroyed, since clients in static storage may outlive whatever is.
    static quota_registry& of_process()
    {
        static auto* const all = new quota_registry;
        return *all;
    }

private:
    // So that a program that makes a client for each call keeps to the quotas, too.
    static constexpr std::chrono::minutes kept{1};

    struct known_line
    {
        std::shared_ptr<quota_line> line;
        time_point used{};
    };

    static bool unused(std::shared_ptr<quota_line> const& line) noexcept { return line.use_count() == 1; }

    std::mutex mutex_;
    std::map<quota_key, known_line> lines_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

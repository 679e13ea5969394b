// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Keeps a client's calls to the quotas of their operations: knows in which line each has to stand.

#include "../../credentials.hpp"
#include "../../operation.hpp"
#include "../../quota_options.hpp"
#include "../pool/context_guest.hpp"
#include "quota_registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class pacer final : private context_guest
{
public:
    pacer(boost::asio::any_io_executor const& executor, std::string endpoint, quota_options chosen)
        : context_guest(executor), endpoint_(std::move(endpoint)), options_(std::move(chosen))
    {
    }

    /// Where a call of the operation has to stand; null if there is no limit for it.
    /// @param who null if it goes unsigned
    [[nodiscard]] std::shared_ptr<quota_line> line_of(operation_traits const& what, credentials const* who)
    {
        std::scoped_lock const lock(mutex_);
        if (who && who->access_key_id() != access_key_id_)
            change_key(*who);
        // A handful of operations: looking at all of them is the quickest way.
        for (auto const& known : lines_)
            if (known.action.data() == what.action.data() || known.action == what.action)
                return known.line;
        auto rate = what.calls_per_second;
        if (auto const chosen = options_.calls_per_second.find(what.action); chosen != options_.calls_per_second.end())
            rate = chosen->second;
        auto& fresh = lines_.emplace_back(known_line{what.action, rate, nullptr});
        if (rate > 0)
            fresh.line = shared_line(fresh, nullptr);
        return fresh.line;
    }

private:
    struct known_line
    {
        std::string_view action;
        double rate;
        std::shared_ptr<quota_line> line; // null: there is no limit
    };

    // Renewed credentials have a new id and the old quota. Others have one of their own.
    void change_key(credentials const& who)
    {
        bool const renewed = who.is_temporary() && !access_key_id_.empty();
        access_key_id_ = who.access_key_id();
        std::erase_if(former_, [](auto const& line) { return line->is_empty(); });
        for (auto& known : lines_)
            if (auto const before = known.line)
            {
                known.line = shared_line(known, renewed ? before : nullptr);
                if (known.line != before)
                    former_.push_back(before);
            }
    }

    [[nodiscard]] std::shared_ptr<quota_line> shared_line(known_line const& known,
                                                          std::shared_ptr<quota_line> predecessor) const
    {
        return quota_registry::of_process().line(
            {endpoint_, access_key_id_, std::string(known.action), known.rate, options_.share}, std::move(predecessor),
            std::chrono::steady_clock::now());
    }

    // Other clients must not post to a context that is gone.
    void on_context_end() noexcept override
    {
        std::scoped_lock const lock(mutex_);
        auto const now = std::chrono::steady_clock::now();
        for (auto const& known : lines_)
            if (known.line)
                known.line->forget(this, now);
        for (auto const& line : former_)
            line->forget(this, now);
    }

    std::string const endpoint_;
    quota_options const options_;
    std::mutex mutex_;
    std::string access_key_id_;
    std::vector<known_line> lines_;
    std::vector<std::shared_ptr<quota_line>> former_; // calls may still stand in them
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Decides which fault happens, if any. Thread-safe.

#include "aliyun/cas/emulator_faults.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class fault_chooser
{
public:
    fault_chooser(std::vector<emulator_fault_rule> const& rules, std::uint32_t seed)
        : rules_(rules), uses_(rules.size()), chance_(seed)
    {
        for (auto const& rule : rules_)
            if (rule.first == 0 || rule.every == 0)
                throw std::invalid_argument("the emulator's fault rules count from 1");
    }

    /// The rule that holds for a new connection or for a request that is about to come; null if there is none.
    emulator_fault_rule const* before_reading(emulator_fault_moment moment)
    {
        return choose({}, [moment](emulator_fault fault) { return moment_of(fault) == moment; });
    }

    /// The rule that holds for a request of this action; null if there is none.
    emulator_fault_rule const* after_reading(std::string_view action)
    {
        return choose(action,
                      [](emulator_fault fault)
                      {
                          auto const moment = moment_of(fault);
                          return moment == emulator_fault_moment::instead || moment == emulator_fault_moment::answer;
                      });
    }

private:
    struct use
    {
        std::uint64_t seen = 0;
        std::uint64_t struck = 0;
    };

    template <typename Fits>
    emulator_fault_rule const* choose(std::string_view action, Fits fits)
    {
        if (rules_.empty())
            return nullptr;
        std::scoped_lock const lock{mutex_};
        for (std::size_t at = 0; at < rules_.size(); ++at)
        {
            auto const& rule = rules_[at];
            if (!fits(rule.fault) || (!action.empty() && !rule.action.empty() && rule.action != action))
                continue;
            auto& so_far = uses_[at];
            auto const number = ++so_far.seen;
            if (number < rule.first || (number - rule.first) % rule.every != 0 || so_far.struck >= rule.times)
                continue;
            if (rule.probability < 1 && std::uniform_real_distribution<>{}(chance_) >= rule.probability)
                continue;
            ++so_far.struck;
            return &rule;
        }
        return nullptr;
    }

    std::vector<emulator_fault_rule> const& rules_;
    std::mutex mutex_;
    std::vector<use> uses_;
    std::mt19937 chance_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

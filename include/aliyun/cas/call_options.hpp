// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a user may choose for one call, or for each of those that a stream, a wait or a range makes.

#include "phase_limits.hpp"

#include <chrono>
#include <optional>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What one call does differently from its client's options.
struct call_options
{
    constexpr call_options() {}
    explicit call_options(std::chrono::milliseconds call_deadline) : deadline(call_deadline) {}

    /// From the beginning of the call to its end, with all it waits for and all attempts.
    std::optional<std::chrono::milliseconds> deadline{};
    /// Those that are set hold in place of the client's.
    phase_limits limits{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

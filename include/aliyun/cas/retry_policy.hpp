// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How often and after how long a call is tried again. Whether it may be is not a matter of policy: see
// detail/call/retry_rules.hpp.

#include "version.hpp"

#include <chrono>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Attempts and the waits between them: the n-th wait is a random time of at most `first_backoff` times two to the n-1,
/// and never more than `longest_backoff` (exponential backoff with full jitter).
struct retry_policy
{
    retry_policy() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// The first one included. Not counted: a connection that the server had closed while it was idle, and the one attempt
    /// after the clock was corrected.
    int max_attempts = 4;
    std::chrono::milliseconds first_backoff{200};
    std::chrono::milliseconds longest_backoff{5000};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

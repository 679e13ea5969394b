// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How often and after how long a call is tried again, and how many retries a client allows itself. Whether a call may
// be tried again is not a matter of policy: see detail/call/retry_rules.hpp.

#include "version.hpp"

#include <chrono>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Attempts and the waits between them: the n-th wait is a random time of at most `first_backoff` times two to the n-1,
/// and never more than `longest_backoff` (exponential backoff with full jitter).
///
/// Connections are made by the client for all its calls, with the same waits between attempts that failed in a row, but
/// of a second at most; while that goes on, one is tried at a time. Calls that wait for a connection share these
/// attempts: each that fails is one of theirs, and after `max_attempts` in a row one more is the last for a call that
/// has come meanwhile.
struct retry_policy
{
    retry_policy() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// The first one included. Not counted: a connection that the server had closed while it was idle, and the one
    /// attempt each after the clock was corrected and after the credentials were renewed.
    int max_attempts = 4;
    std::chrono::milliseconds first_backoff{200};    ///< the longest wait before the second attempt
    std::chrono::milliseconds longest_backoff{5000}; ///< waits double from attempt to attempt up to this

    /// How many retries the client's calls have in store together, so that an outage is not multiplied by them. Each
    /// retry after a wait costs one, also of a throttled call; those that `max_attempts` does not count cost nothing.
    /// When none is left, calls fail at their first failure with `stop_reason::budget`. 0: no retries but the free
    /// ones.
    int budget = 200;
    /// How much of a retry each call that succeeds at its first attempt puts back, until the store is full again: with
    /// 0.5 a client whose calls fail by a third can go on for ever.
    double budget_refill = 0.5;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

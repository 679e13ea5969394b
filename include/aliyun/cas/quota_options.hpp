// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How far a client keeps to the service's quotas by itself.

#include "version.hpp"

#include <functional>
#include <map>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The service takes so many calls a second of each operation, and refuses more (`Throttling.User`). A client holds
/// calls back for as long as it needs to keep to that, each operation by itself and in the order in which they came:
/// after a pause a second's worth goes out at once, later ones evenly spread. An answer of `Throttling` lowers the
/// operation's rate to three quarters; a twentieth of the full rate comes back each second.
///
/// The count is kept for the endpoint and the AccessKey id: clients of one process that have both in common share it,
/// and stand in one line; so do credentials and those that they are renewed by. Clients that choose different rates or
/// shares count apart, as do processes: give each its share.
///
/// The time a call is held back counts towards its deadline. If its turn would come too late for that, or for
/// `phase_limits::quota_wait`, it fails at once with `errc::quota_exhausted`.
struct quota_options
{
    quota_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// No call is held back: for tests, or if something else keeps to the quotas.
    [[nodiscard]] static quota_options unlimited()
    {
        quota_options options;
        options.keep = false;
        return options;
    }

    /// Whether calls are held back at all.
    bool keep = true;
    /// How much of each quota is used, from 0 to 1: less where others call with the same account. A little is left by
    /// default, since what the network delays arrives together with what comes after it.
    double share = 0.97;
    /// By the operation's action: calls a second in place of `operation_traits::calls_per_second`. 0: as many as one
    /// likes.
    std::map<std::string, double, std::less<>> calls_per_second{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

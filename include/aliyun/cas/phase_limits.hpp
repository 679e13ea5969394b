// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How long the single phases of a call may take.

#include "version.hpp"

#include <chrono>
#include <optional>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Limits of the phases of each attempt, all of them cut to what is left of the call's deadline. Unset: the deadline
/// alone is the limit. A phase that takes longer ends its attempt with `errc::phase_too_long`, and `failure::phase`
/// says which; whether there is another attempt is decided as for any other failure of that phase. A call that waited
/// too long for its quota or for a connection is not tried again.
///
/// Connections belong to the client and not to a call: the limits of making one are taken from `client_options` alone.
/// A call that waits for a connection has its deadline and `pool_wait`, and ends in time whatever becomes of the
/// attempt to make one; that goes on for the calls that still wait, and ends with the last call that is in flight.
struct phase_limits
{
    constexpr phase_limits() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// Unset: none of its own.
    using limit = std::optional<std::chrono::milliseconds>;

    limit quota_wait{}; ///< until the operation's quota lets the attempt begin
    limit pool_wait{};  ///< until there is a connection, one that is being made for the call included
    limit resolve{};    ///< of a connection that is being made: looking the endpoint's name up
    limit connect{};    ///< the same: until TCP is connected, all addresses together, a proxy's answer included
    limit handshake{};  ///< the same: TLS
    limit write{};      ///< until the system has taken the whole request
    limit first_byte{}; ///< from there to the first byte of the answer
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

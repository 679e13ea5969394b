// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How a client finds the addresses of its endpoint, and for how long it believes them.

#include "version.hpp"

#include <chrono>
#include <functional>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

class host_lookup;

/// How the name of the endpoint, or of the proxy, becomes addresses. A literal address is never looked up.
///
/// A client looks the name up once, however many calls wait, and keeps the answer: the system does not say how long it
/// is good for. If no kept address can be connected to, the name is looked up again at once.
///
/// @par Waiting A name lookup of the system's cannot be cancelled. Calls do not wait for it longer than their deadlines
/// say, but the lookup goes on: until it has ended `io_context::run()` does not return, and the destructor of the
/// execution context waits for it. Asio has one thread for the lookups of an execution context: a second client's waits
/// behind the first one's. None of this holds for `lookup`.
struct resolver_options
{
    resolver_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// How long addresses are used without asking again.
    std::chrono::milliseconds keep = std::chrono::minutes(1);
    /// For how long after that they still serve if a lookup fails or takes longer than a second.
    std::chrono::milliseconds keep_if_failing = std::chrono::hours(1);

    /// Looks names up in place of the system's resolver. It is called on the client's executor, never from inside of a
    /// call, and for one name at a time; include host_lookup.hpp (which cas.hpp does). What it throws is a failed
    /// lookup. Kept as long as the client.
    std::function<void(host_lookup)> lookup{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

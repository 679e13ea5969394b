// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a client does, told as it happens: for logs, metrics and traces.

#include "failure.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Why a connection was closed.
enum class close_reason
{
    not_connected, ///< it never came to be: resolving, connecting, the proxy or the handshake failed
    unused,        ///< it was being made when nobody waited for it any more
    idle,          ///< it had been idle for longer than `client_options::idle_timeout`
    too_old,       ///< it had reached `client_options::max_connection_age`
    by_server,     ///< the server said so in a response, or had closed it while it was idle
    broken,        ///< it failed while a call used it, or bytes came that nobody had asked for
    abandoned,     ///< its call was cancelled or ran out of time
    shutdown       ///< the client was closed or drained
};
inline constexpr std::size_t close_reasons = 8;

[[nodiscard]] constexpr std::string_view spelling(close_reason reason) noexcept
{
    constexpr std::string_view names[close_reasons] = {"not connected", "unused", "idle",      "too old",
                                                       "by server",     "broken", "abandoned", "shutdown"};
    return names[static_cast<std::size_t>(reason)];
}

/// How long the parts of something took; empty: it did not come to that part. An attempt on a connection that had
/// served before has none of the making of it; on a new one they lie, at least in part, within `waiting`.
struct phase_times
{
    /// By the steady clock.
    using duration = std::chrono::nanoseconds;

    std::optional<duration> waiting{};    ///< for credentials, for the quota and for a connection
    std::optional<duration> resolving{};  ///< of the connection that was made, or could not be
    std::optional<duration> connecting{}; ///< the same, a proxy's answer included
    std::optional<duration> handshake{};  ///< the same: TLS
    std::optional<duration> writing{};    ///< until the system had taken the whole request
    std::optional<duration> first_byte{}; ///< from the end of writing to the first byte of the answer
    std::optional<duration> reading{};    ///< from there to its last byte
};

/// A connection was made, could not be made, or was closed.
struct connection_event
{
    /// Which of the three `code` tells: closed with `close_reason::not_connected` is one that could not be made.
    enum class kind
    {
        opened,
        closed
    };
    kind what = kind::opened;         ///< what has happened
    std::string_view endpoint{};      ///< host and port
    std::uint64_t connection = 0;     ///< a number of its own within the client
    bool resumed = false;             ///< with a TLS session of an earlier one
    close_reason reason{};            ///< only if it was closed
    boost::system::error_code code{}; ///< why it could not be made or failed
    std::string_view detail{};        ///< the same in words
    phase_times times{};              ///< resolving, connecting, handshake
    std::size_t responses = 0;        ///< how many it has carried
};

/// One request was sent and answered, or failed.
struct attempt_event
{
    std::uint64_t call = 0;           ///< a number of its own within the client: the same for all attempts of a call
    std::string_view action{};        ///< the operation's
    int attempt = 1;                  ///< from 1
    boost::system::error_code code{}; ///< empty: it succeeded
    std::string_view server_code{};   ///< the service's own code, if it refused
    std::string_view request_id{};    ///< as the service gave it
    int http_status = 0;              ///< 0: no answer
    call_phase phase{};               ///< where it ended
    phase_times times{};              ///< those of making the connection only if it was made for this attempt
    std::size_t bytes_sent = 0;       ///< plaintext of HTTP
    std::size_t bytes_received = 0;   ///< the same
    std::uint64_t connection = 0;     ///< 0: it came to none
    bool reused = false;              ///< the connection had served before
    std::optional<std::chrono::nanoseconds> next_in{}; ///< set: there will be another attempt, after this wait
};

/// A call has ended.
struct call_event
{
    std::uint64_t call = 0;              ///< as in its attempts
    std::string_view action{};           ///< the operation's
    int attempts = 0;                    ///< how many requests were tried
    std::chrono::nanoseconds duration{}; ///< from its beginning, all waiting included
    failure const* problem = nullptr;    ///< null: it succeeded
};

/// Sees what a client does. No event holds a secret, nor a parameter's value.
///
/// @par Threads The functions are called from the client's threads, possibly several at once, some of them while a lock
/// of the call is held: they must be quick and must not call the client.
/// @par Lifetime What an event points to lives as long as the call of the function.
class observer
{
public:
    observer() = default;
    observer(observer const&) = delete;
    observer& operator=(observer const&) = delete;
    virtual ~observer() = default;

    /// A connection was made, could not be made, or was closed.
    virtual void on_connection(connection_event const&) noexcept {}
    /// An attempt has ended.
    virtual void on_attempt(attempt_event const&) noexcept {}
    /// A call has ended, and is about to complete.
    virtual void on_call(call_event const&) noexcept {}
    /// Something a person should look at, such as a file with a secret that others may read.
    virtual void on_warning(std::string_view) noexcept {}
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

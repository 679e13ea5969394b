// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a call that failed has to tell, and its exception.

#include "errc.hpp"
#include "server_errc.hpp"

#include <boost/config.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What a call was doing.
enum class call_phase
{
    credentials, ///< waiting for their source
    quota,       ///< waiting for its turn under the operation's quota
    waiting,     ///< for a connection: all were in use, or one was being made
    resolving,   ///< the endpoint's name
    connecting,
    handshake,
    writing,    ///< the request
    reading,    ///< the response
    backing_off ///< between two attempts
};

[[nodiscard]] constexpr std::string_view spelling(call_phase phase) noexcept
{
    constexpr std::string_view names[] = {"waiting for credentials",
                                          "waiting for its turn under the quota",
                                          "waiting for a connection",
                                          "resolving",
                                          "connecting",
                                          "TLS handshake",
                                          "writing the request",
                                          "reading the response",
                                          "backing off"};
    return names[static_cast<std::size_t>(phase)];
}

/// Why a failed call was not tried once more.
enum class stop_reason
{
    refused,        ///< the answer is final: trying again would change nothing
    not_repeatable, ///< the operation may have run, and must not run twice
    exhausted,      ///< all attempts were used up
    deadline,       ///< no time was left
    budget,         ///< the client's budget for retries was used up: see `retry_policy`
    cancelled       ///< the caller, or the client's destruction, ended it
};

[[nodiscard]] constexpr std::string_view spelling(stop_reason reason) noexcept
{
    constexpr std::string_view names[] = {"the answer is final",
                                          "it may have been executed and must not be repeated",
                                          "all attempts are used up",
                                          "no time was left",
                                          "the budget for retries is used up",
                                          "it was cancelled"};
    return names[static_cast<std::size_t>(reason)];
}

/// How a client's connections stood when a call gave up waiting for one.
struct connection_wait
{
    connection_wait() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    std::size_t capacity = 0;                 ///< `client_options::max_connections`
    std::size_t in_use = 0;                   ///< by other calls
    std::size_t connecting = 0;               ///< being made
    std::size_t ahead = 0;                    ///< calls that had been waiting for longer
    boost::system::error_code last_problem{}; ///< of the last attempt to make a connection; empty if it succeeded

    /// One line for people and logs.
    [[nodiscard]] std::string what() const
    {
        auto text = std::to_string(in_use) + " of " + std::to_string(capacity) + " connections in use, " +
                    std::to_string(connecting) + " being made, " + std::to_string(ahead) + " calls ahead";
        if (last_problem)
            text += "; the last attempt to connect: " + last_problem.message();
        return text;
    }
};

/// Why an operation failed. Branch on `code`, never on a text: texts that the service sent are untrusted.
/// No member ever holds a key, a token or a private key.
struct failure
{
    failure() {} // user-declared: what may stand in a co_await expression must not be an aggregate
    explicit failure(boost::system::error_code why) : code(why) {}
    failure(failure const&) = default;
    /// Not inlined where outcomes are moved: once for each operation, and seldom run.
    BOOST_NOINLINE failure(failure&& other) noexcept = default;
    failure& operator=(failure const&) = default;
    failure& operator=(failure&&) = default;
    ~failure() = default;

    /// Always the last attempt's: `errc`, `server_errc`, or a code of the system, of TLS or of HTTP.
    boost::system::error_code code{};
    std::string server_code{}; ///< the service's own code, for example `Throttling.User`
    std::string message{};     ///< the service's own text
    std::string request_id{};  ///< what the service's support asks for
    std::string detail{};      ///< ours: the path of a wrong value, the reason why a certificate is not trusted
    int http_status = 0;       ///< 0: no answer
    int attempts = 0;          ///< how many requests were tried
    call_phase phase = call_phase::waiting; ///< in which the last attempt ended
    /// Set if the time for a connection was over before there was one; `detail` says the same in words.
    std::optional<connection_wait> connections{};
    stop_reason stopped_because = stop_reason::refused; ///< why there was no further attempt
    /// The write may have been carried out although the call failed. Always false for reads.
    bool maybe_executed = false;

    /// One line for people and logs.
    [[nodiscard]] std::string what() const
    {
        auto text = code.message();
        auto const add = [&text](std::string_view label, std::string_view value)
        {
            if (!value.empty())
                text.append("; ").append(label).append(value);
        };
        add("", detail);
        add("service code ", server_code);
        add("message: ", message);
        add("request id ", request_id);
        if (http_status != 0)
            add("HTTP status ", std::to_string(http_status));
        else
            add("while ", spelling(phase));
        if (attempts > 1)
            add("", std::to_string(attempts) + " attempts, " + std::string(spelling(stopped_because)));
        if (maybe_executed)
            add("", "it may have been executed");
        return text;
    }

    friend std::ostream& operator<<(std::ostream& out, failure const& value) { return out << value.what(); }
};

/// The exception that `outcome::value()` throws.
class call_error : public boost::system::system_error
{
public:
    explicit call_error(failure why) : system_error(why.code, why.what()), failure_(std::move(why)) {}

    /// All that is known of it.
    [[nodiscard]] failure const& why() const noexcept { return failure_; }

private:
    failure failure_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the emulator remembers: of each request enough to prove what a client did, and never a parameter's value; and
// every change of the account's certificates.

#include "emulator_faults.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// One request as it was answered.
struct emulator_request
{
    std::uint64_t number;     ///< From 1, in the order of the answers.
    std::uint64_t connection; ///< From 1, in the order of the connections.
    bool session_resumed;     ///< Whether the connection's TLS session continued an earlier one.
    std::string method;       ///< `GET` or `POST`.
    std::string action;       ///< Empty if the request could not be read that far.
    std::string nonce;        ///< `SignatureNonce`.
    unsigned status;  ///< Of the service's own answer, whatever a fault made of it; 0: the request was not looked at.
    std::string code; ///< The service's error code; empty for a result.
    std::string request_id; ///< As it was answered.
    emulator_fault fault{}; ///< What was made to go wrong with it.

    /// Whether the operation was carried out: the book to hold against what a client says about its writes.
    [[nodiscard]] bool executed() const noexcept { return status == 200 && code.empty(); }
};

/// A certificate came into the account or went out of it.
struct emulator_change
{
    /// What can happen to a certificate.
    enum class kind
    {
        added,
        deleted
    };

    std::chrono::sys_seconds when;       ///< By the emulator's clock. Changes are told in their order.
    kind what;                           ///< Which of both.
    std::int64_t id;                     ///< The certificate's.
    std::string name;                    ///< The same.
    std::string sans;                    ///< As a list shows them: joined by commas, in the certificate's order.
    std::string fingerprint;             ///< SHA-1, in upper-case digits.
    std::chrono::sys_seconds good_from;  ///< Begin of its validity.
    std::chrono::sys_seconds good_until; ///< End of its validity.
    std::string nonce;                   ///< Of the request that did it; empty if none did.
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

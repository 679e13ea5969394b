// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the emulator remembers of each request: enough to prove what a client did, and never a parameter's value.

#include "version.hpp"

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
    std::string method;
    std::string action; ///< Empty if the request could not be read that far.
    std::string nonce;
    unsigned status;
    std::string code; ///< The service's error code; empty for a result.
    std::string request_id;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

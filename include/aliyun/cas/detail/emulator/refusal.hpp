// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The one way in which a request fails: thrown wherever a check fails, written as an error body in a single place.

#include "aliyun/cas/emulator_operation.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

using refusal = emulator_refusal;

inline refusal missing_parameter(std::string_view name)
{
    return {400, "MissingParameter",
            "The input parameter \"" + std::string(name) +
                "\" that is mandatory for processing this request is not supplied."};
}

inline refusal invalid_parameter(std::string_view name, std::string_view reason)
{
    return {400, "InvalidParameter",
            "The specified parameter \"" + std::string(name) + "\" is not valid: " + std::string(reason)};
}

inline refusal not_found(std::string message)
{
    return {404, "NotFound", std::move(message)};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

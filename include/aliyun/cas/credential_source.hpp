// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where credentials come from.

#include "credentials.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Credentials from `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, if they are temporary,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`: the first source of the official clients' chain.
///
/// @throws std::invalid_argument that names the variable that is missing.
[[nodiscard]] inline credentials credentials_from_environment()
{
    auto const required = [](char const* name)
    {
        auto const* const value = std::getenv(name);
        if (value == nullptr || *value == '\0')
            throw std::invalid_argument(std::string("aliyun::cas: the environment variable ") + name + " is not set");
        return value;
    };
    auto const* const id = required("ALIBABA_CLOUD_ACCESS_KEY_ID");
    auto const* const secret = required("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    auto const* const token = std::getenv("ALIBABA_CLOUD_SECURITY_TOKEN");
    return credentials(id, secret, token == nullptr ? "" : token);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

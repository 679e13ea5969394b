// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The examples run against the real service, or against the emulator if these variables say so.

#include <aliyun/cas/client_options.hpp>

#include <cstdlib>

inline aliyun::cas::client_options options_from_environment()
{
    aliyun::cas::client_options options;
    if (auto const* const endpoint = std::getenv("ALIYUN_CAS_ENDPOINT"))
        options.endpoint = endpoint;
    if (auto const* const ca_file = std::getenv("ALIYUN_CAS_CA_FILE"))
        options.tls.ca_file = ca_file;
    return options;
}

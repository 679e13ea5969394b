// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the environment may decide.

#include "../../version.hpp"

#include <cstdlib>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A variable of the environment that decides whom to trust; null if it is not set, or if the program has more rights
/// than who has started it.
[[nodiscard]] inline char const* trusted_environment(char const* name) noexcept
{
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
    return ::secure_getenv(name);
#else
    return std::getenv(name);
#endif
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

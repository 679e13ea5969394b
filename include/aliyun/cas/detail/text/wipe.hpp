// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Overwriting memory that held a secret, in a way that the optimiser may not remove.

#include "../../version.hpp"

#include <cstddef>
#include <cstring>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

inline void wipe(void* memory, std::size_t size) noexcept
{
    if (size == 0)
        return;
#if defined(__GNUC__) || defined(__clang__)
    std::memset(memory, 0, size);
    __asm__ __volatile__("" : : "r"(memory) : "memory");
#else
    auto volatile* at = static_cast<unsigned char volatile*>(memory);
    while (size-- > 0)
        *at++ = 0;
#endif
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Overwriting memory that held a secret, in a way that the optimiser may not remove.

#include "../../version.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

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

/// All of a text's memory: what was taken off its end or beginning may still be there.
inline void wipe_text(std::string& text) noexcept
{
    text.resize(text.capacity());
    wipe(text.data(), text.size());
    text.clear();
}

/// Appends, and wipes the memory that the text grows out of.
inline void append_without_traces(std::string& text, std::string_view more)
{
    if (more.size() > text.capacity() - text.size())
    {
        std::string grown;
        grown.reserve((std::max)(text.size() + more.size(), 2 * text.capacity()));
        grown += text;
        wipe_text(text);
        text.swap(grown);
    }
    text += more;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How far a JSON string can be taken as it stands: to its closing quote, an escape, or a character that must not be in it.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace aliyun::cas::detail
{

struct plain_run
{
    char const* end; ///< the first quote, backslash or control character, or the end of the text
    bool is_ascii;
};

[[nodiscard, gnu::always_inline]] inline plain_run find_plain_run(char const* at, char const* end) noexcept
{
#if defined(__SSE2__) || defined(_M_X64)
    auto const quote = _mm_set1_epi8('"');
    auto const backslash = _mm_set1_epi8('\\');
    auto const last_control = _mm_set1_epi8(0x1F);
    unsigned beyond_ascii = 0;
    for (; end - at >= 16; at += 16)
    {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at));
        auto const is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        auto const ends =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), is_control);
        auto const where = static_cast<unsigned>(_mm_movemask_epi8(ends));
        auto const high = static_cast<unsigned>(_mm_movemask_epi8(bytes));
        if (where != 0)
        {
            auto const before = (where & (0 - where)) - 1; // the bits below the lowest
            return {at + std::countr_zero(where), (beyond_ascii | (high & before)) == 0};
        }
        beyond_ascii |= high;
    }
    bool is_ascii = beyond_ascii == 0;
#else
    bool is_ascii = true;
    if constexpr (std::endian::native == std::endian::little)
    {
        constexpr std::uint64_t ones = 0x0101010101010101u;
        constexpr std::uint64_t highs = ones * 0x80;
        // A byte below `n` borrows from its highest bit. What is marked above the first mark may be wrong, and is not used.
        auto const below = [](std::uint64_t bytes, std::uint64_t n) { return (bytes - ones * n) & ~bytes & highs; };
        for (; end - at >= 8; at += 8)
        {
            std::uint64_t bytes;
            std::memcpy(&bytes, at, sizeof bytes);
            auto const ends = below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1);
            if (ends != 0)
            {
                auto const before = (ends & (0 - ends)) - 1;
                return {at + std::countr_zero(ends) / 8, is_ascii && (bytes & highs & before) == 0};
            }
            is_ascii = is_ascii && (bytes & highs) == 0;
        }
    }
#endif
    for (; at != end; ++at)
    {
        auto const byte = static_cast<unsigned char>(*at);
        if (byte == '"' || byte == '\\' || byte < 0x20)
            break;
        is_ascii = is_ascii && byte < 0x80;
    }
    return {at, is_ascii};
}

} // namespace aliyun::cas::detail

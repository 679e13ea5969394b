// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Percent-encoding as RFC 3986 section 2.1 and signature version 1.0 ask for it: only the unreserved characters stay,
// all else is %XX in upper case. The string to sign holds every value encoded twice, so both forms are made in one
// pass.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <bit>
#include <emmintrin.h>
#endif

namespace aliyun::cas::detail
{

[[nodiscard]] constexpr bool is_unreserved(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

inline constexpr char upper_hex_digits[] = "0123456789ABCDEF";

/// Where the two forms of a canonical query are written: encoded once for the wire, twice for the string to sign.
struct canonical_output
{
    char* once;
    char* twice;
};

// A reserved character takes %XX once encoded and %25XX twice encoded.
inline constexpr std::size_t once_growth = 3;
inline constexpr std::size_t twice_growth = 5;

// Encoding a block of 16 may write up to 16 characters past the end of the text proper.
inline constexpr std::size_t encoding_slack = 16;

constexpr void write_reserved(char c, canonical_output& out) noexcept
{
    auto const byte = static_cast<unsigned char>(c);
    char const high = upper_hex_digits[byte >> 4];
    char const low = upper_hex_digits[byte & 15];
    out.once[0] = '%';
    out.once[1] = high;
    out.once[2] = low;
    out.once += once_growth;
    out.twice[0] = '%';
    out.twice[1] = '2';
    out.twice[2] = '5';
    out.twice[3] = high;
    out.twice[4] = low;
    out.twice += twice_growth;
}

/// Encodes `text` character by character; usable at compile time.
constexpr void write_encoded_plainly(std::string_view text, canonical_output& out) noexcept
{
    for (char const c : text)
    {
        if (is_unreserved(c))
            *out.once++ = *out.twice++ = c;
        else
            write_reserved(c, out);
    }
}

#if defined(__SSE2__)

/// One bit a byte, set where the byte is unreserved.
[[nodiscard]] inline unsigned unreserved_mask(__m128i block) noexcept
{
    // Signed comparison is enough: bytes from 0x80 on are negative, so they lie in none of the ranges.
    auto const within = [](__m128i v, char low, char high) noexcept
    {
        return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8(static_cast<char>(low - 1))),
                             _mm_cmplt_epi8(v, _mm_set1_epi8(static_cast<char>(high + 1))));
    };
    auto const is = [block](char c) noexcept { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); };
    __m128i const letters = within(_mm_or_si128(block, _mm_set1_epi8(0x20)), 'a', 'z');
    __m128i const digits = within(block, '0', '9');
    __m128i const marks = _mm_or_si128(_mm_or_si128(is('-'), is('.')), _mm_or_si128(is('_'), is('~')));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letters, digits), marks)));
}

/// Encodes `text`. The outputs must have room for the largest possible result and `encoding_slack` more.
inline void write_encoded(std::string_view text, canonical_output& out) noexcept
{
    char const* from = text.data();
    char const* const end = from + text.size();
    while (end - from >= 16)
    {
        // Copy the whole block, keep what is unreserved at its start: what follows is overwritten by the next step.
        __m128i const block = _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out.once), block);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out.twice), block);
        auto const run = std::countr_one(unreserved_mask(block));
        from += run;
        out.once += run;
        out.twice += run;
        if (run < 16)
            write_reserved(*from++, out);
    }
    write_encoded_plainly({from, static_cast<std::size_t>(end - from)}, out);
}

#else

inline void write_encoded(std::string_view text, canonical_output& out) noexcept
{
    write_encoded_plainly(text, out);
}

#endif

} // namespace aliyun::cas::detail

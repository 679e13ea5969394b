// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Percent-encoding as RFC 3986 section 2.1 and signature version 1.0 ask for it: only the unreserved characters stay,
// all else is %XX in upper case. The string to sign holds every value encoded twice, so both forms are made in one
// pass.

#include "../../version.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <bit>
#include <emmintrin.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
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

/// The same. Tells the compiler that the two belong into registers of their own: g++ 12 packs them into one of 128
/// bits, by way of the stack, and each time waits until it can read there what it has written in halves.
[[nodiscard]] inline canonical_output apart(canonical_output out) noexcept
{
#if defined(__GNUC__)
    asm("" : "+r"(out.once), "+r"(out.twice));
#endif
    return out;
}

// A reserved character takes %XX once encoded and %25XX twice encoded.
inline constexpr std::size_t once_growth = 3;
inline constexpr std::size_t twice_growth = 5;

// Text is copied in whole blocks, so that up to 64 characters may be written past the end of the text proper.
inline constexpr std::size_t encoding_slack = 64;

/// Both forms of one reserved character, to be written at once. What they hold too much is overwritten by what follows.
struct reserved_text
{
    char once[4];
    char twice[8];
};

inline constexpr auto reserved_texts = []
{
    std::array<reserved_text, 256> table{};
    for (std::size_t byte = 0; byte < 256; ++byte)
    {
        char const high = upper_hex_digits[byte >> 4];
        char const low = upper_hex_digits[byte & 15];
        table[byte] = {{'%', high, low, 0}, {'%', '2', '5', high, low, 0, 0, 0}};
    }
    return table;
}();

constexpr void write_reserved(char c, canonical_output& out) noexcept
{
    auto const& text = reserved_texts[static_cast<unsigned char>(c)];
    std::copy_n(text.once, once_growth, out.once);
    std::copy_n(text.twice, twice_growth, out.twice);
    out.once += once_growth;
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

template <typename Word>
[[nodiscard]] inline std::uint64_t load_word(char const* from) noexcept
{
    Word word;
    std::memcpy(&word, from, sizeof(word));
    return word;
}

/// Loads `size` bytes, 1 to 15, and zeros behind them; zeros are reserved and so end a run. Overlapping loads into
/// registers: going through memory would stall.
[[nodiscard]] inline __m128i load_partial(char const* from, std::size_t size) noexcept
{
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (size >= 8)
    {
        low = load_word<std::uint64_t>(from);
        if (size > 8)
            high = load_word<std::uint64_t>(from + size - 8) >> (16 - size) * 8;
    }
    else if (size >= 4)
        low = load_word<std::uint32_t>(from) | load_word<std::uint32_t>(from + size - 4) << (size - 4) * 8;
    else
        low = load_word<std::uint8_t>(from) | load_word<std::uint8_t>(from + size / 2) << (size / 2) * 8 |
              load_word<std::uint8_t>(from + size - 1) << (size - 1) * 8;
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

inline void write_block(char* to, __m128i block) noexcept
{
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
}
[[nodiscard]] inline __m128i load_block(char const* from) noexcept
{
    return _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
}

/// Copies `size` unreserved characters, 64 at most, in whole blocks: what is too much is overwritten by what follows.
/// Runs between the reserved characters of base64 are mostly shorter than two blocks; a loop over one would be foretold
/// badly.
inline void write_run(char const* from, std::size_t size, canonical_output& out) noexcept
{
    auto const copy_two = [&](std::size_t at)
    {
        auto const first = load_block(from + at);
        auto const second = load_block(from + at + 16);
        write_block(out.once + at, first);
        write_block(out.once + at + 16, second);
        write_block(out.twice + at, first);
        write_block(out.twice + at + 16, second);
    };
    copy_two(0);
    if (size > 32)
        copy_two(32);
    out.once += size;
    out.twice += size;
}

/// Encodes 64 characters. Reads up to 64 more. All of the block is classified before any of it is written, so that the
/// work on one block does not wait for the one before.
inline void write_encoded_64(char const* from, canonical_output& out) noexcept
{
    std::uint64_t reserved = 0;
    for (unsigned part = 0; part < 4; ++part)
        reserved |= std::uint64_t{unreserved_mask(load_block(from + part * 16)) ^ 0xFFFFu} << part * 16;
    std::size_t done = 0;
    for (; reserved != 0; reserved &= reserved - 1)
    {
        auto const at = static_cast<std::size_t>(std::countr_zero(reserved));
        write_run(from + done, at - done, out);
        auto const& text = reserved_texts[static_cast<unsigned char>(from[at])];
        std::memcpy(out.once, text.once, sizeof(text.once));
        std::memcpy(out.twice, text.twice, sizeof(text.twice));
        out.once += once_growth;
        out.twice += twice_growth;
        done = at + 1;
    }
    write_run(from + done, 64 - done, out);
}

/// Encodes `text` and returns where the outputs end: by value, so that they stay in registers from one parameter to the
/// next. The outputs must have room for the largest possible result and `encoding_slack` more.
[[nodiscard]] inline canonical_output encode(std::string_view text, canonical_output out) noexcept
{
    char const* from = text.data();
    auto left = text.size();
    for (; left >= 64 + 64; from += 64, left -= 64)
        write_encoded_64(from, out);
    // Ids, numbers, names: usually there is nothing to encode in them. The branch foretells that, so that where the
    // next parameter goes need not wait for the classification.
    if (left <= 16)
    {
        if (left == 0)
            return out;
        auto const block = left == 16 ? load_block(from) : load_partial(from, left);
        if (auto const all = (1u << left) - 1; (unreserved_mask(block) & all) == all)
        {
            write_block(out.once, block);
            write_block(out.twice, block);
            return apart({out.once + left, out.twice + left});
        }
    }
    else if (left <= 32)
    {
        auto const first = load_block(from);
        auto const last = load_block(from + left - 16);
        if ((unreserved_mask(first) & unreserved_mask(last)) == 0xFFFFu)
        {
            write_block(out.once, first);
            write_block(out.twice, first);
            write_block(out.once + left - 16, last);
            write_block(out.twice + left - 16, last);
            return apart({out.once + left, out.twice + left});
        }
    }
    while (left > 0)
    {
        auto const block = left >= 16 ? load_block(from) : load_partial(from, left);
        write_block(out.once, block);
        write_block(out.twice, block);
        auto const run = static_cast<std::size_t>(std::countr_one(unreserved_mask(block)));
        from += run;
        left -= run;
        out = apart({out.once + run, out.twice + run});
        if (run < 16 && left > 0)
        {
            write_reserved(*from++, out);
            --left;
        }
    }
    return out;
}

#else

[[nodiscard]] inline canonical_output encode(std::string_view text, canonical_output out) noexcept
{
    write_encoded_plainly(text, out);
    return out;
}

#endif

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

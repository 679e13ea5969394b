// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Blanks, numbers and strings of JSON for a scanner that rather gives up than says what is wrong. All functions take a
// position and the end of a text whose last character is a closing brace: that is what stops those that do not ask for
// the end.

#include "utf8.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

[[nodiscard]] inline bool is_json_blank(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] inline char const* skip_blanks(char const* at) noexcept
{
    while (static_cast<unsigned char>(*at) <= ' ' && is_json_blank(*at))
        ++at;
    return at;
}

[[nodiscard]] inline char const* skip_digits(char const* at) noexcept
{
    while (*at >= '0' && *at <= '9')
        ++at;
    return at;
}

/// What most numbers are: up to 18 digits and perhaps a sign.
struct plain_integer
{
    char const* end; ///< null: something else
    bool negative;
    std::uint64_t magnitude;
};

[[nodiscard]] inline plain_integer read_plain_integer(char const* at) noexcept
{
    bool const negative = *at == '-';
    at += negative;
    auto const* const digits = at;
    std::uint64_t magnitude = 0;
    for (; *at >= '0' && *at <= '9'; ++at)
        magnitude = magnitude * 10 + static_cast<unsigned>(*at - '0');
    auto const count = at - digits;
    bool const ends = *at != '.' && *at != 'e' && *at != 'E';
    bool const is_plain = ends && count > 0 && count < 19 && (*digits != '0' || count == 1);
    return {is_plain ? at : nullptr, negative, magnitude};
}

/// Behind any number, or null if there is none. Exponents of many digits, which Boost.JSON refuses, count as none.
[[nodiscard]] inline char const* skip_json_number(char const* at) noexcept
{
    at += *at == '-';
    auto const* const whole = at;
    at = skip_digits(at);
    if (at == whole || (*whole == '0' && at - whole > 1))
        return nullptr;
    if (*at == '.')
    {
        auto const* const fraction = at + 1;
        at = skip_digits(fraction);
        if (at == fraction)
            return nullptr;
    }
    if (*at == 'e' || *at == 'E')
    {
        auto const* const exponent = at + 1 + (at[1] == '-' || at[1] == '+');
        at = skip_digits(exponent);
        if (at == exponent || at - exponent > 4)
            return nullptr;
    }
    return at;
}

/// How far a string can be taken as it stands.
struct plain_run
{
    char const* end;
    bool is_ascii; ///< false: not in all of it, or shortly behind it
};

/// Eight bytes at a time, on any machine.
[[nodiscard]] inline plain_run find_plain_run_portably(char const* at, char const* end) noexcept
{
    bool is_ascii = true;
    if constexpr (std::endian::native == std::endian::little)
    {
        constexpr std::uint64_t ones = 0x0101010101010101u;
        constexpr std::uint64_t highs = ones * 0x80;
        // A byte below `n` borrows from its highest bit. What is marked above the first mark may be wrong, and is not
        // used.
        auto const below = [](std::uint64_t bytes, std::uint64_t n) { return (bytes - ones * n) & ~bytes & highs; };
        for (; end - at >= 8; at += 8)
        {
            std::uint64_t bytes;
            std::memcpy(&bytes, at, sizeof bytes);
            auto const ends = below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1);
            is_ascii = is_ascii && (bytes & highs) == 0;
            if (ends != 0)
                return {at + std::countr_zero(ends) / 8, is_ascii};
        }
    }
    for (; at != end; ++at)
    {
        auto const byte = static_cast<unsigned char>(*at);
        if (byte == '"' || byte == '\\' || byte < 0x20)
            break;
        is_ascii = is_ascii && byte < 0x80;
    }
    return {at, is_ascii};
}

/// To the first quote, backslash or control character, or to the end of the text.
[[nodiscard, gnu::always_inline]] inline plain_run find_plain_run(char const* at, char const* end) noexcept
{
#if defined(__SSE2__) || defined(_M_X64)
    auto const quote = _mm_set1_epi8('"');
    auto const backslash = _mm_set1_epi8('\\');
    auto const last_control = _mm_set1_epi8(0x1F);
    int beyond_ascii = 0;
    for (; end - at >= 16; at += 16)
    {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at));
        auto const is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        auto const ends = _mm_movemask_epi8(
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), is_control));
        beyond_ascii |= _mm_movemask_epi8(bytes);
        if (ends != 0)
            return {at + static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(ends))), beyond_ascii == 0};
    }
    auto const rest = find_plain_run_portably(at, end);
    return {rest.end, rest.is_ascii && beyond_ascii == 0};
#else
    return find_plain_run_portably(at, end);
#endif
}

/// The value of four hexadecimal digits, or a number that is larger than any.
[[nodiscard]] inline std::uint32_t read_four_digits(char const* at, char const* end) noexcept
{
    constexpr std::uint32_t none = 0x10000;
    if (end - at < 4)
        return none;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
    {
        auto const letter = static_cast<char>(at[i] | 0x20);
        bool const is_digit = at[i] >= '0' && at[i] <= '9';
        if (!is_digit && (letter < 'a' || letter > 'f'))
            return none;
        value = value << 4 | static_cast<std::uint32_t>(is_digit ? at[i] - '0' : letter - 'a' + 10);
    }
    return value;
}

/// Appends what an escape stands for, from behind its backslash; null if it is none, or stands for NUL.
template <typename Target>
[[nodiscard]] char const* append_escaped(char const* at, char const* end, Target& target)
{
    constexpr std::string_view letters = "nrtbf\"\\/";
    constexpr std::string_view meanings = "\n\r\t\b\f\"\\/";
    if (*at != 'u')
    {
        auto const which = letters.find(*at);
        if (which == letters.npos)
            return nullptr;
        target.append(meanings.substr(which, 1));
        return at + 1;
    }
    auto number = read_four_digits(at + 1, end);
    if (number > 0xFFFF)
        return nullptr;
    at += 5;
    if (number >= 0xD800 && number < 0xDC00)
    {
        if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
            return nullptr;
        auto const second = read_four_digits(at + 2, end);
        if (second < 0xDC00 || second >= 0xE000)
            return nullptr;
        number = 0x10000 + ((number - 0xD800) << 10 | (second - 0xDC00));
        at += 6;
    }
    utf8_character const character(number);
    target.append(character.view());
    return character.size == 0 ? nullptr : at;
}

/// Appends the rest of a string, from `at` to its closing quote; returns the position behind that, or null.
template <typename Target>
[[nodiscard]] char const* unescape_json(char const* at, char const* end, Target& target)
{
    while (true)
    {
        auto const run = find_plain_run(at, end);
        std::string_view const text(at, static_cast<std::size_t>(run.end - at));
        if (run.end == end || (!run.is_ascii && !is_utf8(text)))
            return nullptr;
        target.append(text);
        if (*run.end == '"')
            return run.end + 1;
        at = *run.end == '\\' ? append_escaped(run.end + 1, end, target) : nullptr;
        if (at == nullptr)
            return nullptr;
    }
}

/// Takes what nobody asks for.
struct nowhere
{
    void append(std::string_view) noexcept {}
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Integers out of text, exactly: `123`, and also `123.0` and `1.23e2`, since services that keep their numbers as
// doubles write those. What counts is the value, so nothing is ever rounded.

#include "../../version.hpp"

#include <cstdint>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

enum class integer_reading
{
    exact,
    not_a_number,
    fraction,
    out_of_range
};

struct integer_text
{
    integer_reading reading = integer_reading::not_a_number;
    bool negative = false;
    std::uint64_t magnitude = 0;
};

/// Multiplies by ten and adds a digit; false if 64 bits do not hold the result.
[[nodiscard]] constexpr bool shift_in(std::uint64_t& magnitude, unsigned digit) noexcept
{
    constexpr std::uint64_t highest = ~std::uint64_t{0};
    if (magnitude > highest / 10 || (magnitude == highest / 10 && digit > highest % 10))
        return false;
    magnitude = magnitude * 10 + digit;
    return true;
}

/// Reads a number in the grammar of JSON (RFC 8259, section 6), and nothing else: no blanks, no plus sign, no leading
/// zero.
[[nodiscard]] constexpr integer_text read_integer(std::string_view text) noexcept
{
    auto const* at = text.data();
    auto const* const end = at + text.size();
    auto const is_digit = [&] { return at != end && *at >= '0' && *at <= '9'; };
    integer_text result;

    result.negative = at != end && *at == '-';
    at += result.negative;
    if (!is_digit() || (*at == '0' && end - at > 1 && at[1] >= '0' && at[1] <= '9'))
        return result;

    // Zeros wait until a digit follows that needs them, so that `1000.000` is 1 with six zeros of which three are taken
    // back.
    bool fits = true;
    std::int64_t zeros = 0;
    auto const read_digits = [&]
    {
        auto const* const first = at;
        for (; is_digit(); ++at)
        {
            if (*at == '0')
            {
                ++zeros;
                continue;
            }
            for (; zeros > 0; --zeros)
                fits = fits && (result.magnitude == 0 || shift_in(result.magnitude, 0));
            fits = fits && shift_in(result.magnitude, static_cast<unsigned>(*at - '0'));
        }
        return at - first;
    };
    read_digits();
    std::int64_t scale = 0;
    if (at != end && *at == '.')
    {
        ++at;
        scale = -read_digits();
        if (scale == 0)
            return result;
    }
    if (at != end && (*at == 'e' || *at == 'E'))
    {
        ++at;
        bool const negative = at != end && *at == '-';
        at += at != end && (*at == '-' || *at == '+');
        if (!is_digit())
            return result;
        std::int64_t exponent = 0;
        for (; is_digit(); ++at)
            if (exponent < std::int64_t{1} << 40) // no text is so long that its digits could outweigh this
                exponent = exponent * 10 + (*at - '0');
        scale += negative ? -exponent : exponent;
    }
    if (at != end)
        return result;

    result.reading = integer_reading::exact;
    if (fits && result.magnitude == 0)
        return result;
    scale += zeros;
    if (scale < 0)
        result.reading = integer_reading::fraction;
    for (; fits && scale > 0; --scale)
        fits = shift_in(result.magnitude, 0);
    if (!fits && result.reading == integer_reading::exact)
        result.reading = integer_reading::out_of_range;
    return result;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Base64 (RFC 4648 section 4) of a digest, with padding.

#include <array>
#include <cstddef>
#include <cstdint>

namespace aliyun::cas::detail
{

inline constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

template <std::size_t Size>
[[nodiscard]] constexpr auto base64(std::array<unsigned char, Size> const& bytes) noexcept
{
    std::array<char, (Size + 2) / 3 * 4> text{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < Size; i += 3)
    {
        std::uint32_t const second = i + 1 < Size ? bytes[i + 1] : 0u;
        std::uint32_t const third = i + 2 < Size ? bytes[i + 2] : 0u;
        std::uint32_t const group = std::uint32_t{bytes[i]} << 16 | second << 8 | third;
        text[at++] = base64_digits[group >> 18];
        text[at++] = base64_digits[group >> 12 & 63];
        text[at++] = i + 1 < Size ? base64_digits[group >> 6 & 63] : '=';
        text[at++] = i + 2 < Size ? base64_digits[group & 63] : '=';
    }
    return text;
}

} // namespace aliyun::cas::detail

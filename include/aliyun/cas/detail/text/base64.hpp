// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Base64 (RFC 4648 section 4), with padding.

#include "../../version.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
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

/// Appends a text of any length in base64 to a buffer that has `append`.
template <typename Buffer>
void append_base64(std::string_view bytes, Buffer& to)
{
    for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3))
    {
        std::array<unsigned char, 3> group{};
        std::memcpy(group.data(), bytes.data(), bytes.size() < 3 ? bytes.size() : 3);
        auto digits = base64(group);
        if (bytes.size() < 3)
            digits[3] = '=';
        if (bytes.size() < 2)
            digits[2] = '=';
        to.append(std::string_view(digits.data(), digits.size()));
    }
}

/// A digit of base64, percent-encoded where it is reserved (`+` and `/`).
struct encoded_digit
{
    char text[3];
    std::uint8_t size;
};

inline constexpr auto encoded_digits = []
{
    std::array<encoded_digit, 64> table{};
    for (std::size_t i = 0; i < 64; ++i)
        table[i] = {{base64_digits[i], 0, 0}, 1};
    table[62] = {{'%', '2', 'B'}, 3};
    table[63] = {{'%', '2', 'F'}, 3};
    return table;
}();

/// Writes a digest of 20 bytes in base64, percent-encoded; returns where it ends. Needs room for three characters a
/// digit and one more. Without a branch: which digits are reserved can't be foretold.
inline char* write_encoded_base64(std::array<unsigned char, 20> const& bytes, char* to) noexcept
{
    auto const put = [&to](std::uint32_t digit)
    {
        auto const& encoded = encoded_digits[digit & 63];
        std::memcpy(to, &encoded, sizeof(encoded));
        to += encoded.size;
    };
    for (std::size_t i = 0; i < 18; i += 3)
    {
        std::uint32_t const group = std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 | bytes[i + 2];
        put(group >> 18);
        put(group >> 12);
        put(group >> 6);
        put(group);
    }
    std::uint32_t const rest = std::uint32_t{bytes[18]} << 8 | bytes[19];
    put(rest >> 10);
    put(rest >> 4);
    put(rest << 2);
    std::memcpy(to, "%3D", 3); // the padding
    return to + 3;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

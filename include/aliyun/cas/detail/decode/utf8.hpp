// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether a text is UTF-8, as Unicode's table 3-7 of well-formed byte sequences has it. Mostly the text is ASCII.

#include "../../version.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// How many bytes of `text`, from its start, are whole characters in UTF-8.
[[nodiscard]] inline std::size_t utf8_prefix(std::string_view text) noexcept
{
    auto const* const begin = reinterpret_cast<unsigned char const*>(text.data());
    auto const* at = begin;
    auto const* const end = at + text.size();
    auto const used = [&] { return static_cast<std::size_t>(at - begin); };
    auto const left = [&] { return static_cast<std::size_t>(end - at); };
    auto const follows = [&](std::size_t i) { return (at[i] & 0xC0) == 0x80; };
    while (at != end)
    {
        if (*at < 0x80)
        {
            std::uint64_t words[4];
            for (; left() >= sizeof words; at += sizeof words)
            {
                std::memcpy(words, at, sizeof words);
                if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) != 0)
                    break;
            }
            while (at != end && *at < 0x80)
                ++at;
        }
        else if (*at < 0xE0)
        {
            if (*at < 0xC2 || left() < 2 || !follows(1))
                return used();
            at += 2;
        }
        else if (*at < 0xF0)
        {
            if (left() < 3 || !follows(1) || !follows(2))
                return used();
            if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] >= 0xA0)) // too long; a surrogate
                return used();
            at += 3;
        }
        else
        {
            if (*at > 0xF4 || left() < 4 || !follows(1) || !follows(2) || !follows(3))
                return used();
            if ((*at == 0xF0 && at[1] < 0x90) || (*at == 0xF4 && at[1] >= 0x90)) // too long; beyond U+10FFFF
                return used();
            at += 4;
        }
    }
    return used();
}

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept
{
    return utf8_prefix(text) == text.size();
}

/// One character in UTF-8.
struct utf8_character
{
    std::array<char, 4> bytes{};
    std::size_t size = 0; ///< 0: there is no character of that number, or it is NUL

    constexpr explicit utf8_character(std::uint32_t number) noexcept
    {
        if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number < 0xE000))
            return;
        auto const put = [&](std::uint32_t byte)
        { bytes[size++] = static_cast<char>(static_cast<unsigned char>(byte)); };
        if (number < 0x80)
        {
            put(number);
            return;
        }
        if (number < 0x800)
            put(0xC0 | number >> 6);
        else
        {
            if (number < 0x10000)
                put(0xE0 | number >> 12);
            else
            {
                put(0xF0 | number >> 18);
                put(0x80 | (number >> 12 & 0x3F));
            }
            put(0x80 | (number >> 6 & 0x3F));
        }
        put(0x80 | (number & 0x3F));
    }

    [[nodiscard]] constexpr std::string_view view() const noexcept { return {bytes.data(), size}; }
};

/// Without the byte order mark that some gateways put in front.
[[nodiscard]] inline std::string_view without_byte_order_mark(std::string_view text) noexcept
{
    return text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether a text is UTF-8, as Unicode's table 3-7 of well-formed byte sequences has it. Mostly the text is ASCII.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace aliyun::cas::detail
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

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept { return utf8_prefix(text) == text.size(); }

/// Appends one character; false if there is none of that number, or it is NUL.
[[nodiscard]] inline bool append_utf8(std::string& text, std::uint32_t character)
{
    auto const append = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (character == 0 || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
        return false;
    if (character < 0x80)
        append(character);
    else if (character < 0x800)
        append(0xC0 | character >> 6);
    else if (character < 0x10000)
    {
        append(0xE0 | character >> 12);
        append(0x80 | (character >> 6 & 0x3F));
    }
    else
    {
        append(0xF0 | character >> 18);
        append(0x80 | (character >> 12 & 0x3F));
        append(0x80 | (character >> 6 & 0x3F));
    }
    if (character >= 0x80)
        append(0x80 | (character & 0x3F));
    return true;
}

/// Without the byte order mark that some gateways put in front.
[[nodiscard]] inline std::string_view without_byte_order_mark(std::string_view text) noexcept
{
    return text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
}

} // namespace aliyun::cas::detail

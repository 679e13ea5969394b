// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace certificates
{
namespace
{

struct character
{
    std::uint32_t code;
    std::size_t size; ///< bytes
};

// A byte that is no UTF-8 is a character of its own.
character first_of(std::string_view text) noexcept
{
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const size = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
    if (size <= 1 || text.size() < size)
        return {size == 1 ? lead : 0xfffdU, 1};
    std::uint32_t code = lead & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
    {
        auto const next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0U) != 0x80U)
            return {0xfffdU, 1};
        code = code << 6 | (next & 0x3fU);
    }
    return {code, size};
}

// Wide and full-width characters of East Asia, and pictographs, as Unicode's annex 11 has them by and large.
std::size_t width_of(std::uint32_t code) noexcept
{
    static constexpr std::pair<std::uint32_t, std::uint32_t> wide[] = {
        {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},  {0xfe30, 0xfe6f},
        {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
    if ((code >= 0x300 && code <= 0x36f) || code == 0x200b || code == 0x200d || code == 0xfe0f)
        return 0;
    return std::any_of(std::begin(wide), std::end(wide),
                       [code](auto const& range) { return code >= range.first && code <= range.second; })
               ? 2
               : 1;
}

} // namespace

bool is_terminal(stream which) noexcept
{
    return ::isatty(static_cast<int>(which)) == 1;
}

std::optional<std::size_t> terminal_width(stream which) noexcept
{
    if (!is_terminal(which))
        return std::nullopt;
    if (auto const* const told = std::getenv("COLUMNS"))
    {
        std::string_view const text(told);
        std::size_t columns = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), columns).ec == std::errc{} && columns > 0)
            return columns;
    }
    winsize size{};
    if (::ioctl(static_cast<int>(which), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

bool has_colours(stream which) noexcept
{
    auto const* const none = std::getenv("NO_COLOR");
    auto const* const kind = std::getenv("TERM");
    return is_terminal(which) && (none == nullptr || *none == '\0') &&
           (kind == nullptr || std::string_view(kind) != "dumb");
}

std::string printable(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty())
    {
        auto const [code, size] = first_of(text);
        bool const steers = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
                            (code >= 0x2066 && code <= 0x2069);
        if (code == 0xfffd && size == 1)
            clean += "\xef\xbf\xbd";
        else if (steers)
            clean += code == '\n' || code == '\t' ? ' ' : '?';
        else
            clean.append(text.substr(0, size));
        text.remove_prefix(size);
    }
    return clean;
}

std::size_t display_width(std::string_view text) noexcept
{
    std::size_t width = 0;
    while (!text.empty())
    {
        auto const [code, size] = first_of(text);
        width += width_of(code);
        text.remove_prefix(size);
    }
    return width;
}

std::string cut_to_width(std::string_view text, std::size_t width)
{
    if (display_width(text) <= width)
        return std::string(text);
    std::string cut;
    std::size_t used = 1; // of the ellipsis
    while (!text.empty())
    {
        auto const [code, size] = first_of(text);
        used += width_of(code);
        if (used > width)
            break;
        cut.append(text.substr(0, size));
        text.remove_prefix(size);
    }
    return cut + "…";
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Small readings of texts that several commands make.

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace certificates
{

/// ASCII's letters alone, whatever the locale: as host names and the patterns for them are compared.
[[nodiscard]] inline char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
    return result;
}

[[nodiscard]] inline std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The next line of a text, which loses it.
[[nodiscard]] inline std::string_view take_line(std::string_view& text)
{
    auto const end = (std::min)(text.find('\n'), text.size());
    auto const line = text.substr(0, end);
    text.remove_prefix((std::min)(end + 1, text.size()));
    return line;
}

/// Whether the whole text is a number that fits.
template <typename Number>
[[nodiscard]] bool parse_number(std::string_view text, Number& number)
{
    auto const* const end = text.data() + text.size();
    auto const [rest, failed] = std::from_chars(text.data(), end, number);
    return failed == std::errc{} && rest == end;
}

/// A variable of the environment; empty if it is not set.
[[nodiscard]] inline std::string environment(char const* name)
{
    auto const* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

} // namespace certificates

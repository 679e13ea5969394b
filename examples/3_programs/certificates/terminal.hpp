// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What is known of the terminals behind the standard streams, and how wide a text is on them.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace certificates
{

enum class stream
{
    output = 1,
    error = 2
};

[[nodiscard]] bool is_terminal(stream which) noexcept;
/// Columns of the terminal, or what COLUMNS says; nothing if it is none.
[[nodiscard]] std::optional<std::size_t> terminal_width(stream which) noexcept;
/// On a terminal, unless NO_COLOR is set or TERM is "dumb".
[[nodiscard]] bool has_colours(stream which) noexcept;

/// The text with its control characters replaced: what an account's names hold must not steer a terminal.
[[nodiscard]] std::string printable(std::string_view text);
/// How many columns a UTF-8 text takes.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;
/// The text, or its beginning and an ellipsis, in at most `width` columns.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

} // namespace certificates

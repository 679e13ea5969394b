// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Names and single lines that files and servers give.

#include "../../version.hpp"

#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A text of a file that people need to see, such as a profile's name: printable, and short.
[[nodiscard]] inline std::string quoted_name(std::string_view name)
{
    std::string result{"`"};
    for (char const c : name.substr(0, 64))
        result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '`' ? '?' : c;
    return result + (name.size() > 64 ? "...`" : "`");
}

/// A file's or an answer's only line.
[[nodiscard]] inline std::string_view without_line_end(std::string_view text)
{
    auto const last = text.find_last_not_of(" \t\r\n");
    return text.substr(0, last == text.npos ? 0 : last + 1);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Letters without regard to their case: ASCII's alone, whatever the locale.

#include "../../version.hpp"

#include <algorithm>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

constexpr char fold_case(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return fold_case(x) == fold_case(y); });
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

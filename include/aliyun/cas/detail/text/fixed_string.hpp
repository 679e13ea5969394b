// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A string literal as a template argument: the names in the descriptor tables.

#include "../../version.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <std::size_t Size>
struct fixed_string
{
    char characters[Size]{};

    consteval fixed_string(char const (&literal)[Size]) { std::copy_n(literal, Size, characters); }

    [[nodiscard]] constexpr std::string_view view() const noexcept { return {characters, Size - 1}; }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A field's name as it stands in JSON, made ready at compile time to be recognised with two comparisons of words.

#include "../../operation.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class key_pattern
{
public:
    static constexpr std::size_t size = 16;

    key_pattern() = default;
    constexpr explicit key_pattern(std::string_view name) noexcept
    {
        if (name.size() >= size)
            return; // never matches: found by its name
        std::array<char, size> letters{};
        std::array<char, size> cared_for{};
        for (std::size_t i = 0; i <= name.size(); ++i)
        {
            letters[i] = i == name.size() ? '"' : i == 0 ? fold_case(name[0]) : name[i];
            cared_for[i] = '\xFF';
        }
        std::array<char, 8> const upper_bit{letters[0] >= 'a' && letters[0] <= 'z' ? '\x20' : '\0'};
        letters_ = std::bit_cast<words>(letters);
        cared_for_ = std::bit_cast<words>(cared_for);
        ignored_ = std::bit_cast<std::uint64_t>(upper_bit);
    }

    /// Whether the name and a quote stand at `text`, behind which `size` bytes can be read.
    [[nodiscard]] bool matches(char const* text) const noexcept
    {
        words found;
        std::memcpy(found.data(), text, size);
        return ((((found[0] | ignored_) & cared_for_[0]) ^ letters_[0]) | ((found[1] & cared_for_[1]) ^ letters_[1])) ==
               0;
    }

private:
    using words = std::array<std::uint64_t, 2>;

    words letters_{1, 1}; // with nothing cared for, these match nothing
    words cared_for_{};
    std::uint64_t ignored_ = 0; // the bit that tells a capital from a small letter, in the first one
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

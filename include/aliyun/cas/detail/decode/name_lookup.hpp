// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A hash table of field names without collisions, found at compile time: one multiplication and one comparison find a
// field.

#include "../../operation.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What a table is searched by; the table itself is elsewhere.
struct name_lookup_view
{
    std::uint32_t multiplier;
    unsigned shift;
    unsigned char const* heads;
    unsigned char const* chain;

    static constexpr std::size_t none = 255;

    /// The index of the only name that can be `name`, to be compared, then `next` of it; `none` at the end.
    [[nodiscard]] constexpr std::size_t first(std::string_view name) const noexcept { return heads[slot(name)]; }
    [[nodiscard]] constexpr std::size_t next(std::size_t index) const noexcept { return chain[index]; }

    [[nodiscard]] constexpr std::size_t slot(std::string_view name) const noexcept
    {
        if (name.empty())
            return 0;
        auto const at = [name](std::size_t i)
        { return std::uint32_t{static_cast<unsigned char>(i == 0 ? fold_case(name[0]) : name[i])}; };
        auto const summary = at(0) | at(name.size() - 1) << 8 | at(name.size() / 2) << 16 |
                             static_cast<std::uint32_t>(name.size()) << 24;
        return (summary * multiplier) >> shift;
    }
};

template <std::size_t Size>
class name_lookup
{
public:
    consteval explicit name_lookup(std::array<std::string_view, Size> const& names)
    {
        // Most tables are settled by the first few multipliers. Names with an equal summary share a chain whatever it
        // is; compilers bound how long this may take.
        for (std::uint32_t multiplier = 0x9E3779B1u, tries = 0; tries < 50; ++tries, multiplier += 0x6C078966u)
            if (fill(names, multiplier | 1u) == 0)
                return;
        fill(names, 0x9E3779B1u);
    }

    [[nodiscard]] constexpr name_lookup_view view() const noexcept
    {
        return {multiplier_, 32 - bits, heads_.data(), chain_.data()};
    }

private:
    static constexpr auto none = name_lookup_view::none;
    static constexpr unsigned bits = std::bit_width(Size * 2 + 1);
    static_assert(Size < none);

    consteval std::size_t fill(std::array<std::string_view, Size> const& names, std::uint32_t multiplier)
    {
        std::size_t collisions = 0;
        multiplier_ = multiplier;
        heads_.fill(none);
        for (std::size_t i = 0; i < Size; ++i)
        {
            auto& head = heads_[view().slot(names[i])];
            collisions += head != none;
            chain_[i] = head;
            head = static_cast<unsigned char>(i);
        }
        return collisions;
    }

    std::uint32_t multiplier_ = 0;
    std::array<unsigned char, std::size_t{1} << bits> heads_{};
    std::array<unsigned char, Size + 1> chain_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Short text whose encoded forms are kept, for what many requests carry: the AccessKeyId, the version, the time.

#include "percent_encoding.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Both encoded forms of one text, in memory of a fixed size: they are copied whole, and what is too much is
/// overwritten by what follows.
struct encoded_text
{
    static constexpr std::size_t room = 32;
    static_assert(room <= encoding_slack);

    std::array<char, room> once;
    std::array<char, room> twice;
    std::size_t once_size = 0;
    std::size_t twice_size = 0;

    encoded_text() = default;
    /// Stays empty if the text is too long to be kept.
    explicit encoded_text(std::string_view text) noexcept
    {
        std::size_t size = text.size();
        for (char const c : text)
            size += is_unreserved(c) ? 0 : twice_growth - 1;
        if (size > room)
            return;
        canonical_output end{once.data(), twice.data()};
        write_encoded_plainly(text, end);
        once_size = static_cast<std::size_t>(end.once - once.data());
        twice_size = size;
    }

    [[nodiscard]] bool empty() const noexcept { return twice_size == 0; }

    [[nodiscard]] canonical_output write(canonical_output out) const noexcept
    {
        std::memcpy(out.once, once.data(), room);
        std::memcpy(out.twice, twice.data(), room);
        return {out.once + once_size, out.twice + twice_size};
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

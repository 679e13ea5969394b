// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// An enumeration that the service may extend: a value nobody knows yet survives as its text.

#include "version.hpp"

#include <ostream>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A value of `Enum` together with the text that it came as.
///
/// `Enum` needs an enumerator `unknown` and a function `from_spelling(std::string_view, Enum&)` that returns whether it
/// knows the text; it is found by argument-dependent lookup.
template <typename Enum>
class open_enum
{
public:
    open_enum() = default;
    explicit open_enum(std::string_view text) { assign(text); }

    /// Takes another text.
    void assign(std::string_view text)
    {
        text_ = text;
        if (!from_spelling(text, value_))
            value_ = Enum::unknown;
    }

    /// The known value, or `Enum::unknown`.
    [[nodiscard]] Enum value() const noexcept { return value_; }

    /// What the service wrote, whether known or not; empty if it wrote nothing.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

    [[nodiscard]] friend bool operator==(open_enum const& left, Enum right) noexcept { return left.value_ == right; }
    [[nodiscard]] friend bool operator==(open_enum const&, open_enum const&) = default;
    friend std::ostream& operator<<(std::ostream& out, open_enum const& value) { return out << value.text_; }

private:
    Enum value_ = Enum::unknown;
    std::string text_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A parameter's value as text.

#include "../../secret_string.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// The text of one value. Numbers are written into the object itself, so it must outlive the view.
class value_text
{
public:
    static constexpr std::size_t longest_integer = std::numeric_limits<unsigned long long>::digits10 + 2;

    template <typename Value>
    explicit value_text(Value const& value) noexcept
    {
        if constexpr (std::is_same_v<Value, secret_string>)
            text_ = value.reveal();
        else if constexpr (std::is_same_v<Value, bool>)
            text_ = value ? "true" : "false";
        else if constexpr (std::is_integral_v<Value>)
        {
            auto const [end, error] = std::to_chars(digits_.data(), digits_.data() + digits_.size(), value);
            static_cast<void>(error); // the buffer fits every integer
            text_ = {digits_.data(), static_cast<std::size_t>(end - digits_.data())};
        }
        else if constexpr (requires { spelling(value); })
            text_ = spelling(value);
        else
        {
            static_assert(std::is_convertible_v<Value const&, std::string_view>,
                          "aliyun::cas: the member of a param<> must be text, a secret_string, an integer, a bool, an "
                          "enumeration with a function spelling(value), or an optional of these");
            text_ = value;
        }
    }
    value_text(value_text const&) = delete;
    value_text& operator=(value_text const&) = delete;

    [[nodiscard]] std::string_view view() const noexcept { return text_; }

private:
    std::array<char, longest_integer> digits_;
    std::string_view text_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

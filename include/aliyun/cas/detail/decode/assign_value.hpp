// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// From text to a value of any kind, and the sentences that say why not. Services write numbers as text and text as
// numbers: what a value is written as does not count, only what its field makes of it.

#include "../text/fold_case.hpp"
#include "integer_text.hpp"
#include "layout.hpp"

#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Null if the value was assigned, else what is wrong.
[[nodiscard]] inline char const* assign_integer_text(field_layout const& field, void* value,
                                                     std::string_view text) noexcept
{
    auto const number = read_integer(text);
    switch (number.reading)
    {
    case integer_reading::not_a_number:
        return "expected an integer, found text that is no number";
    case integer_reading::fraction:
        return "expected an integer, found a number with a fraction";
    case integer_reading::exact:
        if (field.assign_integer(value, number.negative, number.magnitude))
            return nullptr;
        break;
    case integer_reading::out_of_range:
        break;
    }
    return "expected an integer, found one out of range";
}

/// `true` and `false` in any case, 1 and 0.
[[nodiscard]] inline char const* assign_boolean_text(void* value, std::string_view text) noexcept
{
    auto& target = *static_cast<bool*>(value);
    if (equal_ignoring_case(text, "true") || text == "1")
        target = true;
    else if (equal_ignoring_case(text, "false") || text == "0")
        target = false;
    else
        return "expected true or false, found something else";
    return nullptr;
}

/// Null if the value was assigned, else what is wrong. The field must not be of kind object.
[[nodiscard]] inline char const* assign_text(field_layout const& field, void* value, std::string_view text)
{
    switch (field.kind)
    {
    case value_kind::text:
        *static_cast<std::string*>(value) = text;
        return nullptr;
    case value_kind::secret:
        static_cast<secret_string*>(value)->assign(text);
        return nullptr;
    case value_kind::opened:
        field.assign_text(value, text);
        return nullptr;
    case value_kind::integer:
        return assign_integer_text(field, value, text);
    case value_kind::boolean:
        return assign_boolean_text(value, text);
    case value_kind::object:
        break;
    }
    return "expected an object";
}

[[nodiscard]] constexpr std::string_view name_of(value_kind kind) noexcept
{
    switch (kind)
    {
    case value_kind::integer:
        return "an integer";
    case value_kind::boolean:
        return "true or false";
    case value_kind::object:
        return "an object";
    default:
        return "text";
    }
}

[[nodiscard]] inline std::string expected_but_found(value_kind expected, std::string_view found)
{
    std::string sentence("expected ");
    sentence += name_of(expected);
    sentence += ", found ";
    sentence += found;
    return sentence;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

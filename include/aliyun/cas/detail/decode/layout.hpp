// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The field tables in a form without types: how a decoder that is compiled once puts values into any response. A
// decoder asks an `object_layout` for a field by its name, lets the field locate its member in an object, and assigns
// to it by kind.

#include "../../operation.hpp"
#include "key_pattern.hpp"
#include "name_lookup.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

enum class value_kind : unsigned char
{
    text,    ///< std::string
    secret,  ///< secret_string
    integer, ///< an integer of any size: `assign_integer`
    boolean, ///< bool
    opened,  ///< open_enum: `assign_text`
    object   ///< a struct with a table of its own: `inner`
};

struct object_layout;

/// What a decoder does with a `std::vector` whose elements it does not know.
struct list_layout
{
    std::size_t (*size)(void const* list) noexcept;
    void (*clear)(void* list) noexcept;
    /// A new element; those before it may move. How much of the text the elements so far took, and how much is left,
    /// says for how many more to make room.
    void* (*append)(void* list, std::size_t text_read, std::size_t text_left);
};

/// One value's place and type.
struct field_layout
{
    std::string_view name;
    key_pattern pattern;
    std::size_t offset;            ///< of the member in its struct
    std::size_t index;             ///< in the table
    value_kind kind;               ///< of the value, or of the list's elements
    bool is_plain;                 ///< text, an integer or a bool that is in no optional and no list
    bool is_signed;                ///< kind integer only
    unsigned char width;           ///< kind integer only: its bits
    void* (*engage)(void* member); ///< null, or what to call to have a value in the optional
    list_layout const* list;       ///< null if it is not a list
    void (*assign_text)(void* value, std::string_view text); ///< kind opened only
    object_layout const& (*inner)();                         ///< kind object only

    /// The value, or the list, in `object`.
    [[nodiscard]] void* locate(void* object) const
    {
        void* const member = static_cast<unsigned char*>(object) + offset;
        return engage == nullptr ? member : engage(member);
    }

    /// Kind integer only. False: out of range.
    [[nodiscard]] bool assign_integer(void* value, bool negative, std::uint64_t magnitude) const noexcept;
};

/// All fields of one struct, in the order of its table, and a lookup that was made at compile time.
struct object_layout
{
    field_layout const* fields; ///< and behind the last one a field that is never found
    std::size_t size;
    name_lookup_view lookup;
    void (*reset)(void* object); ///< makes the object as good as new
    bool has_secret;             ///< a secret may stand somewhere in the answer: buffers that held it are wiped

    /// The field called `name` (the first letter's case does not count), or null.
    [[nodiscard]] field_layout const* find(std::string_view name) const noexcept
    {
        for (auto index = lookup.first(name); index != lookup.none; index = lookup.next(index))
            if (same_field_name(fields[index].name, name))
                return &fields[index];
        return nullptr;
    }
};

inline bool field_layout::assign_integer(void* value, bool negative, std::uint64_t magnitude) const noexcept
{
    auto const highest = ~std::uint64_t{0} >> (64 - width + is_signed);
    if (magnitude > (!negative ? highest : is_signed ? highest + 1 : 0))
        return false;
    auto const number = negative ? 0 - magnitude : magnitude;
    auto const store = [&]<typename Integer>(Integer narrowed) { std::memcpy(value, &narrowed, sizeof narrowed); };
    switch (width)
    {
    case 8:
        store(static_cast<std::uint8_t>(number));
        break;
    case 16:
        store(static_cast<std::uint16_t>(number));
        break;
    case 32:
        store(static_cast<std::uint32_t>(number));
        break;
    default:
        store(number);
    }
    return true;
}

/// How deep structs with tables may nest; decoders keep that many places on their stack.
inline constexpr std::size_t max_layout_depth = 8;

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

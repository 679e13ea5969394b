// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The field tables in a form without types: how a decoder that is compiled once puts values into any response. A
// decoder asks an `object_layout` for a field by its name, lets the field locate its member in an object, and assigns
// to it by kind.

#include "../../open_enum.hpp"
#include "../../operation.hpp"
#include "key_pattern.hpp"
#include "name_lookup.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

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

/// How deep structs with tables may nest; decoders keep that many places on their stack.
inline constexpr std::size_t max_layout_depth = 8;

template <typename T>
inline constexpr bool is_vector = false;
template <typename T, typename Allocator>
inline constexpr bool is_vector<std::vector<T, Allocator>> = true;

template <typename T>
inline constexpr bool is_open_enum = false;
template <typename Enum>
inline constexpr bool is_open_enum<open_enum<Enum>> = true;

template <typename T>
struct element_of
{
    using type = T;
};
template <typename T, typename Allocator>
struct element_of<std::vector<T, Allocator>>
{
    using type = T;
};

/// What a member holds once `std::optional` is taken off; the values in it once `std::vector` is taken off as well.
template <typename Member>
using stored = typename without_optional<Member>::type;
template <typename Member>
using innermost = typename without_optional<typename element_of<stored<Member>>::type>::type;

template <typename T>
consteval value_kind kind_of()
{
    if constexpr (std::is_same_v<T, std::string>)
        return value_kind::text;
    else if constexpr (std::is_same_v<T, secret_string>)
        return value_kind::secret;
    else if constexpr (std::is_same_v<T, bool>)
        return value_kind::boolean;
    else if constexpr (std::is_integral_v<T>)
        return value_kind::integer;
    else if constexpr (is_open_enum<T>)
        return value_kind::opened;
    else
    {
        static_assert(response<T>,
                      "aliyun::cas: the member of a field<> must be text, an integer, a bool, an open_enum, or a "
                      "struct with `using fields = field_table<...>`");
        return value_kind::object;
    }
}

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

/// The value itself; an optional that is empty is given one.
template <typename T>
auto& engaged(T& value)
{
    if constexpr (is_optional<T>)
        return value ? *value : value.emplace();
    else
        return value;
}

/// The text of the elements so far is a measure of those to come, but no promise: nothing is reserved for more than 64
/// times as many as there are.
template <typename Vector>
void* append_element(void* list, std::size_t text_read, std::size_t text_left)
{
    auto& vector = *static_cast<Vector*>(list);
    auto const size = vector.size();
    if (size == vector.capacity() && size > 0 && text_read > 0)
    {
        auto const expected = text_left / (text_read / size + 1);
        vector.reserve(size + std::clamp(expected + expected / 8 + 1, size, 64 * size));
    }
    return &engaged(vector.emplace_back());
}

template <typename Vector>
inline constexpr list_layout list_layout_of{.size = [](void const* list) noexcept
                                            { return static_cast<Vector const*>(list)->size(); },
                                            .clear = [](void* list) noexcept { static_cast<Vector*>(list)->clear(); },
                                            .append = &append_element<Vector>};

template <typename T>
object_layout const& layout_of();

template <typename T, typename Field>
field_layout make_field_layout(T& example, std::size_t index)
{
    using member_type = typename Field::value_type;
    using list_type = stored<member_type>;
    using value_type = innermost<member_type>;
    static_assert(
        !std::is_same_v<list_type, std::vector<bool>>,
        "aliyun::cas: the member of a field<> must not be a std::vector<bool>, which has no elements to refer to");
    static constexpr key_pattern pattern(Field::name);
    field_layout result{};
    result.name = Field::name;
    result.pattern = pattern;
    result.offset = static_cast<std::size_t>(reinterpret_cast<unsigned char*>(&(example.*Field::member)) -
                                             reinterpret_cast<unsigned char*>(&example));
    result.index = index;
    result.kind = kind_of<value_type>();
    result.is_plain = std::is_same_v<member_type, std::string> || std::is_integral_v<member_type>;
    if constexpr (is_optional<member_type>)
        result.engage = [](void* member) -> void* { return &engaged(*static_cast<member_type*>(member)); };
    if constexpr (is_vector<list_type>)
        result.list = &list_layout_of<list_type>;
    if constexpr (kind_of<value_type>() == value_kind::integer)
    {
        result.width = static_cast<unsigned char>(sizeof(value_type) * CHAR_BIT);
        result.is_signed = std::is_signed_v<value_type>;
    }
    if constexpr (kind_of<value_type>() == value_kind::opened)
        result.assign_text = [](void* value, std::string_view text) { static_cast<value_type*>(value)->assign(text); };
    if constexpr (kind_of<value_type>() == value_kind::object)
        result.inner = &layout_of<value_type>;
    return result;
}

template <typename T, typename Table = typename T::fields>
struct fields_of;

template <typename T, typename... Fields>
struct fields_of<T, field_table<Fields...>>
{
    static constexpr std::size_t size = sizeof...(Fields);
    static constexpr name_lookup<size> lookup{field_table<Fields...>::names};

    static std::array<field_layout, size + 1> make()
    {
        [[maybe_unused]] T example{};
        [[maybe_unused]] std::size_t index = 0;
        return {make_field_layout<T, Fields>(example, index++)..., field_layout{}};
    }

    template <typename Value>
    static consteval bool holds_secret()
    {
        if constexpr (kind_of<Value>() == value_kind::object)
            return fields_of<Value>::has_secret();
        else
            return kind_of<Value>() == value_kind::secret;
    }
    template <typename Value>
    static consteval std::size_t depth_of()
    {
        if constexpr (kind_of<Value>() == value_kind::object)
            return fields_of<Value>::depth();
        else
            return 0;
    }
    static consteval bool has_secret() { return (holds_secret<innermost<typename Fields::value_type>>() || ...); }
    static consteval std::size_t depth()
    {
        return 1 + (std::max)({std::size_t{0}, depth_of<innermost<typename Fields::value_type>>()...});
    }
};

template <typename T>
void make_anew(void* object)
{
    auto* const typed = static_cast<T*>(object);
    if constexpr (std::is_nothrow_default_constructible_v<T>)
    {
        std::destroy_at(typed);
        std::construct_at(typed);
    }
    else
        *typed = T{};
}

/// The layout of a struct with a field table. Made on first use, since the offset of a member is no constant
/// expression.
template <typename T>
object_layout const& layout_of()
{
    using table = fields_of<T>;
    static_assert(table::depth() <= max_layout_depth, "aliyun::cas: the structs of this response nest too deeply");
    static auto const fields = table::make();
    static object_layout const layout{.fields = fields.data(),
                                      .size = table::size,
                                      .lookup = table::lookup.view(),
                                      .reset = &make_anew<T>,
                                      .has_secret = table::has_secret()};
    return layout;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

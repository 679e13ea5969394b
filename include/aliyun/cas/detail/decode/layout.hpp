// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The field tables in a form without types: how a decoder that is compiled once puts values into any response. A decoder
// asks an `object_layout` for a field by its name, lets the field locate its member in an object, and assigns to it by kind.

#include "../../open_enum.hpp"
#include "../../operation.hpp"
#include "name_lookup.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace aliyun::cas::detail
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
    void (*clear)(void* list);
    void* (*append)(void* list); ///< a new element; those before it may move
    void (*reserve)(void* list, std::size_t more);
    std::size_t element_size;
};

/// One value's place and type.
struct field_layout
{
    std::string_view name;
    value_kind kind;                                                  ///< of the value, or of the list's elements
    list_layout const* list;                                          ///< null if it is not a list
    void* (*locate)(void* object);                                    ///< the value, or the list, in `object`
    bool (*assign_integer)(void* value, bool negative, std::uint64_t magnitude) noexcept; ///< false: out of range
    void (*assign_text)(void* value, std::string_view text);          ///< kind opened only
    object_layout const& (*inner)();                                  ///< kind object only
};

/// All fields of one struct, in the order of its table, and a lookup that was made at compile time.
struct object_layout
{
    field_layout const* fields;
    std::size_t size;
    /// The field called `name` (the first letter's case does not count), or null.
    field_layout const* (*find)(std::string_view name) noexcept;
    /// Makes the object as good as new.
    void (*reset)(void* object);
    bool has_secret; ///< a secret may stand somewhere in the answer: buffers that held it are wiped
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
        static_assert(response<T>, "aliyun::cas: the member of a field<> must be text, an integer, a bool, an open_enum, or a "
                                   "struct with `using fields = field_table<...>`");
        return value_kind::object;
    }
}

template <typename Integer>
bool assign_integer(void* value, bool negative, std::uint64_t magnitude) noexcept
{
    using limits = std::numeric_limits<Integer>;
    auto const highest = static_cast<std::uint64_t>(limits::max());
    if (negative && magnitude != 0)
    {
        if constexpr (std::is_signed_v<Integer>)
        {
            if (magnitude > highest + 1)
                return false;
            *static_cast<Integer*>(value) = static_cast<Integer>(-static_cast<std::int64_t>(magnitude - 1) - 1);
            return true;
        }
        return false;
    }
    if (magnitude > highest)
        return false;
    *static_cast<Integer*>(value) = static_cast<Integer>(magnitude);
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

template <typename Vector>
inline constexpr list_layout list_layout_of{
    .size = [](void const* list) noexcept { return static_cast<Vector const*>(list)->size(); },
    .clear = [](void* list) { static_cast<Vector*>(list)->clear(); },
    .append = [](void* list) -> void* { return &engaged(static_cast<Vector*>(list)->emplace_back()); },
    .reserve =
        [](void* list, std::size_t more)
    {
        auto& vector = *static_cast<Vector*>(list);
        vector.reserve(vector.size() + more);
    },
    .element_size = sizeof(typename Vector::value_type)};

template <typename T>
object_layout const& layout_of();

template <typename T, typename Field>
consteval field_layout make_field_layout()
{
    using member_type = stored<typename Field::value_type>;
    using value_type = innermost<member_type>;
    static_assert(!std::is_same_v<member_type, std::vector<bool>>,
                  "aliyun::cas: the member of a field<> must not be a std::vector<bool>, which has no elements to refer to");
    field_layout result{};
    result.name = Field::name;
    result.kind = kind_of<value_type>();
    if constexpr (is_vector<member_type>)
        result.list = &list_layout_of<member_type>;
    result.locate = [](void* object) -> void* { return &engaged(static_cast<T*>(object)->*Field::member); };
    if constexpr (kind_of<value_type>() == value_kind::integer)
        result.assign_integer = &assign_integer<value_type>;
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
    static constexpr std::array<field_layout, size> value{make_field_layout<T, Fields>()...};

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
        return 1 + std::max({std::size_t{0}, depth_of<innermost<typename Fields::value_type>>()...});
    }
};

template <typename T>
field_layout const* find_field(std::string_view name) noexcept
{
    using table = fields_of<T>;
    static constexpr name_lookup<table::size> lookup{T::fields::names};
    for (auto index = lookup.first(name); index != lookup.none; index = lookup.next(index))
        if (same_field_name(table::value[index].name, name))
            return &table::value[index];
    return nullptr;
}

/// The layout of a struct with a field table.
template <typename T>
object_layout const& layout_of()
{
    using table = fields_of<T>;
    static_assert(table::depth() <= max_layout_depth, "aliyun::cas: the structs of this response nest too deeply");
    static constexpr object_layout layout{.fields = table::value.data(),
                                          .size = table::size,
                                          .find = &find_field<T>,
                                          .reset = [](void* object) { *static_cast<T*>(object) = T{}; },
                                          .has_secret = table::has_secret()};
    return layout;
}

} // namespace aliyun::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// From the field table of a struct to its layout. Every struct that a program decodes costs it a table: what is the
// same for all is no template, and what stands in the table is small.

#include "../../open_enum.hpp"
#include "../../operation.hpp"
#include "layout.hpp"

#include <boost/config.hpp>

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

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
[[nodiscard]] inline std::size_t larger_capacity(std::size_t size, std::size_t text_read,
                                                 std::size_t text_left) noexcept
{
    if (size == 0 || text_read == 0)
        return size + (std::max)(size, std::size_t{1});
    auto const expected = text_left / (text_read / size + 1);
    return size + std::clamp(expected + expected / 8 + 1, size, 64 * size);
}

template <typename Vector>
BOOST_NOINLINE void grow(Vector& vector, std::size_t text_read, std::size_t text_left)
{
    vector.reserve(larger_capacity(vector.size(), text_read, text_left));
}

template <typename Vector>
[[gnu::flatten]] void* append_element(void* list, std::size_t text_read, std::size_t text_left)
{
    auto& vector = *static_cast<Vector*>(list);
    if (vector.size() == vector.capacity())
        grow(vector, text_read, text_left);
    // So that no second way to grow is made for each type of element. In pointers: compilers see through these.
    if (vector.data() + vector.size() == vector.data() + vector.capacity())
        BOOST_UNREACHABLE_RETURN(nullptr);
    return &engaged(vector.emplace_back());
}

template <typename Vector>
inline constexpr list_layout list_layout_of{.size = [](void const* list) noexcept
                                            { return static_cast<Vector const*>(list)->size(); },
                                            .clear = [](void* list) noexcept { static_cast<Vector*>(list)->clear(); },
                                            .append = &append_element<Vector>};

/// What is known of a field at compile time. No pointers: in a program that may be loaded anywhere, each of them takes
/// four times its size.
struct field_code
{
    std::uint16_t name_size;
    value_kind kind;
    bool is_plain;
    bool is_signed;
    unsigned char width;
};

/// Makes fields in `room` from what is known at compile time, and behind the last one a field that is never found.
/// @param names one behind the other
BOOST_NOINLINE inline field_layout* make_fields(void* room, field_code const* codes, std::size_t size,
                                                char const* names) noexcept
{
    auto* const fields = static_cast<field_layout*>(room);
    for (std::size_t i = 0; i < size; ++i)
    {
        std::string_view const name(names, codes[i].name_size);
        names += name.size();
        std::construct_at(fields + i, field_layout{.name = name,
                                                   .pattern = key_pattern(name),
                                                   .offset = 0,
                                                   .index = i,
                                                   .kind = codes[i].kind,
                                                   .is_plain = codes[i].is_plain,
                                                   .is_signed = codes[i].is_signed,
                                                   .width = codes[i].width,
                                                   .engage = nullptr,
                                                   .list = nullptr,
                                                   .assign_text = nullptr,
                                                   .inner = nullptr});
    }
    std::construct_at(fields + size);
    return fields;
}

template <typename T>
object_layout const& layout_of();

template <typename Member>
consteval field_code make_field_code(std::string_view name)
{
    using value_type = innermost<Member>;
    static_assert(
        !std::is_same_v<stored<Member>, std::vector<bool>>,
        "aliyun::cas: the member of a field<> must not be a std::vector<bool>, which has no elements to refer to");
    constexpr bool is_integer = kind_of<value_type>() == value_kind::integer;
    return {.name_size = static_cast<std::uint16_t>(name.size()),
            .kind = kind_of<value_type>(),
            .is_plain = std::is_same_v<Member, std::string> || std::is_integral_v<Member>,
            .is_signed = is_integer && std::is_signed_v<value_type>,
            .width = is_integer ? static_cast<unsigned char>(sizeof(value_type) * CHAR_BIT) : std::uint8_t{0}};
}

template <typename Member>
void* engage_member(void* member)
{
    return &engaged(*static_cast<Member*>(member));
}
template <typename OpenEnum>
void assign_opened(void* value, std::string_view text)
{
    static_cast<OpenEnum*>(value)->assign(text);
}

/// Fills in what is no constant expression, or a pointer.
template <typename Member>
inline void write_functions(field_layout& field)
{
    using list_type = stored<Member>;
    using value_type = innermost<Member>;
    if constexpr (is_optional<Member>)
        field.engage = &engage_member<Member>;
    if constexpr (is_vector<list_type>)
        field.list = &list_layout_of<list_type>;
    if constexpr (kind_of<value_type>() == value_kind::opened)
        field.assign_text = &assign_opened<value_type>;
    if constexpr (kind_of<value_type>() == value_kind::object)
        field.inner = &layout_of<value_type>;
}

/// Where the members of a `T` would be, if there were one.
template <typename T>
union place_of
{
    place_of() noexcept : nothing() {}
    place_of(place_of const&) = delete;
    place_of& operator=(place_of const&) = delete;
    ~place_of() {}

    template <auto Member>
    [[nodiscard]] std::size_t offset() noexcept
    {
        return static_cast<std::size_t>(reinterpret_cast<char*>(std::addressof(value.*Member)) - &nothing);
    }

    char nothing;
    T value;
};

template <typename T, typename Table = typename T::fields>
struct fields_of;

template <typename T, typename... Fields>
struct fields_of<T, field_table<Fields...>>
{
    static constexpr std::size_t size = sizeof...(Fields);
    static constexpr name_lookup<size> lookup{field_table<Fields...>::names};
    static constexpr std::array<field_code, size> codes{make_field_code<typename Fields::value_type>(Fields::name)...};
    static constexpr auto names = []
    {
        std::array<char, (std::size_t{0} + ... + Fields::name.size())> joined{};
        [[maybe_unused]] auto* end = joined.data();
        ((end = std::copy(Fields::name.begin(), Fields::name.end(), end)), ...);
        return joined;
    }();

    static field_layout const* make(void* room) noexcept
    {
        auto* const fields = make_fields(room, codes.data(), size, names.data());
        [[maybe_unused]] place_of<T> place;
        [[maybe_unused]] auto* field = fields;
        ((field->offset = place.template offset<Fields::member>(),
          write_functions<typename Fields::value_type>(*field++)),
         ...);
        return fields;
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

/// Made on first use, since the offset of a member is no constant expression.
template <typename T>
class made_layout
{
    using table = fields_of<T>;

public:
    made_layout() noexcept
        : layout{.fields = table::make(room_),
                 .size = table::size,
                 .lookup = table::lookup.view(),
                 .reset = &make_anew<T>,
                 .has_secret = table::has_secret()}
    {
    }
    made_layout(made_layout const&) = delete;
    made_layout& operator=(made_layout const&) = delete;

private:
    alignas(field_layout) unsigned char room_[(table::size + 1) * sizeof(field_layout)];

public:
    object_layout const layout;
};

template <typename T>
object_layout const& layout_of()
{
    static_assert(fields_of<T>::depth() <= max_layout_depth,
                  "aliyun::cas: the structs of this response nest too deeply");
    static made_layout<T> const made;
    return made.layout;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

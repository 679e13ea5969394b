// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What is asked: an operation is a struct with a table of its parameters, and a response is a struct with a table of
// its fields. Everything else (the signed query, the decoding, the retries, the pages) is made from these tables.

#include "detail/text/fixed_string.hpp"
#include "detail/text/fold_case.hpp"
#include "secret_string.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What happens if the service carries an operation out twice.
enum class repeat_safety
{
    safe,       ///< it only reads: may be repeated at will
    idempotent, ///< it writes, and the second time changes nothing more
    unsafe      ///< it writes, and a second time would do it again: never repeated once it may have run
};

/// Whether a parameter may be seen. A secret one travels in the body only.
enum class visibility
{
    open,
    secret
};

/// Whether requests carry the AccessKey id and a signature.
enum class request_signing
{
    required,
    none ///< the operation proves by its own parameters who asks, such as by a token of another authority
};

/// What the library must know of an operation beyond its parameters.
struct operation_traits
{
    std::string_view action;                             ///< value of the `Action` parameter
    repeat_safety repeat = repeat_safety::unsafe;        ///< decides what a failed call may do
    std::string_view version = {};                       ///< value of `Version`; empty: the client's option
    double calls_per_second = 0;                         ///< the service's quota for it; 0: none is known
    request_signing signing = request_signing::required; ///< whether it is signed
};

namespace detail
{

template <typename Member>
struct member_pointer;

template <typename Class, typename Value>
struct member_pointer<Value Class::*>
{
    using class_type = Class;
    using value_type = Value;
};

template <typename Value>
struct without_optional
{
    using type = Value;
};

template <typename Value>
struct without_optional<std::optional<Value>>
{
    using type = Value;
};

template <typename Value>
inline constexpr bool is_optional = !std::is_same_v<typename without_optional<Value>::type, Value>;

template <auto Member>
using member_value = typename member_pointer<std::remove_const_t<decltype(Member)>>::value_type;

/// The service spells one field `totalCount` here and `TotalCount` there: the case of the first letter says nothing.
constexpr bool same_field_name(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && !a.empty() && fold_case(a[0]) == fold_case(b[0]) && a.substr(1) == b.substr(1);
}

template <std::size_t Size, typename Same>
consteval bool all_differ(std::array<std::string_view, Size> const& names, Same same)
{
    for (std::size_t i = 0; i < Size; ++i)
        for (std::size_t j = i + 1; j < Size; ++j)
            if (same(names[i], names[j]))
                return false;
    return true;
}

} // namespace detail

/// One request parameter: its name on the wire and the member that holds its value.
///
/// The member may be a `std::string`, a `secret_string`, an integer, a `bool`, an enumeration with a function
/// `spelling(value)`, or an `std::optional` of these: an unset one is not sent, an empty text is sent as empty.
template <detail::fixed_string Name, auto Member, visibility Visibility = visibility::open>
struct param
{
    static constexpr std::string_view name = Name.view();
    static constexpr auto member = Member; ///< of the operation
    using value_type = typename detail::without_optional<detail::member_value<Member>>::type;
    /// Whether it may be left out.
    static constexpr bool is_optional = detail::is_optional<detail::member_value<Member>>;
    static constexpr bool is_secret = Visibility == visibility::secret || std::is_same_v<value_type, secret_string>;
};

/// A parameter whose value never changes, encoded at compile time.
template <detail::fixed_string Name, detail::fixed_string Value>
struct constant
{
    static constexpr std::string_view name = Name.view();
    static constexpr std::string_view value = Value.view(); ///< not encoded
    static constexpr bool is_secret = false;
};

/// The parameter that carries the operation's own name (for tables of common parameters).
template <detail::fixed_string Name>
struct action_param
{
    static constexpr std::string_view name = Name.view();
    static constexpr bool is_secret = false;
};

/// The parameters of an operation, in any order: `using params = param_table<param<"CertId",
/// &my_operation::cert_id>>;`.
template <typename... Params>
struct param_table
{
    static constexpr std::size_t size = sizeof...(Params);
    static constexpr std::array<std::string_view, size> names{Params::name...};
    static_assert(
        detail::all_differ(names, std::equal_to<>{}),
        "aliyun::cas: two parameters of this operation have the same name; remove one param<> from its table");
    using list = std::tuple<Params...>;
    /// Whether a request with these must not stand in a URL.
    static constexpr bool has_secret = (Params::is_secret || ...);
};

/// One response field: its name (the first letter's case does not matter) and the member that takes its value.
///
/// The member may be a `std::string`, a `secret_string`, a signed or unsigned integer, a `bool`, an
/// `open_enum`, a struct with a table of its own, an `std::optional` of these, or a `std::vector` of them.
template <detail::fixed_string Name, auto Member>
struct field
{
    static constexpr std::string_view name = Name.view();
    static constexpr auto member = Member; ///< of the response
    using value_type = detail::member_value<Member>;
};

/// The fields of a response: `using fields = field_table<field<"RequestId", &my_response::request_id>>;`.
template <typename... Fields>
struct field_table
{
    static constexpr std::size_t size = sizeof...(Fields);
    static constexpr std::array<std::string_view, size> names{Fields::name...};
    static_assert(
        detail::all_differ(names, detail::same_field_name),
        "aliyun::cas: two fields of this response have the same name (the first letter's case does not count); "
        "remove one field<> from its table");
    using list = std::tuple<Fields...>;
};

namespace detail
{

template <typename Table>
inline constexpr bool is_param_table = false;
template <typename... Params>
inline constexpr bool is_param_table<param_table<Params...>> = true;

template <typename Table>
inline constexpr bool is_field_table = false;
template <typename... Fields>
inline constexpr bool is_field_table<field_table<Fields...>> = true;

template <typename T>
concept has_traits = requires
{
    {
        T::traits
        } -> std::convertible_to<operation_traits>;
};
template <typename T>
concept has_params = requires
{
    requires is_param_table<typename T::params>;
};

} // namespace detail

/// A struct whose fields are described by a table.
template <typename T>
concept response = requires
{
    requires detail::is_field_table<typename T::fields>;
}
&&std::default_initializable<T>&& std::movable<T>;

/// What `client::async_call` takes: a struct with `traits`, `params` and `response`.
template <typename T>
concept operation = detail::has_traits<T> && detail::has_params<T> && requires
{
    requires response<typename T::response>;
} && std::move_constructible<T>;

namespace detail
{

/// The response of an operation; what is no operation is refused here, in a sentence of ours and before any other
/// error.
template <typename Op>
struct checked_operation
{
    using response = typename Op::response;
};

template <typename Op>
    requires(!operation<Op>)
struct checked_operation<Op>
{
    static_assert(has_traits<Op>, "aliyun::cas: this type is no operation: it lacks `static constexpr operation_traits "
                                  "traits{.action = \"...\"}`");
    static_assert(!has_traits<Op> || has_params<Op>,
                  "aliyun::cas: this type is no operation: it lacks `using params = param_table<...>`");
    static_assert(!has_traits<Op> || !has_params<Op>,
                  "aliyun::cas: this type is no operation: its `response` must be a default-constructible struct with "
                  "`using fields = field_table<...>`, and the operation itself movable");
    // A stand-in, so that the sentence above is not buried under errors that follow from it.
    struct response
    {
        using fields = field_table<>;
    };
};

} // namespace detail

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The order of a request's parameters, settled at compile time: an operation's own table merged with the common one,
// sorted by name in byte order, with every name and every constant value encoded, once for the wire and twice for the
// string to sign.

#include "../../common_params.hpp"
#include "../text/percent_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename Common, typename... Own>
consteval bool has_no_common_name(param_table<Own...>)
{
    [[maybe_unused]] auto const is_common = [](std::string_view name) {
        return name == "Signature" ||
               std::find(Common::names.begin(), Common::names.end(), name) != Common::names.end();
    };
    return !(is_common(Own::name) || ...);
}

/// What is known of one parameter at compile time.
struct parameter_slot
{
    std::string_view name;
    std::string_view value; ///< of a constant
    bool is_constant;
    bool is_optional;
    bool is_secret;
    std::size_t index; ///< in the operation's table, or behind it in the common one
};

template <typename Param>
constexpr parameter_slot make_slot(std::string_view action, std::size_t index)
{
    if constexpr (requires { Param::member; })
        return {Param::name, {}, false, Param::is_optional, Param::is_secret, index};
    else if constexpr (requires { Param::value; })
        return {Param::name, Param::value, true, false, false, index};
    else
        return {Param::name, action, true, false, false, index};
}

template <typename... Params>
consteval auto sorted_slots(std::string_view action, std::tuple<Params...>*)
{
    std::size_t index = 0;
    std::array<parameter_slot, sizeof...(Params)> parameter_slots{make_slot<Params>(action, index++)...};
    std::sort(parameter_slots.begin(), parameter_slots.end(),
              [](auto const& a, auto const& b) { return a.name < b.name; });
    return parameter_slots;
}

/// The parameters of `Op` and of the table `Common`, merged and sorted by name.
template <typename Op, typename Common>
struct canonical_order
{
    using own = typename Op::params;
    static_assert(
        has_no_common_name<Common>(own{}),
        "aliyun::cas: a parameter of this operation has the name of a common parameter (Action, Format, Version, "
        "SignatureNonce, ...); the client sends those itself, so remove that param<> from the table");

    using params = decltype(std::tuple_cat(typename own::list{}, typename Common::list{}));
    static constexpr auto parameter_slots = sorted_slots(Op::traits.action, static_cast<params*>(nullptr));
    static constexpr std::size_t size = parameter_slots.size();

    template <std::size_t Slot>
    using param_at = std::tuple_element_t<parameter_slots[Slot].index, params>;
    template <std::size_t Slot>
    static constexpr bool is_common = parameter_slots[Slot].index >= own::size;

    /// How many bytes of the twice encoded form, at least, come before the first secret value.
    static consteval std::size_t open_size()
    {
        std::size_t bytes = 0;
        for (auto const& slot : parameter_slots)
        {
            if (slot.is_secret)
                break;
            if (!slot.is_optional)
                bytes += slot.name.size() + slot.value.size() + 6; // `%26` before and `%3D` behind the name
        }
        return bytes;
    }

    /// The first of the constants that stand directly before `slot` and are written together with it. An optional
    /// parameter may be left out, so nothing is joined to it.
    static consteval std::size_t run_start(std::size_t slot)
    {
        if (!parameter_slots[slot].is_optional)
            while (slot > 0 && parameter_slots[slot - 1].is_constant)
                --slot;
        return slot;
    }
    /// Whether `slot` is a constant that is written together with what follows it.
    static consteval bool is_joined(std::size_t slot)
    {
        return parameter_slots[slot].is_constant && slot + 1 < size && !parameter_slots[slot + 1].is_optional;
    }
};

/// `&name=` of a parameter, with the whole of the constants that are joined to it, encoded in both forms. Every
/// parameter starts with its separator; whoever writes the first one takes that off again.
template <typename Order, std::size_t Slot>
class leading_text
{
    // `&` and `=` are markup: bare in the query, encoded once in the string to sign.
    static constexpr void write_markup(char c, canonical_output& out)
    {
        *out.once++ = c;
        *out.twice++ = '%';
        *out.twice++ = upper_hex_digits[static_cast<unsigned char>(c) >> 4];
        *out.twice++ = upper_hex_digits[static_cast<unsigned char>(c) & 15];
    }
    static constexpr canonical_output write(canonical_output out)
    {
        for (auto slot = Order::run_start(Slot); slot <= Slot; ++slot)
        {
            write_markup('&', out);
            write_encoded_plainly(Order::parameter_slots[slot].name, out);
            write_markup('=', out);
            write_encoded_plainly(Order::parameter_slots[slot].value, out);
        }
        return out;
    }

    static consteval std::size_t unencoded_size()
    {
        std::size_t size = 0;
        for (auto slot = Order::run_start(Slot); slot <= Slot; ++slot)
            size += Order::parameter_slots[slot].name.size() + Order::parameter_slots[slot].value.size() + 2;
        return size;
    }
    struct encoded
    {
        std::array<char, unencoded_size() * once_growth> once{};
        std::array<char, unencoded_size() * twice_growth> twice{};
        std::size_t once_size = 0;
        std::size_t twice_size = 0;
    };
    static constexpr encoded text_ = []
    {
        encoded result{};
        auto const end = write({result.once.data(), result.twice.data()});
        result.once_size = static_cast<std::size_t>(end.once - result.once.data());
        result.twice_size = static_cast<std::size_t>(end.twice - result.twice.data());
        return result;
    }();

public:
    static constexpr std::string_view once{text_.once.data(), text_.once_size};
    static constexpr std::string_view twice{text_.twice.data(), text_.twice_size};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

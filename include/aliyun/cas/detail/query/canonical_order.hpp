// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The order of a request's parameters, settled at compile time: an operation's own table merged with the common one,
// sorted by name in byte order, with every name and every constant value encoded, once for the wire and twice for the
// string to sign. What stands together from one table is a run; the runs of the common table are the same in many
// operations, which share the code that writes them.

#include "../../common_params.hpp"
#include "../text/percent_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

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
    std::size_t index; ///< in the table that it comes from
};

template <typename Param>
inline constexpr bool names_action = !requires
{
    Param::member;
}
&&!requires
{
    Param::value;
};

template <typename Param>
constexpr parameter_slot make_slot(std::string_view action, std::size_t index)
{
    if constexpr (requires { Param::member; })
        return {Param::name, {}, false, Param::is_optional, Param::is_secret, index};
    else if constexpr (names_action<Param>)
        return {Param::name, action, true, false, false, index};
    else
        return {Param::name, Param::value, true, false, false, index};
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

/// The parameters of an operation, those of the common table that name it among them.
template <typename Op, typename Common>
struct own_params;

template <typename Op, typename... Common>
struct own_params<Op, param_table<Common...>>
{
    using list = decltype(std::tuple_cat(
        typename Op::params::list{}, std::conditional_t<names_action<Common>, std::tuple<Common>, std::tuple<>>{}...));
    static constexpr auto parameter_slots = sorted_slots(Op::traits.action, static_cast<list*>(nullptr));
};

/// The rest of the common table: nothing in it depends on the operation.
template <typename Common>
struct shared_params;

template <typename... Common>
struct shared_params<param_table<Common...>>
{
    using list =
        decltype(std::tuple_cat(std::conditional_t<names_action<Common>, std::tuple<>, std::tuple<Common>>{}...));
    static constexpr auto parameter_slots = sorted_slots({}, static_cast<list*>(nullptr));
};

/// One parameter as a table.
template <typename Param>
struct lone_param
{
    static constexpr std::array<parameter_slot, 1> parameter_slots{make_slot<Param>({}, 0)};
};

/// Parameters that stand together in a request and come from one table.
struct parameter_run
{
    bool is_shared;
    std::size_t first;
    std::size_t last; ///< behind the last one
};

/// The parameters of `Op` and of the table `Common`, merged and sorted by name.
template <typename Op, typename Common>
struct canonical_order
{
    static_assert(
        has_no_common_name<Common>(typename Op::params{}),
        "aliyun::cas: a parameter of this operation has the name of a common parameter (Action, Format, Version, "
        "SignatureNonce, ...); the client sends those itself, so remove that param<> from the table");

    using own = own_params<Op, Common>;
    using shared = shared_params<Common>;

private:
    static constexpr auto merged_ = []
    {
        struct
        {
            std::array<parameter_run, own::parameter_slots.size() + shared::parameter_slots.size()> runs{};
            std::size_t size = 0;
        } merged;
        std::size_t from_own = 0;
        std::size_t from_shared = 0;
        while (from_own < own::parameter_slots.size() || from_shared < shared::parameter_slots.size())
        {
            bool const is_shared = from_own == own::parameter_slots.size() ||
                                   (from_shared < shared::parameter_slots.size() &&
                                    shared::parameter_slots[from_shared].name < own::parameter_slots[from_own].name);
            auto& next = is_shared ? from_shared : from_own;
            if (merged.size == 0 || merged.runs[merged.size - 1].is_shared != is_shared)
                merged.runs[merged.size++] = {is_shared, next, next};
            merged.runs[merged.size - 1].last = ++next;
        }
        return merged;
    }();

public:
    static constexpr std::size_t run_count = merged_.size;
    template <std::size_t Index>
    static constexpr parameter_run run = merged_.runs[Index];

    /// How many bytes of the twice encoded form, at least, come before the first secret value.
    static consteval std::size_t open_size()
    {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < merged_.size; ++i)
            for (auto at = merged_.runs[i].first; at < merged_.runs[i].last; ++at)
            {
                auto const& slot = merged_.runs[i].is_shared ? shared::parameter_slots[at] : own::parameter_slots[at];
                if (slot.is_secret)
                    return bytes;
                if (!slot.is_optional)
                    bytes += slot.name.size() + slot.value.size() + 6; // `%26` before and `%3D` behind the name
            }
        return bytes;
    }
};

/// `&name=` of a parameter, encoded in both forms, with the whole of the constants before it that are joined to it:
/// those that stand directly before it in its run, which begins with slot `First`. Every parameter starts with its
/// separator; whoever writes the first one takes that off again.
template <typename Table, std::size_t First, std::size_t Slot>
class leading_text
{
    // An optional parameter may be left out, so nothing is joined to it.
    static constexpr std::size_t start_ = []
    {
        auto slot = Slot;
        if (!Table::parameter_slots[slot].is_optional)
            while (slot > First && Table::parameter_slots[slot - 1].is_constant)
                --slot;
        return slot;
    }();

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
        for (auto slot = start_; slot <= Slot; ++slot)
        {
            write_markup('&', out);
            write_encoded_plainly(Table::parameter_slots[slot].name, out);
            write_markup('=', out);
            write_encoded_plainly(Table::parameter_slots[slot].value, out);
        }
        return out;
    }

    static consteval std::size_t unencoded_size()
    {
        std::size_t size = 0;
        for (auto slot = start_; slot <= Slot; ++slot)
            size += Table::parameter_slots[slot].name.size() + Table::parameter_slots[slot].value.size() + 2;
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

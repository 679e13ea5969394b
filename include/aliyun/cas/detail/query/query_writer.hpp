// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Writes the canonical query and the string to sign of a request, both in one pass over its values.

#include "canonical_order.hpp"
#include "value_text.hpp"

#include <boost/config.hpp>

#include <charconv>
#include <cstddef>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Upper bounds of what `query_writer::write` writes.
struct canonical_size
{
    std::size_t once = 0;
    std::size_t twice = 0;
};

/// How long a value's text is at most.
template <typename Value>
[[nodiscard]] std::size_t longest_text(Value const& value) noexcept
{
    if constexpr (std::is_integral_v<Value>)
        return value_text::longest_integer;
    else if constexpr (std::is_same_v<Value, common_value>)
        return value.text().size();
    else
        return value_text{value}.view().size();
}

// Nothing in a number needs encoding. Written twice and not copied: to read what has just been written byte by byte
// would stall.
template <typename Integer>
[[nodiscard]] BOOST_NOINLINE canonical_output write_integer(Integer value, canonical_output out) noexcept
{
    return {std::to_chars(out.once, out.once + value_text::longest_integer, value).ptr,
            std::to_chars(out.twice, out.twice + value_text::longest_integer, value).ptr};
}

template <typename Value>
[[nodiscard]] canonical_output write_value(Value const& value, canonical_output out) noexcept
{
    using widest = std::conditional_t<std::is_signed_v<Value>, long long, unsigned long long>;
    if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
        return apart(write_integer(widest{value}, out));
    else if constexpr (std::is_same_v<Value, common_value>)
        return apart(value.ready() ? value.ready()->write(out) : encode(value.text(), out));
    else
        return apart(encode(value_text{value}.view(), out));
}

template <typename Leading>
[[nodiscard]] canonical_output write_leading(canonical_output out) noexcept
{
    std::memcpy(out.once, Leading::once.data(), Leading::once.size());
    std::memcpy(out.twice, Leading::twice.data(), Leading::twice.size());
    return apart({out.once + Leading::once.size(), out.twice + Leading::twice.size()});
}

/// A parameter that nothing is joined to: written alike in whatever table it stands, so compiled once for all.
template <typename Param, typename Value>
[[nodiscard]] BOOST_NOINLINE canonical_output write_alone(Value const& value, canonical_output out) noexcept
{
    return write_value(value, write_leading<leading_text<lone_param<Param>, 0, 0>>(out));
}

/// Writes the parameters of one table; their values are members of one object.
template <typename Table>
class table_writer
{
    // Names and constants, with two characters of markup each: those grow no more than others do.
    static constexpr std::size_t texts_size_ = []
    {
        std::size_t size = 0;
        for (auto const& slot : Table::parameter_slots)
            size += slot.name.size() + slot.value.size() + 2;
        return size;
    }();

public:
    /// How much room all of them need at most.
    template <typename Values>
    [[nodiscard]] static canonical_size bound(Values const& values) noexcept
    {
        return [&]<std::size_t... Slot>(std::index_sequence<Slot...>)
        {
            std::size_t const size = (texts_size_ + ... + longest<Slot>(values));
            return canonical_size{size * once_growth, size * twice_growth};
        }
        (std::make_index_sequence<Table::parameter_slots.size()>{});
    }

    /// Writes those of a run, and returns where the outputs end.
    template <std::size_t First, std::size_t Last, typename Values>
    [[nodiscard]] static canonical_output write(Values const& values, canonical_output out) noexcept
    {
        return write_slots<First, Last>(values, out, std::make_index_sequence<Last - First>{});
    }

private:
    template <std::size_t Slot>
    using param_at = std::tuple_element_t<Table::parameter_slots[Slot].index, typename Table::list>;

    template <std::size_t Slot, typename Values>
    static std::size_t longest([[maybe_unused]] Values const& values) noexcept
    {
        if constexpr (Table::parameter_slots[Slot].is_constant)
            return 0;
        else if constexpr (!Table::parameter_slots[Slot].is_optional)
            return longest_text(values.*param_at<Slot>::member);
        else if (auto const& value = values.*param_at<Slot>::member)
            return longest_text(*value);
        else
            return 0;
    }

    // No lambda, here and below: one that captures the outputs keeps them in memory.
    template <std::size_t First, std::size_t Last, typename Values, std::size_t... Index>
    static canonical_output write_slots(Values const& values, canonical_output out,
                                        std::index_sequence<Index...>) noexcept
    {
        ((out = write_slot<First, First + Index, Last>(values, out)), ...);
        return out;
    }

    template <std::size_t First, std::size_t Slot, std::size_t Last, typename Values>
    static canonical_output write_slot([[maybe_unused]] Values const& values, canonical_output out) noexcept
    {
        using leading = leading_text<Table, First, Slot>;
        if constexpr (Table::parameter_slots[Slot].is_constant)
        {
            // Unless it is written together with what follows it.
            if constexpr (Slot + 1 == Last || Table::parameter_slots[Slot + 1].is_optional)
                out = write_leading<leading>(out);
        }
        else if constexpr (!Table::parameter_slots[Slot].is_optional)
            out = write_value(values.*param_at<Slot>::member, write_leading<leading>(out));
        else if (auto const& value = values.*param_at<Slot>::member)
            out = apart(write_alone<param_at<Slot>>(*value, out));
        return out;
    }
};

/// What operations share is compiled once, and not inlined into each one's code.
template <typename Table>
[[nodiscard]] BOOST_NOINLINE canonical_size shared_bound(request_context const& context) noexcept
{
    return table_writer<Table>::bound(context);
}
template <typename Table, std::size_t First, std::size_t Last>
[[nodiscard]] BOOST_NOINLINE canonical_output write_shared(request_context const& context,
                                                           canonical_output out) noexcept
{
    return table_writer<Table>::template write<First, Last>(context, out);
}

template <typename Op, typename Common>
class query_writer
{
    using order = canonical_order<Op, Common>;

public:
    /// How much room `write` needs at most.
    [[nodiscard]] static canonical_size bound(Op const& op, request_context const& context) noexcept
    {
        auto const own = table_writer<typename order::own>::bound(op);
        auto const shared = shared_bound<typename order::shared>(context);
        return {own.once + shared.once + encoding_slack, own.twice + shared.twice + encoding_slack};
    }

    /// Writes both forms; each parameter, the first one too, starts with its separator (`&`, in the twice encoded form
    /// `%26`). Returns where they end.
    [[nodiscard]] static canonical_output write(Op const& op, request_context const& context,
                                                canonical_output out) noexcept
    {
        return write_runs(op, context, out, std::make_index_sequence<order::run_count>{});
    }

private:
    template <std::size_t... Index>
    static canonical_output write_runs(Op const& op, request_context const& context, canonical_output out,
                                       std::index_sequence<Index...>) noexcept
    {
        ((out = write_run<Index>(op, context, out)), ...);
        return out;
    }
    template <std::size_t Index>
    static canonical_output write_run(Op const& op, request_context const& context, canonical_output out) noexcept
    {
        constexpr auto run = order::template run<Index>;
        if constexpr (run.is_shared)
            return apart(write_shared<typename order::shared, run.first, run.last>(context, out));
        else
            return table_writer<typename order::own>::template write<run.first, run.last>(op, out);
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

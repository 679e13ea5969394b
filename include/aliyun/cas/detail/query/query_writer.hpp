// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Writes the canonical query and the string to sign of a request, both in one pass over its values.

#include "canonical_order.hpp"
#include "value_text.hpp"

#include <charconv>
#include <cstddef>
#include <cstring>
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

template <typename Op, typename Common>
class query_writer
{
    using order = canonical_order<Op, Common>;

    template <std::size_t Slot>
    static auto const& member(Op const& op, request_context const& context) noexcept
    {
        if constexpr (order::template is_common<Slot>)
            return context.*order::template param_at<Slot>::member;
        else
            return op.*order::template param_at<Slot>::member;
    }

    // Calls visit(leading text) for what is constant and visit(leading text, value) for the rest of what is sent.
    template <std::size_t Slot, typename Visitor>
    static void visit_slot(Op const& op, request_context const& context, Visitor& visit)
    {
        using leading = leading_text<order, Slot>;
        if constexpr (order::parameter_slots[Slot].is_constant)
        {
            if constexpr (!order::is_joined(Slot))
                visit(leading{});
        }
        else if constexpr (order::parameter_slots[Slot].is_optional)
        {
            if (auto const& value = member<Slot>(op, context))
                visit(leading{}, *value);
        }
        else
            visit(leading{}, member<Slot>(op, context));
    }
    template <typename Visitor, std::size_t... Slot>
    static Visitor visit_slots(Op const& op, request_context const& context, Visitor visit,
                               std::index_sequence<Slot...>)
    {
        (visit_slot<Slot>(op, context, visit), ...);
        return visit;
    }
    // The visitor keeps its state in itself and comes back with it: that stays in registers.
    template <typename Visitor>
    static Visitor for_each(Op const& op, request_context const& context, Visitor visit)
    {
        return visit_slots(op, context, visit, std::make_index_sequence<order::size>{});
    }

    template <typename Value>
    static std::size_t longest(Value const& value) noexcept
    {
        if constexpr (std::is_integral_v<Value>)
            return value_text::longest_integer;
        else if constexpr (std::is_same_v<Value, common_value>)
            return value.text().size();
        else
            return value_text{value}.view().size();
    }

public:
    /// How much room `write` needs at most.
    [[nodiscard]] static canonical_size bound(Op const& op, request_context const& context) noexcept
    {
        return for_each(op, context, measurer{}).size;
    }

    /// Writes both forms; each parameter, the first one too, starts with its separator (`&`, in the twice encoded form
    /// `%26`). Returns where they end.
    static canonical_output write(Op const& op, request_context const& context, canonical_output out) noexcept
    {
        return for_each(op, context, encoder{out}).out;
    }

private:
    struct measurer
    {
        canonical_size size{encoding_slack, encoding_slack};

        template <typename Leading, typename... Value>
        void operator()(Leading, Value const&... value) noexcept
        {
            size.once += Leading::once.size() + (std::size_t{0} + ... + longest(value)) * once_growth;
            size.twice += Leading::twice.size() + (std::size_t{0} + ... + longest(value)) * twice_growth;
        }
    };

    class encoder
    {
    public:
        explicit encoder(canonical_output start) noexcept : out(start) {}

        canonical_output out;

        template <typename Leading, typename... Value>
        void operator()(Leading, Value const&... value) noexcept
        {
            std::memcpy(out.once, Leading::once.data(), Leading::once.size());
            out.once += Leading::once.size();
            std::memcpy(out.twice, Leading::twice.data(), Leading::twice.size());
            out.twice += Leading::twice.size();
            (write(value), ...);
        }

    private:
        template <typename Value>
        void write(Value const& value) noexcept
        {
            if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
            {
                // Nothing in a number needs encoding. Written twice and not copied: to read what has just been written
                // byte by byte would stall.
                out.once = std::to_chars(out.once, out.once + value_text::longest_integer, value).ptr;
                out.twice = std::to_chars(out.twice, out.twice + value_text::longest_integer, value).ptr;
            }
            else if constexpr (std::is_same_v<Value, common_value>)
                out = value.ready() ? value.ready()->write(out) : encode(value.text(), out);
            else
                out = encode(value_text{value}.view(), out);
        }
    };
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

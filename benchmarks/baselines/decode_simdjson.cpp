// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// simdjson's on-demand interface: fields asked for in the order in which they come, fields asked for in any order, and
// fields taken as they come.

#include "../decode/decoding.hpp"

#include <simdjson.h>

#include <cstdint>

// The names of the fields are constants to the comparison only where all of this is inlined: 3 of 14 microseconds a
// page.
#define INLINED [[gnu::always_inline]] inline

namespace
{

using aliyun::cas::certificate_page;

namespace ondemand = simdjson::ondemand;

using found_value = simdjson::simdjson_result<ondemand::value>;

INLINED void assign(found_value value, std::int64_t& to)
{
    to = value.get_int64();
}

INLINED void assign(found_value value, bool& to)
{
    to = value.get_bool();
}

INLINED void assign(found_value value, std::string& to)
{
    to = std::string_view(value.get_string());
}

/// Looks on from the field that was found last, and never back.
struct in_order
{
    INLINED found_value operator()(ondemand::object& object, std::string_view name) const
    {
        return object.find_field(name);
    }
};

/// Looks on from the field that was found last, and then from the start.
struct any_order
{
    INLINED found_value operator()(ondemand::object& object, std::string_view name) const
    {
        return object.find_field_unordered(name);
    }
};

template <typename Find>
struct ask_for_each
{
    template <typename Struct>
    INLINED void operator()(ondemand::object& object, Struct& out) const
    {
        bench::visit_fields(
            out, [&](std::string_view name, auto& to)
                     __attribute__((always_inline)) { assign(Find()(object, name), to); });
    }
};

struct take_each
{
    template <typename Struct>
    INLINED void operator()(ondemand::object& object, Struct& out) const
    {
        for (auto field : object)
        {
            std::string_view const key = field.unescaped_key();
            take(key, field.value(), out);
        }
    }

private:
    template <typename Struct>
    INLINED static void take(std::string_view key, found_value value, Struct& out)
    {
        if constexpr (std::is_same_v<Struct, certificate_page>)
            if (key == "CertificateList")
            {
                out.certificate_list.reserve(static_cast<std::size_t>(out.show_size));
                for (ondemand::object entry : value.get_array())
                    take_each()(entry, out.certificate_list.emplace_back());
                return;
            }
        bool taken = false;
        bench::visit_fields(
            out, [&](std::string_view name, auto& to) __attribute__((always_inline)) {
                if (!taken && key == name)
                {
                    assign(value, to);
                    taken = true;
                }
            });
    }
};

template <typename Fill>
class simdjson_decoder
{
public:
    certificate_page operator()(std::string_view json)
    {
        certificate_page page;
        auto document = parser_->iterate(json.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING);
        ondemand::object object = document.get_object();
        Fill()(object, page);
        if constexpr (!std::is_same_v<Fill, take_each>)
            fill_list(object, page);
        return page;
    }

private:
    static void fill_list(ondemand::object& object, certificate_page& page)
    {
        page.certificate_list.reserve(static_cast<std::size_t>(page.show_size));
        for (ondemand::object entry : object["CertificateList"].get_array())
            Fill()(entry, page.certificate_list.emplace_back());
    }

    std::shared_ptr<ondemand::parser> parser_ = std::make_shared<ondemand::parser>(); // keeps its memory
};

bench::joins const joined{
    [](std::vector<bench::contender>& all)
    {
        using bench::accepts;
        bench::add_decoder(all, "simdjson_in_order", accepts::documented_order,
                           simdjson_decoder<ask_for_each<in_order>>());
        bench::add_decoder(all, "simdjson_any_order", accepts::any_order, simdjson_decoder<ask_for_each<any_order>>());
        bench::add_decoder(all, "simdjson_as_they_come", accepts::any_order, simdjson_decoder<take_each>());
    }};

} // namespace

#undef INLINED

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The decoder of JSON. Included by json.hpp, or with separate compilation by one unit of the program alone.

#include "json.hpp"
#include "json_scanner.hpp"
#include "parse_json.hpp"
#include "utf8.hpp"

#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

ALIYUN_CAS_DECL std::optional<decode_problem> decode_json(std::string_view body, object_layout const& layout,
                                                          void* object, service_error* envelope)
{
    if (json_scanner(without_byte_order_mark(body), envelope).scan(layout, object))
        return std::nullopt;
    layout.reset(object);
    if (envelope != nullptr)
        *envelope = {};
    return parse_json(body, layout, object, envelope);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

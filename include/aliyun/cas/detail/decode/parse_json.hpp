// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// JSON into any object that has a layout, by Boost.JSON's parser.

#include "json_fields.hpp"
#include "utf8.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Decodes with Boost.JSON's parser, see `decode_function`.
///
/// Fields that nobody asks for are skipped, but must be JSON. Null and absent are alike. Numbers may stand for text and
/// text for numbers and booleans; a single value may stand for a list. Of two fields of one name the last counts. A
/// byte order mark is ignored.
inline std::optional<decode_problem> parse_json(std::string_view body, object_layout const& layout, void* object,
                                                service_error* envelope)
{
    body = without_byte_order_mark(body);
    if (!is_utf8(body))
        return decode_problem{{}, "not UTF-8"};
    boost::json::parse_options options;
    options.max_depth = max_nesting;   // the parser recurses
    options.allow_invalid_utf8 = true; // it was looked for already, faster
    boost::json::basic_parser<json_fields> parser(options, layout, object, envelope);
    boost::system::error_code error;
    auto const used = parser.write_some(false, body.data(), body.size(), error);
    if (error)
        return parser.handler().problem("not JSON: " + error.message());
    if (used != body.size())
        return decode_problem{{}, "more text behind the document"};
    return std::nullopt;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

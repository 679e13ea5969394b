// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The library's decoder, as a call uses it: with an envelope for errors, and with no type in it but a layout. Beside it
// the way that it falls back on, Boost.JSON's parser.

#include "decoding.hpp"

#include "aliyun/cas/detail/decode/layout_of.hpp"
#include "aliyun/cas/response_format.hpp"

#include <stdexcept>

namespace
{

using aliyun::cas::certificate_page;
using aliyun::cas::json_format;
namespace detail = aliyun::cas::detail;

auto decoder(detail::decode_function* decode)
{
    return [decode](std::string_view json)
    {
        certificate_page page;
        detail::service_error envelope;
        if (decode(json, detail::layout_of<certificate_page>(), &page, &envelope))
            throw std::runtime_error("a page was refused");
        return page;
    };
}

bench::joins const joined{[](std::vector<bench::contender>& all)
                          {
                              using bench::accepts;
                              bench::add_decoder(all, "aliyun_cas", accepts::any_order, decoder(json_format.decoder()));
                              bench::add_decoder(all, "aliyun_cas_without_scanner", accepts::any_order,
                                                 decoder(&detail::parse_json));
                          }};

} // namespace

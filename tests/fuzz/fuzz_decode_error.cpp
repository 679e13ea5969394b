// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The body of an error, in any format or none: what comes out is UTF-8, and no longer than the body.

#include "aliyun/cas/detail/decode/error_body.hpp"
#include "aliyun/cas/detail/decode/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const error = aliyun::cas::detail::decode_error_body({reinterpret_cast<char const*>(data), size});
    for (auto const* const text : {&error.code, &error.message, &error.request_id, &error.host_id, &error.recommend})
        if (text->size() > size || !aliyun::cas::detail::is_utf8(*text))
        {
            std::cerr << "a text is too long or not UTF-8\n";
            std::abort();
        }
    return 0;
}

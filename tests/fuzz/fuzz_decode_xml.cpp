// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// XML: whatever the body is, what comes out is UTF-8, or a problem that tells nothing of it.

#include "unit/decode/decode_checks.hpp"

#include "aliyun/cas/xml.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const result = decode_test::decode_with<decode_test::everything>(aliyun::cas::xml_format.decoder(),
                                                                          {reinterpret_cast<char const*>(data), size});
    if (auto const wrong = decode_test::fault_in(result); !wrong.empty())
    {
        std::cerr << wrong << '\n';
        std::abort();
    }
    return 0;
}

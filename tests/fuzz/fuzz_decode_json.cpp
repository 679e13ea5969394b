// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// JSON: the scanner must come to the same as Boost.JSON's parser, or give up.

#include "unit/decode/decode_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const wrong = decode_test::disagreement_about({reinterpret_cast<char const*>(data), size});
    if (!wrong.empty())
    {
        std::cerr << wrong << '\n';
        std::abort();
    }
    return 0;
}

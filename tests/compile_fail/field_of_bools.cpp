// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A std::vector<bool> keeps no bool that a decoder could point to.
// expect: aliyun::cas: the member of a field<> must not be a std::vector<bool>

#include "aliyun/cas/detail/decode/layout_of.hpp"

#include <cstdint>
#include <vector>

struct answers
{
#ifdef SHOULD_NOT_COMPILE
    std::vector<bool> all{};
#else
    std::vector<std::uint8_t> all{};
#endif

    using fields = aliyun::cas::field_table<aliyun::cas::field<"All", &answers::all>>;
};

aliyun::cas::detail::object_layout const& layout = aliyun::cas::detail::layout_of<answers>();

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Decoders keep a place for each level of structs, and have eight.
// expect: aliyun::cas: the structs of this response nest too deeply

#include "aliyun/cas/detail/decode/layout_of.hpp"

template <int Depth>
struct nested
{
    nested<Depth - 1> inner{};

    using fields = aliyun::cas::field_table<aliyun::cas::field<"Inner", &nested::inner>>;
};

template <>
struct nested<0>
{
    using fields = aliyun::cas::field_table<>;
};

#ifdef SHOULD_NOT_COMPILE
constexpr int depth = 8;
#else
constexpr int depth = 7;
#endif

aliyun::cas::detail::object_layout const& layout = aliyun::cas::detail::layout_of<nested<depth>>();

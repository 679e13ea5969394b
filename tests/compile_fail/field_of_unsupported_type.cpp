// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A member that no decoder knows how to fill.
// expect: aliyun::cas: the member of a field<> must be text, an integer, a bool, an open_enum, or a struct with

#include "aliyun/cas/detail/decode/layout_of.hpp"

#include <string>

struct price
{
#ifdef SHOULD_NOT_COMPILE
    double amount{};
#else
    std::string amount{}; // a number may become text, digit by digit
#endif

    using fields = aliyun::cas::field_table<aliyun::cas::field<"Amount", &price::amount>>;
};

aliyun::cas::detail::object_layout const& layout = aliyun::cas::detail::layout_of<price>();

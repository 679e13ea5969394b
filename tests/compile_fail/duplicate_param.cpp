// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Two parameters with one name: only one of them could be sent.
// expect: aliyun::cas: two parameters of this operation have the same name; remove one param<> from its table

#include "aliyun/cas/operations/common.hpp"

struct twice
{
    std::string first{};
    std::string second{};

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "Twice"};
#ifdef SHOULD_NOT_COMPILE
    using params =
        aliyun::cas::param_table<aliyun::cas::param<"Name", &twice::first>, aliyun::cas::param<"Name", &twice::second>>;
#else
    using params =
        aliyun::cas::param_table<aliyun::cas::param<"Name", &twice::first>, aliyun::cas::param<"name", &twice::second>>;
#endif
};

static_assert(twice::params::size == 2);

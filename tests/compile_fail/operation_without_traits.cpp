// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// expect: aliyun::cas: this type is no operation: it lacks `static constexpr operation_traits traits{.action =

#include "aliyun/cas/client.hpp"
#include "aliyun/cas/operations/common.hpp"

struct nameless
{
#ifndef SHOULD_NOT_COMPILE
    static constexpr aliyun::cas::operation_traits traits{.action = "Named"};
#endif
    using response = aliyun::cas::request_receipt;
    using params = aliyun::cas::param_table<>;
};

void call(aliyun::cas::client& client)
{
    client.async_call(nameless{}, [](auto const&) {});
}

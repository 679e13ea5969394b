// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// expect: aliyun::cas: this type is no operation: it lacks `using params = param_table<...>`

#include "aliyun/cas/client.hpp"
#include "aliyun/cas/operations/common.hpp"

struct without_table
{
    static constexpr aliyun::cas::operation_traits traits{.action = "WithoutTable"};
    using response = aliyun::cas::request_receipt;
#ifdef SHOULD_NOT_COMPILE
    using params = int;
#else
    using params = aliyun::cas::param_table<>;
#endif
};

void call(aliyun::cas::client& client)
{
    client.async_call(without_table{}, [](auto const&) {});
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Something that has nothing of an operation.
// expect: aliyun::cas: this type is no operation: it lacks `static constexpr operation_traits

#include "aliyun/cas/client.hpp"
#include "aliyun/cas/operations.hpp"

void call(aliyun::cas::client& client)
{
#ifdef SHOULD_NOT_COMPILE
    client.async_call(7, [](auto const&) {});
#else
    client.async_call(aliyun::cas::delete_user_certificate{7}, [](auto const&) {});
#endif
}

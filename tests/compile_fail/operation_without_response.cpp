// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// expect: aliyun::cas: this type is no operation: its `response` must be a default-constructible struct

#include "aliyun/cas/client.hpp"
#include "aliyun/cas/operations/common.hpp"

#include <string>

struct answered_by_text
{
    static constexpr aliyun::cas::operation_traits traits{.action = "AnsweredByText"};
#ifdef SHOULD_NOT_COMPILE
    using response = std::string;
#else
    using response = aliyun::cas::request_receipt;
#endif
    using params = aliyun::cas::param_table<>;
};

void call(aliyun::cas::client& client)
{
    client.async_call(answered_by_text{}, [](auto const&) {});
}

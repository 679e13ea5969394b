// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The protocol says how a number with a fraction is spelt no more than the library does.
// expect: aliyun::cas: the member of a param<> must be text, a secret_string, an integer, a bool,

#include "aliyun/cas/detail/query/query_writer.hpp"
#include "aliyun/cas/operations/common.hpp"

struct weighed
{
#ifdef SHOULD_NOT_COMPILE
    double weight = 0;
#else
    int weight = 0;
#endif

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "Weighed"};
    using params = aliyun::cas::param_table<aliyun::cas::param<"Weight", &weighed::weight>>;
};

std::size_t room(weighed const& op, aliyun::cas::request_context const& context)
{
    return aliyun::cas::detail::query_writer<weighed, aliyun::cas::rpc_v1_params>::bound(op, context).once;
}

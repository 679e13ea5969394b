// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The same for a constant.
// expect: aliyun::cas: a parameter of this operation has the name of a common parameter

#include "aliyun/cas/detail/query/query_writer.hpp"
#include "aliyun/cas/operations/common.hpp"

struct own_version
{
    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "OwnVersion"};
#ifdef SHOULD_NOT_COMPILE
    using params = aliyun::cas::param_table<aliyun::cas::constant<"Version", "2018-08-13">>;
#else
    using params = aliyun::cas::param_table<aliyun::cas::constant<"Edition", "2018-08-13">>;
#endif
};

std::size_t room(own_version const& op, aliyun::cas::request_context const& context)
{
    return aliyun::cas::detail::query_writer<own_version, aliyun::cas::rpc_v1_params>::bound(op, context).once;
}

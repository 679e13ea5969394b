// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A parameter that the client sends itself.
// expect: aliyun::cas: a parameter of this operation has the name of a common parameter

#include "aliyun/cas/detail/query/query_writer.hpp"
#include "aliyun/cas/operations/common.hpp"

struct own_format
{
    std::string format{};

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "OwnFormat"};
#ifdef SHOULD_NOT_COMPILE
    using params = aliyun::cas::param_table<aliyun::cas::param<"Format", &own_format::format>>;
#else
    using params = aliyun::cas::param_table<aliyun::cas::param<"ImageFormat", &own_format::format>>;
#endif
};

std::size_t room(own_format const& op, aliyun::cas::request_context const& context)
{
    return aliyun::cas::detail::query_writer<own_format, aliyun::cas::rpc_v1_params>::bound(op, context).once;
}

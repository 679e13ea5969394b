// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The signature is in no table, but it is sent all the same.
// expect: aliyun::cas: a parameter of this operation has the name of a common parameter

#include "aliyun/cas/detail/query/query_writer.hpp"
#include "aliyun/cas/operations/common.hpp"

struct own_signature
{
    std::string signature{};

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "OwnSignature"};
#ifdef SHOULD_NOT_COMPILE
    using params = aliyun::cas::param_table<aliyun::cas::param<"Signature", &own_signature::signature>>;
#else
    using params = aliyun::cas::param_table<aliyun::cas::param<"Signatur", &own_signature::signature>>;
#endif
};

std::size_t room(own_signature const& op, aliyun::cas::request_context const& context)
{
    return aliyun::cas::detail::query_writer<own_signature, aliyun::cas::rpc_v1_params>::bound(op, context).once;
}

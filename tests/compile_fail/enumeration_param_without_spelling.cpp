// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// An enumeration without words for its values.
// expect: aliyun::cas: the member of a param<> must be text, a secret_string, an integer, a bool,

#include "aliyun/cas/detail/query/query_writer.hpp"
#include "aliyun/cas/operations/common.hpp"

enum class colour
{
    red,
    blue
};

#ifndef SHOULD_NOT_COMPILE
constexpr std::string_view spelling(colour value) noexcept
{
    return value == colour::red ? "red" : "blue";
}
#endif

struct painted
{
    std::optional<colour> paint{};

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "Painted"};
    using params = aliyun::cas::param_table<aliyun::cas::param<"Paint", &painted::paint>>;
};

std::size_t room(painted const& op, aliyun::cas::request_context const& context)
{
    return aliyun::cas::detail::query_writer<painted, aliyun::cas::rpc_v1_params>::bound(op, context).once;
}

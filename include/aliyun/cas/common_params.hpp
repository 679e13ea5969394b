// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The parameters that every request carries, as a table like any other: a service that spells one of them differently
// is another table.

#include "operation.hpp"

#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The values of the common parameters of one request. Views: they live as long as what they were made from.
struct request_context
{
    std::string_view access_key_id{};
    std::string_view format{};    ///< `JSON` or `XML`
    std::string_view nonce{};     ///< unique for each attempt
    std::string_view timestamp{}; ///< `yyyy-MM-ddTHH:mm:ssZ`, UTC
    std::string_view version{};
    std::optional<std::string_view> security_token{}; ///< temporary credentials only
    std::optional<std::string_view> region_id{};
    std::optional<std::string_view> resource_owner_account{};
};

/// The common parameters of an RPC-style service with signature version 1.0.
using rpc_v1_params =
    param_table<param<"AccessKeyId", &request_context::access_key_id>, action_param<"Action">,
                param<"Format", &request_context::format>, param<"RegionId", &request_context::region_id>,
                param<"ResourceOwnerAccount", &request_context::resource_owner_account>,
                param<"SecurityToken", &request_context::security_token, visibility::secret>,
                constant<"SignatureMethod", "HMAC-SHA1">, param<"SignatureNonce", &request_context::nonce>,
                constant<"SignatureVersion", "1.0">, param<"Timestamp", &request_context::timestamp>,
                param<"Version", &request_context::version>>;

/// Those of a request that goes unsigned.
using rpc_unsigned_params =
    param_table<action_param<"Action">, param<"Format", &request_context::format>,
                param<"Timestamp", &request_context::timestamp>, param<"Version", &request_context::version>>;

} // namespace aliyun::ALIYUN_CAS_ABI::cas

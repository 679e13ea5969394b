// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What all operations of the service share: two optional parameters and the bare receipt.

#include "../operation.hpp"

#include <optional>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The optional parameters that every operation takes.
struct localized_request
{
    std::optional<std::string> lang{};      ///< language of messages: `zh` or `en`
    std::optional<std::string> source_ip{}; ///< address of the person on whose behalf the call is made
};

/// A table of an operation's own parameters and those of `localized_request`.
template <typename... Params>
using localized_params =
    param_table<Params..., param<"Lang", &localized_request::lang>, param<"SourceIp", &localized_request::source_ip>>;

/// The response of an operation that has nothing to tell but that it was done.
struct request_receipt
{
    std::string request_id{}; ///< what the service's support asks for

    using fields = field_table<field<"RequestId", &request_receipt::request_id>>;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

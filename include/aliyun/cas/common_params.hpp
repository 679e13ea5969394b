// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The parameters that every request carries, as a table like any other: a service that spells one of them differently
// is another table.

#include "detail/text/encoded_text.hpp"
#include "operation.hpp"

#include <concepts>
#include <optional>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The value of a common parameter: text that is encoded when it is written, or encoded before for many requests.
class common_value
{
public:
    common_value() = default;
    /// A text that is encoded when it is written. A view.
    template <std::convertible_to<std::string_view> Text>
    common_value(Text const& text) noexcept : text_(text) // NOLINT: text is a value
    {
    }
    /// @param text  kept as a view, as `ready` is
    /// @param ready the same text encoded; ignored if empty
    common_value(std::string_view text, detail::encoded_text const& ready) noexcept
        : text_(text), ready_(ready.empty() ? nullptr : &ready)
    {
    }

    /// As it is, not encoded.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// The same encoded; null: it is encoded when it is written.
    [[nodiscard]] detail::encoded_text const* ready() const noexcept { return ready_; }

private:
    std::string_view text_{};
    detail::encoded_text const* ready_ = nullptr;
};

/// The values of the common parameters of one request. Views: they live as long as what they were made from.
struct request_context
{
    common_value access_key_id{};
    common_value format{};    ///< `JSON` or `XML`
    common_value nonce{};     ///< unique for each attempt
    common_value timestamp{}; ///< `yyyy-MM-ddTHH:mm:ssZ`, UTC
    common_value version{};
    std::optional<std::string_view> security_token{}; ///< temporary credentials only
    std::optional<common_value> region_id{};
    std::optional<common_value> resource_owner_account{};
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

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What differs from operation to operation, as data: a call's body goes by it and is no template.

#include "../../common_params.hpp"
#include "../../credentials.hpp"
#include "../decode/layout_of.hpp"
#include "../sign/rpc_v1.hpp"

#include <boost/config.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Whether some sixteen characters of a secret stand in a text, or all of a shorter one. A part counts, since the rest
/// may be encoded in one way or the other.
BOOST_NOINLINE inline bool repeats_part_of(std::string_view secret, std::string_view text) noexcept
{
    constexpr std::size_t shortest = 6;
    auto const size = (std::min)(secret.size(), std::size_t{16});
    if (size < shortest)
        return false;
    for (std::size_t at = 0; at + size <= text.size(); ++at)
        if (secret.find(text.substr(at, size)) != secret.npos)
            return true;
    return false;
}

/// One operation. `op` is an object of its type.
struct operation_code
{
    operation_traits traits;
    object_layout const& (*layout)(); ///< of the response
    bool has_secret;                  ///< a parameter is one
    /// Writes the query, and signs it with `key` unless the operation goes unsigned.
    std::string_view (*write_query)(void const* op, rpc_v1_signer& signer, http_method method,
                                    request_context const& context, hmac_sha1_key const* key);
    /// Whether a part of some secret parameter stands in a text. Null: there are none.
    bool (*repeats_secret)(void const* op, std::string_view text) noexcept;
};

template <typename Param, typename Op>
bool repeats_value_of(Op const& op, std::string_view text) noexcept
{
    if constexpr (Param::is_secret)
    {
        using value_type = typename Param::value_type;
        auto const& member = op.*Param::member;
        value_type const* value = nullptr;
        if constexpr (Param::is_optional)
            value = member ? &*member : nullptr;
        else
            value = &member;
        if constexpr (std::is_same_v<value_type, secret_string>)
            return value && repeats_part_of(value->reveal(), text);
        else if constexpr (std::is_same_v<value_type, std::string>)
            return value && repeats_part_of(*value, text);
    }
    return false;
}

template <typename Op>
struct code_functions
{
    static std::string_view write_query(void const* op, rpc_v1_signer& signer, http_method method,
                                        request_context const& context, hmac_sha1_key const* key)
    {
        auto const& typed = *static_cast<Op const*>(op);
        if constexpr (Op::traits.signing == request_signing::required)
            return signer.template sign<rpc_v1_params>(method, typed, context, *key);
        else
            return signer.template write_unsigned<rpc_unsigned_params>(typed, context);
    }
    static bool repeats_secret(void const* op, std::string_view text) noexcept
    {
        auto const& typed = *static_cast<Op const*>(op);
        return [&]<typename... Params>(std::tuple<Params...> const*) {
            return (repeats_value_of<Params>(typed, text) || ...);
        }(static_cast<typename Op::params::list const*>(nullptr));
    }
};

template <typename Op>
inline constexpr operation_code code_of{Op::traits, &layout_of<typename Op::response>, Op::params::has_secret,
                                        &code_functions<Op>::write_query,
                                        Op::params::has_secret ? &code_functions<Op>::repeats_secret : nullptr};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

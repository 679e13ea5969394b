// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// In which format the service answers: a client option.

#include "detail/decode/json.hpp"

#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A format of answers: what the service is asked for, and how its answers are read.
///
/// There are `json_format`, and `xml_format` in `aliyun/cas/xml.hpp`.
class response_format
{
public:
    constexpr response_format(std::string_view name, detail::decode_function* decode) noexcept
        : name_(name), decode_(decode)
    {
    }

    /// The value of the parameter `Format`.
    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }

    /// Reads an answer; see `detail::decode_function`.
    [[nodiscard]] constexpr detail::decode_function* decoder() const noexcept { return decode_; }

    [[nodiscard]] friend constexpr bool operator==(response_format const&, response_format const&) = default;

private:
    std::string_view name_;
    detail::decode_function* decode_;
};

inline constexpr response_format json_format{"JSON", &detail::decode_json};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

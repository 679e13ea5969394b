// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The protocol's own words as code: a map, a loop, no cleverness. What the library writes is held against it.

#include "aliyun/cas/common_params.hpp"
#include "aliyun/cas/detail/query/query_writer.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace query_test
{

/// `std::map` of `std::string` sorts by bytes, as the protocol asks.
using parameters = std::map<std::string, std::string>;

inline std::string percent_encoded(std::string_view text)
{
    std::string result;
    constexpr std::string_view stays = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    for (char const c : text)
    {
        if (stays.find(c) != stays.npos)
        {
            result += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        result += '%';
        result += "0123456789ABCDEF"[byte / 16];
        result += "0123456789ABCDEF"[byte % 16];
    }
    return result;
}

inline std::string canonical_query(parameters const& values)
{
    std::string result;
    for (auto const& [name, value] : values)
        result += (result.empty() ? "" : "&") + percent_encoded(name) + '=' + percent_encoded(value);
    return result;
}

inline std::string string_to_sign(std::string_view method, parameters const& values)
{
    return std::string(method) + "&%2F&" + percent_encoded(canonical_query(values));
}

/// The values that the common parameters have in these tests.
inline aliyun::cas::request_context const& fixed_context()
{
    static aliyun::cas::request_context const context = []
    {
        aliyun::cas::request_context made;
        made.access_key_id = "testid";
        made.format = "JSON";
        made.nonce = "nonce-1";
        made.timestamp = "2026-11-24T05:12:24Z";
        made.version = "2018-07-13";
        return made;
    }();
    return context;
}

/// The same for the model.
inline parameters common_parameters(std::string_view action)
{
    return {{"AccessKeyId", "testid"},
            {"Action", std::string(action)},
            {"Format", "JSON"},
            {"SignatureMethod", "HMAC-SHA1"},
            {"SignatureNonce", "nonce-1"},
            {"SignatureVersion", "1.0"},
            {"Timestamp", "2026-11-24T05:12:24Z"},
            {"Version", "2018-07-13"}};
}

/// Both forms as the library writes them, without the first separator. Memory of exactly the promised size, so that the
/// address sanitizer sees any byte beyond.
struct written_query
{
    std::string once;
    std::string twice;
};

template <typename Common = aliyun::cas::rpc_v1_params, typename Op>
written_query write_query(Op const& op, aliyun::cas::request_context const& context = fixed_context())
{
    using writer = aliyun::cas::detail::query_writer<Op, Common>;
    auto const bound = writer::bound(op, context);
    std::vector<char> once(bound.once);
    std::vector<char> twice(bound.twice);
    auto const end = writer::write(op, context, {once.data(), twice.data()});
    written_query result{{once.data(), end.once}, {twice.data(), end.twice}};
    BOOST_REQUIRE(result.once.size() + aliyun::cas::detail::encoding_slack <= bound.once);
    BOOST_REQUIRE(result.twice.size() + aliyun::cas::detail::encoding_slack <= bound.twice);
    BOOST_REQUIRE(result.once.starts_with("&"));
    BOOST_REQUIRE(result.twice.starts_with("%26"));
    result.once.erase(0, 1);
    result.twice.erase(0, 3);
    return result;
}

/// Checks that the library writes `op` as the model writes `own` and the common parameters.
template <typename Common = aliyun::cas::rpc_v1_params, typename Op>
void check_query(Op const& op, parameters own)
{
    own.merge(common_parameters(Op::traits.action));
    auto const written = write_query<Common>(op);
    BOOST_TEST(written.once == canonical_query(own));
    BOOST_TEST(written.twice == percent_encoded(canonical_query(own)));
}

} // namespace query_test

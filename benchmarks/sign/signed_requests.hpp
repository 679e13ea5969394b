// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The two requests whose signing is measured, in fixed values: a list request (313 bytes to sign) and an upload (6.9
// KB).

#include <string>
#include <string_view>

namespace bench
{

inline constexpr char const* access_key_id = "LTAI0123456789AB";
inline constexpr char const* access_key_secret = "benchmarksecret0123456789abcdef";

/// What is asked for, for those who build the request by themselves.
struct list_values
{
    int current_page = 17;
    int show_size = 50;
    char const* lang = "zh";
};

struct upload_values
{
    std::string name = "www.example.com-2026";
    std::string cert; ///< a leaf with some host names and an intermediate, of the size that RSA-2048 gives them
    std::string key;  ///< of the size of an RSA-2048 key

    upload_values();
};

/// What differs from one request to the next.
struct request_moment
{
    std::string nonce = "2a5a8512269a9839a6cb3d5b881e4af1"; ///< 32 characters, as the official clients make it
    std::string timestamp = "2026-11-24T05:12:24Z";
};

/// The bytes that signature version 1.0 signs.
[[nodiscard]] std::string list_string_to_sign(request_moment const& moment = {});
[[nodiscard]] std::string upload_string_to_sign(request_moment const& moment = {});

/// The value of a parameter in a query, decoded.
[[nodiscard]] std::string query_value(std::string_view query, std::string_view name);

} // namespace bench

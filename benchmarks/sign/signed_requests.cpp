// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Made the slow and obvious way, and on purpose without anything of the library.

#include "signed_requests.hpp"

#include <cstddef>
#include <map>
#include <string_view>

namespace bench
{
namespace
{

using parameters = std::map<std::string, std::string>;

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text)
    {
        auto const byte = static_cast<unsigned char>(c);
        if (unreserved.find(c) != std::string_view::npos)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

std::string string_to_sign(std::string_view method, parameters request, request_moment const& moment)
{
    request.insert({{"AccessKeyId", access_key_id},
                    {"Format", "JSON"},
                    {"SignatureMethod", "HMAC-SHA1"},
                    {"SignatureNonce", moment.nonce},
                    {"SignatureVersion", "1.0"},
                    {"Timestamp", moment.timestamp},
                    {"Version", "2018-07-13"}});
    std::string query;
    for (auto const& [name, value] : request)
        query += (query.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return std::string(method) + "&%2F&" + percent_encoded(query);
}

/// Text that looks like PEM: lines of 64 characters with base64's own share of `+` and `/`.
std::string pem_like(std::string const& label, std::size_t characters, unsigned seed)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out = "-----BEGIN " + label + "-----\n";
    for (std::size_t i = 0; i < characters; ++i)
    {
        seed = seed * 1664525 + 1013904223;
        out += alphabet[seed >> 26];
        if (i % 64 == 63 || i + 1 == characters)
            out += '\n';
    }
    return out + "-----END " + label + "-----\n";
}

} // namespace

upload_values::upload_values()
    : cert(pem_like("CERTIFICATE", 1936, 1) + pem_like("CERTIFICATE", 1700, 2)), key(pem_like("PRIVATE KEY", 1624, 3))
{
}

std::string list_string_to_sign(request_moment const& moment)
{
    list_values const values;
    return string_to_sign("GET",
                          {{"Action", "DescribeUserCertificateList"},
                           {"CurrentPage", std::to_string(values.current_page)},
                           {"ShowSize", std::to_string(values.show_size)},
                           {"Lang", values.lang}},
                          moment);
}

std::string upload_string_to_sign(request_moment const& moment)
{
    upload_values const values;
    return string_to_sign(
        "POST",
        {{"Action", "CreateUserCertificate"}, {"Name", values.name}, {"Cert", values.cert}, {"Key", values.key}},
        moment);
}

std::string query_value(std::string_view query, std::string_view name)
{
    auto const key = std::string(name) + "=";
    auto const at = query.starts_with(key) ? 0 : query.find("&" + key) + 1;
    auto const value = query.substr(at + key.size(), query.find('&', at + key.size()) - at - key.size());
    std::string decoded;
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        decoded +=
            value[i] == '%' ? static_cast<char>(std::stoi(std::string(value.substr(i + 1, 2)), nullptr, 16)) : value[i];
        i += value[i] == '%' ? 2 : 0;
    }
    return decoded;
}

} // namespace bench

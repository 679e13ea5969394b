// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// A signer for tests that shares no code with the emulator or the client: HMAC from its definition (RFC 2104), encoding
// by printf.

#include <openssl/evp.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace test_signer
{

using fields = std::map<std::string, std::string>;

inline std::string encode(std::string const& text)
{
    std::string encoded;
    for (char const c : text)
    {
        if (std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~").find(c) !=
            std::string_view::npos)
            encoded += c;
        else
        {
            char buffer[4];
            std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
            encoded += buffer;
        }
    }
    return encoded;
}

inline std::string query(fields const& all)
{
    std::string text;
    for (auto const& [name, value] : all)
        text += (text.empty() ? "" : "&") + encode(name) + "=" + encode(value);
    return text;
}

inline std::string sha1(std::string const& text)
{
    std::string digest(20, '\0');
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha1(),
                   nullptr) != 1)
        throw std::runtime_error("SHA-1");
    return digest;
}

inline std::string hmac(std::string key, std::string const& text)
{
    if (key.size() > 64)
        key = sha1(key);
    key.resize(64, '\0');
    std::string inner;
    std::string outer;
    for (char const c : key)
    {
        inner += static_cast<char>(c ^ 0x36);
        outer += static_cast<char>(c ^ 0x5C);
    }
    return sha1(outer + sha1(inner + text));
}

inline std::string base64(std::string const& bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3)
    {
        auto const byte = [&](std::size_t index) -> unsigned
        { return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U; };
        unsigned const three = byte(at) << 16U | byte(at + 1) << 8U | byte(at + 2);
        text += alphabet[three >> 18U];
        text += alphabet[three >> 12U & 63U];
        text += at + 1 < bytes.size() ? alphabet[three >> 6U & 63U] : '=';
        text += at + 2 < bytes.size() ? alphabet[three & 63U] : '=';
    }
    return text;
}

inline std::string string_to_sign(std::string const& method, fields const& all)
{
    return method + "&" + encode("/") + "&" + encode(query(all));
}

inline std::string timestamp(std::chrono::system_clock::time_point when)
{
    auto const seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char buffer[32];
    return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// The fields of a whole request, common ones included, with the nonce and the time given and the rest as it usually
/// is.
inline fields request(std::string const& action, fields own, std::string const& nonce,
                      std::chrono::system_clock::time_point when)
{
    fields all{{"Action", action},          {"Format", "JSON"},
               {"Version", "2018-07-13"},   {"AccessKeyId", "testid"},
               {"SignatureVersion", "1.0"}, {"SignatureMethod", "HMAC-SHA1"},
               {"SignatureNonce", nonce},   {"Timestamp", timestamp(when)}};
    own.insert(all.begin(), all.end());
    return own;
}

inline fields sign(std::string const& method, fields all, std::string const& secret = "testsecret")
{
    auto const signature = base64(hmac(secret + "&", string_to_sign(method, all)));
    all["Signature"] = signature;
    return all;
}

} // namespace test_signer

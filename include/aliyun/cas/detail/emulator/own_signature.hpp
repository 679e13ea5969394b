// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Signature version 1.0 as the service computes it. Nothing here comes from the client: one mistake must not hide in
// both.

#include "aliyun/cas/detail/emulator/request_reader.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

inline std::string percent_encode(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() + text.size() / 2);
    for (char const c : text)
    {
        auto const byte = static_cast<unsigned char>(c);
        bool const stays = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (stays)
            encoded += c;
        else
        {
            encoded += '%';
            encoded += hex[byte >> 4U];
            encoded += hex[byte & 15U];
        }
    }
    return encoded;
}

/// All parameters but `Signature`, in byte order, encoded.
inline std::string canonical_query(parameters const& all)
{
    std::string query;
    for (auto const& [name, value] : all)
    {
        if (name == "Signature")
            continue;
        if (!query.empty())
            query += '&';
        query += percent_encode(name);
        query += '=';
        query += percent_encode(value);
    }
    return query;
}

inline std::string string_to_sign(std::string_view method, parameters const& all)
{
    return std::string(method) + "&%2F&" + percent_encode(canonical_query(all));
}

/// base64(HMAC-SHA1(secret + "&", text))
inline std::string signature_of(std::string_view text, std::string_view secret)
{
    auto key = std::string(secret) + '&';
    std::array<unsigned char, 20> digest{};
    std::size_t length = 0;
    auto const* const made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, key.data(), key.size(),
                                       reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest.data(),
                                       digest.size(), &length);
    OPENSSL_cleanse(key.data(), key.size());
    if (made == nullptr || length != digest.size())
        throw std::runtime_error("the emulator cannot compute HMAC-SHA1 with this OpenSSL");
    std::array<unsigned char, 29> text_form{}; // 28 characters and the zero that EVP_EncodeBlock writes
    auto const written = EVP_EncodeBlock(text_form.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<char const*>(text_form.data()), static_cast<std::size_t>(written)};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a certificate says of itself, in the types of the standard library.

#include "../text/utc_time.hpp"
#include "openssl_objects.hpp"

#include <openssl/ec.h>

#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

inline std::string text_of(ASN1_STRING const* value)
{
    unsigned char* utf8 = nullptr;
    auto const size = value == nullptr ? -1 : ASN1_STRING_to_UTF8(&utf8, value);
    if (size < 0)
        return {};
    std::string text(reinterpret_cast<char const*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    // Certificates are anybody's: what is shown to people has no control characters.
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            c = ' ';
    return text;
}

/// The common name, or else the organisation: what people know a certificate by.
inline std::string short_name(X509_NAME const* name)
{
    for (int const kind : {NID_commonName, NID_organizationName, NID_organizationalUnitName})
        if (auto const at = X509_NAME_get_index_by_NID(name, kind, -1); at >= 0)
            return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    return "(without a name)";
}

/// The host names and addresses of the subjectAltName extension, in its order.
inline std::vector<std::string> alternative_names(X509 const* certificate)
{
    using names_ptr = std::unique_ptr<GENERAL_NAMES, freed_by<&GENERAL_NAMES_free>>;
    names_ptr const names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> found;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    {
        auto const* const name = sk_GENERAL_NAME_value(names.get(), i);
        int kind = 0;
        auto const* const value = GENERAL_NAME_get0_value(name, &kind);
        if (kind == GEN_DNS)
            found.push_back(text_of(static_cast<ASN1_STRING const*>(value)));
        else if (kind == GEN_IPADD)
        {
            pem_source_ptr const out{BIO_new(BIO_s_mem())};
            if (!out || GENERAL_NAME_print(out.get(), const_cast<GENERAL_NAME*>(name)) != 1)
                continue;
            char* data = nullptr;
            auto const size = BIO_get_mem_data(out.get(), &data);
            std::string_view printed(data, static_cast<std::size_t>(size)); // `IP Address:127.0.0.1`
            found.emplace_back(printed.substr(printed.find(':') + 1));
        }
    }
    ERR_clear_error();
    return found;
}

/// Empty if it cannot be read.
inline std::optional<utc_seconds> instant_of(ASN1_TIME const* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return std::nullopt;
    using namespace std::chrono;
    year_month_day const day{year{parts.tm_year + 1900}, month{static_cast<unsigned>(parts.tm_mon + 1)},
                             std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

/// SHA-1 of the whole certificate in upper-case hexadecimal digits, as the service's lists show it.
inline std::string fingerprint_of(X509 const* certificate)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha1(), digest.data(), &size) != 1)
        size = 0;
    std::string text;
    for (unsigned i = 0; i < size; ++i)
    {
        text += hex[digest[i] >> 4U];
        text += hex[digest[i] & 15U];
    }
    return text;
}

/// A key as people speak of it: `RSA 2048`, `EC prime256v1`.
inline std::string key_name(EVP_PKEY const* key)
{
    if (key == nullptr)
        return "an unknown kind of key";
    switch (EVP_PKEY_get_base_id(key))
    {
    case EVP_PKEY_RSA:
        return "RSA " + std::to_string(EVP_PKEY_get_bits(key));
    case EVP_PKEY_EC:
    {
        std::array<char, 80> group{};
        std::size_t size = 0;
        if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1)
            return "EC " + std::string(group.data(), size);
        return "EC " + std::to_string(EVP_PKEY_get_bits(key));
    }
    default:
        auto const* const name = EVP_PKEY_get0_type_name(key);
        return name != nullptr ? name : "an unknown kind of key";
    }
}

enum class key_strength
{
    good,
    weak,
    unusual
};

/// What the common clients take: RSA of 2048 bits (CA/Browser Forum, section 6.1.5), EC of 256.
inline key_strength strength_of(EVP_PKEY const* key)
{
    if (key == nullptr)
        return key_strength::unusual;
    switch (EVP_PKEY_get_base_id(key))
    {
    case EVP_PKEY_RSA:
        return EVP_PKEY_get_bits(key) < 2048 ? key_strength::weak : key_strength::good;
    case EVP_PKEY_EC:
        return EVP_PKEY_get_bits(key) < 256 ? key_strength::weak : key_strength::good;
    case EVP_PKEY_DSA:
        return key_strength::weak;
    default:
        return key_strength::unusual;
    }
}

/// The digest that a certificate is signed with, if it is one that clients refuse.
inline std::optional<std::string_view> weak_digest_of(X509 const* certificate)
{
    int digest = NID_undef;
    if (X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr) != 1)
        ERR_clear_error();
    switch (digest)
    {
    case NID_md4:
    case NID_md5:
    case NID_sha1:
        return OBJ_nid2sn(digest);
    default:
        return std::nullopt;
    }
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

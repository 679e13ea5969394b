// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the service's list says about a certificate, read out of the certificate itself.

#include "aliyun/cas/detail/emulator/openssl_handles.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

struct certificate_facts
{
    std::string common;
    std::string sans;
    std::string org_name;
    std::string country;
    std::string province;
    std::string city;
    std::string issuer;
    std::string start_date;
    std::string end_date;
    std::string fingerprint;
    time_point not_before;
    time_point not_after;
};

/// The text of an ASN.1 string as UTF-8; empty if it is not text.
inline std::string text_of(ASN1_STRING const* value)
{
    unsigned char* utf8 = nullptr;
    auto const size = value == nullptr ? -1 : ASN1_STRING_to_UTF8(&utf8, value);
    if (size < 0)
        return {};
    std::string text(reinterpret_cast<char const*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    return text;
}

/// The first entry of this kind in a subject's or an issuer's name; empty if there is none.
inline std::string name_entry(X509_NAME const* name, int nid)
{
    auto const at = X509_NAME_get_index_by_NID(name, nid, -1);
    return at < 0 ? std::string{} : text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
}

/// The bytes of an IP address, as digits.
inline std::string address_text(unsigned char const* bytes, std::size_t size)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    if (size == 4)
    {
        for (std::size_t at = 0; at < 4; ++at)
            text += (at == 0 ? "" : ".") + std::to_string(bytes[at]);
    }
    else if (size == 16)
    {
        for (std::size_t at = 0; at < 16; ++at)
        {
            if (at != 0 && at % 2 == 0)
                text += ':';
            text += hex[bytes[at] >> 4U];
            text += hex[bytes[at] & 15U];
        }
    }
    return text;
}

/// Every host name and address of the certificate, joined by commas.
inline std::string alternative_names(X509 const* certificate)
{
    general_names_ptr const names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::string joined;
    for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()); ++at)
    {
        int kind = 0;
        auto const* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), at), &kind);
        std::string name;
        if (kind == GEN_DNS)
            name = text_of(static_cast<ASN1_STRING const*>(value));
        else if (kind == GEN_IPADD)
        {
            auto const* const bytes = static_cast<ASN1_OCTET_STRING const*>(value);
            name = address_text(ASN1_STRING_get0_data(bytes), static_cast<std::size_t>(ASN1_STRING_length(bytes)));
        }
        if (!name.empty())
            joined += (joined.empty() ? "" : ",") + name;
    }
    return joined;
}

inline time_point instant_of(ASN1_TIME const* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        throw std::invalid_argument("the certificate's dates cannot be read");
    using namespace std::chrono;
    year_month_day const day{year{parts.tm_year + 1900}, month{static_cast<unsigned>(parts.tm_mon + 1)},
                             std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

inline std::string hexadecimal(unsigned char const* bytes, std::size_t size)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string text;
    for (std::size_t at = 0; at < size; ++at)
    {
        text += hex[bytes[at] >> 4U];
        text += hex[bytes[at] & 15U];
    }
    return text;
}

/// The digest of the whole certificate, in upper-case hexadecimal digits without colons.
inline std::string fingerprint_of(X509 const* certificate, EVP_MD const* algorithm)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (X509_digest(certificate, algorithm, digest.data(), &size) != 1)
        throw std::invalid_argument("the certificate's fingerprint cannot be computed");
    return hexadecimal(digest.data(), size);
}

inline certificate_facts facts_of(X509 const* certificate)
{
    auto const* const subject = X509_get_subject_name(certificate);
    auto const* const issuer = X509_get_issuer_name(certificate);
    certificate_facts facts{};
    facts.common = name_entry(subject, NID_commonName);
    facts.sans = alternative_names(certificate);
    facts.org_name = name_entry(subject, NID_organizationName);
    facts.country = name_entry(subject, NID_countryName);
    facts.province = name_entry(subject, NID_stateOrProvinceName);
    facts.city = name_entry(subject, NID_localityName);
    facts.issuer = name_entry(issuer, NID_commonName);
    if (facts.issuer.empty())
        facts.issuer = name_entry(issuer, NID_organizationName);
    facts.not_after = instant_of(X509_get0_notAfter(certificate));
    facts.not_before = instant_of(X509_get0_notBefore(certificate));
    facts.start_date = write_date(facts.not_before);
    facts.end_date = write_date(facts.not_after);
    facts.fingerprint = fingerprint_of(certificate, EVP_sha1());
    return facts;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A real, self-signed certificate and its key, made on the spot: something to upload.

#include <aliyun/cas/secret_string.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace support
{

struct throwaway_certificate
{
    std::string cert;               ///< PEM
    aliyun::cas::secret_string key; ///< PEM, PKCS#8
};

namespace detail
{

template <auto Free>
struct free_with
{
    template <typename T>
    void operator()(T* object) const
    {
        Free(object);
    }
};

inline std::string_view text_of(BIO* bio)
{
    char* text = nullptr;
    auto const size = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(size)};
}

} // namespace detail

/// @param host  the common name and the only subject alternative name
/// @param days  how long it is valid from now on
inline throwaway_certificate make_throwaway_certificate(std::string const& host, int days = 90)
{
    std::unique_ptr<EVP_PKEY, detail::free_with<&EVP_PKEY_free>> const key{EVP_EC_gen("P-256")};
    std::unique_ptr<X509, detail::free_with<&X509_free>> const cert{X509_new()};
    std::unique_ptr<BIO, detail::free_with<&BIO_free>> const cert_text{BIO_new(BIO_s_mem())};
    std::unique_ptr<BIO, detail::free_with<&BIO_free>> const key_text{BIO_new(BIO_s_secmem())};
    if (!key || !cert || !cert_text || !key_text)
        throw std::runtime_error("OpenSSL cannot make a certificate");

    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
    X509_set_version(cert.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert.get()), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 86400L * days);
    auto* const name = X509_get_subject_name(cert.get());
    auto const add = [name](char const* field, std::string const& value)
    {
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
    };
    add("C", "CN");
    add("O", "Throwaway Org");
    add("CN", host);
    X509_set_issuer_name(cert.get(), name);
    X509_set_pubkey(cert.get(), key.get());
    auto const names = "DNS:" + host;
    std::unique_ptr<X509_EXTENSION, detail::free_with<&X509_EXTENSION_free>> const sans{
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())};
    X509_add_ext(cert.get(), sans.get(), -1);
    if (X509_sign(cert.get(), key.get(), EVP_sha256()) == 0 || PEM_write_bio_X509(cert_text.get(), cert.get()) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot sign a certificate");
    return {std::string(detail::text_of(cert_text.get())), detail::text_of(key_text.get())};
}

} // namespace support

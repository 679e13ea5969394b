// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Certificates of every kind, good and bad, made on the spot.

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace support
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
using key_ptr = std::unique_ptr<EVP_PKEY, free_with<&EVP_PKEY_free>>;
using cert_ptr = std::unique_ptr<X509, free_with<&X509_free>>;
using out_ptr = std::unique_ptr<BIO, free_with<&BIO_free>>;

inline std::string written(out_ptr const& out)
{
    char* text = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}
inline out_ptr memory_out()
{
    return out_ptr(BIO_new(BIO_s_mem()));
}

inline key_ptr ec_key(char const* curve = "P-256")
{
    return key_ptr(EVP_EC_gen(curve));
}
inline key_ptr rsa_key(unsigned bits)
{
    return key_ptr(EVP_RSA_gen(bits));
}
inline key_ptr ed25519_key()
{
    return key_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

struct issued
{
    cert_ptr certificate;
    key_ptr key;

    [[nodiscard]] std::string pem() const
    {
        auto const out = memory_out();
        PEM_write_bio_X509(out.get(), certificate.get());
        return written(out);
    }
    [[nodiscard]] std::string der() const
    {
        auto const out = memory_out();
        i2d_X509_bio(out.get(), certificate.get());
        return written(out);
    }
    [[nodiscard]] std::string key_pem() const
    {
        auto const out = memory_out();
        PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return written(out);
    }
    /// PKCS#1 or SEC1.
    [[nodiscard]] std::string traditional_key_pem() const
    {
        auto const out = memory_out();
        PEM_write_bio_PrivateKey_traditional(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return written(out);
    }
    [[nodiscard]] std::string encrypted_key_pem(bool traditional = false) const
    {
        auto const out = memory_out();
        unsigned char password[] = "hidden";
        if (traditional)
            PEM_write_bio_PrivateKey_traditional(out.get(), key.get(), EVP_aes_128_cbc(), password, 6, nullptr,
                                                 nullptr);
        else
            PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr,
                                          const_cast<char*>("hidden"));
        return written(out);
    }
    [[nodiscard]] std::string key_der() const
    {
        auto const out = memory_out();
        i2d_PrivateKey_bio(out.get(), key.get());
        return written(out);
    }
    [[nodiscard]] std::string public_key_pem() const
    {
        auto const out = memory_out();
        PEM_write_bio_PUBKEY(out.get(), key.get());
        return written(out);
    }
    [[nodiscard]] std::string pfx() const
    {
        std::unique_ptr<PKCS12, free_with<&PKCS12_free>> const packed(
            PKCS12_create("hidden", "name", key.get(), certificate.get(), nullptr, 0, 0, 1, 1, 0));
        auto const out = memory_out();
        i2d_PKCS12_bio(out.get(), packed.get());
        return written(out);
    }
};

/// What to make. The defaults make a good leaf.
struct recipe
{
    std::string subject = "www.example.com";
    std::string names = "DNS:www.example.com,DNS:example.com"; ///< empty: no subjectAltName
    long from = -86400;                                        ///< seconds from now
    long until = 90 * 86400L;
    bool authority = false;
    std::string usage = "serverAuth"; ///< empty: no extended key usage
    EVP_MD const* digest = EVP_sha256();
    issued const* issuer = nullptr; ///< null: itself
    key_ptr key{};                  ///< null: a new one on P-256

    static recipe authority_named(std::string name)
    {
        recipe one;
        one.subject = std::move(name);
        one.names.clear();
        one.usage.clear();
        one.authority = true;
        one.until = 3650 * 86400L;
        return one;
    }
};

inline issued make(recipe wanted)
{
    issued made;
    made.key = wanted.key ? std::move(wanted.key) : ec_key();
    made.certificate.reset(X509_new());
    auto* const certificate = made.certificate.get();
    static std::uint64_t serial = 1000;
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wanted.from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wanted.until);
    auto* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(wanted.subject.data()),
                               static_cast<int>(wanted.subject.size()), -1, 0);
    X509_set_issuer_name(certificate, wanted.issuer ? X509_get_subject_name(wanted.issuer->certificate.get()) : name);
    X509_set_pubkey(certificate, made.key.get());
    auto const add = [&](int kind, std::string const& value)
    {
        if (value.empty())
            return;
        std::unique_ptr<X509_EXTENSION, free_with<&X509_EXTENSION_free>> const extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
        if (!extension)
            throw std::runtime_error("no extension `" + value + "`");
        X509_add_ext(certificate, extension.get(), -1);
    };
    add(NID_basic_constraints, wanted.authority ? "critical,CA:TRUE" : "CA:FALSE");
    add(NID_subject_alt_name, wanted.names);
    add(NID_ext_key_usage, wanted.usage);
    auto* const signer = wanted.issuer ? wanted.issuer->key.get() : made.key.get();
    auto const* const digest = EVP_PKEY_get_base_id(signer) == EVP_PKEY_ED25519 ? nullptr : wanted.digest;
    if (X509_sign(certificate, signer, digest) == 0)
        throw std::runtime_error("cannot sign a certificate for `" + wanted.subject + "`");
    return made;
}

} // namespace support

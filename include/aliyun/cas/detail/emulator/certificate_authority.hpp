// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The emulator's own certificate authority: it signs the server's certificate and whatever an order earns.

#include "aliyun/cas/detail/emulator/openssl_handles.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstring> // EVP_EC_gen is a macro that calls strstr
#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// A certificate with its private key, both in PEM.
struct issued_pair
{
    std::string certificate_pem; ///< The leaf, then the authority.
    std::string key_pem;         ///< PKCS#8
};

/// The days on which a certificate is good.
struct validity
{
    time_point from;
    time_point until;
};

class certificate_authority
{
public:
    explicit certificate_authority(validity when) : key_(new_key()), certificate_(new_certificate(when))
    {
        auto* const subject = X509_get_subject_name(certificate_.get());
        add_entry(subject, "O", "aliyun_cas emulator");
        add_entry(subject, "CN", "aliyun_cas emulator CA");
        checked(X509_set_issuer_name(certificate_.get(), subject));
        checked(X509_set_pubkey(certificate_.get(), key_.get()));
        extend(*certificate_, *certificate_, NID_basic_constraints, "critical,CA:TRUE");
        extend(*certificate_, *certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
        extend(*certificate_, *certificate_, NID_subject_key_identifier, "hash");
        sign(*certificate_);
    }

    std::string pem() const { return pem_of(*certificate_); }
    X509 const* certificate() const noexcept { return certificate_.get(); }

    /// Issues a certificate for these names with a fresh P-256 key. A name is a host name, `*.` before it allowed, or
    /// an IP address; the caller has checked that it is one.
    issued_pair issue(std::vector<std::string> const& names, std::vector<std::string> const& addresses,
                      validity when) const
    {
        auto const key = new_key();
        auto const leaf = new_leaf(names, when, *key);
        checked(X509_set_issuer_name(leaf.get(), X509_get_subject_name(certificate_.get())));
        describe_leaf(*leaf, *certificate_, names, addresses);
        sign(*leaf);
        issued_pair issued{pem_of(*leaf) + pem(), pem_of(*key)};
        return issued;
    }

    /// The same, but issued by nobody but itself.
    issued_pair issue_self_signed(std::vector<std::string> const& names, std::vector<std::string> const& addresses,
                                  validity when) const
    {
        auto const key = new_key();
        auto const leaf = new_leaf(names, when, *key);
        checked(X509_set_issuer_name(leaf.get(), X509_get_subject_name(leaf.get())));
        describe_leaf(*leaf, *leaf, names, addresses);
        checked(X509_sign(leaf.get(), key.get(), EVP_sha256()));
        issued_pair issued{pem_of(*leaf), pem_of(*key)};
        return issued;
    }

private:
    static void checked(int result)
    {
        if (result <= 0)
        {
            ERR_clear_error();
            throw std::runtime_error("the emulator cannot make a certificate with this OpenSSL");
        }
    }

    static evp_pkey_ptr new_key()
    {
        evp_pkey_ptr key{EVP_EC_gen("P-256")};
        checked(key != nullptr);
        return key;
    }

    static x509_ptr new_certificate(validity when)
    {
        x509_ptr certificate{X509_new()};
        checked(certificate != nullptr);
        checked(X509_set_version(certificate.get(), X509_VERSION_3));
        bignum_ptr const serial{BN_new()};
        checked(serial != nullptr);
        checked(BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY));
        checked(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get())) != nullptr);
        auto const from = static_cast<std::time_t>(when.from.time_since_epoch().count());
        auto const until = static_cast<std::time_t>(when.until.time_since_epoch().count());
        checked(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), from) != nullptr);
        checked(ASN1_TIME_set(X509_getm_notAfter(certificate.get()), until) != nullptr);
        return certificate;
    }

    static x509_ptr new_leaf(std::vector<std::string> const& names, validity when, EVP_PKEY& key)
    {
        auto leaf = new_certificate(when);
        checked(X509_set_pubkey(leaf.get(), &key));
        // X.520 gives a common name 64 characters; a longer host name stands among the alternative names only.
        if (!names.empty() && names.front().size() <= 64)
            add_entry(X509_get_subject_name(leaf.get()), "CN", names.front());
        return leaf;
    }

    static void describe_leaf(X509& leaf, X509& issuer, std::vector<std::string> const& names,
                              std::vector<std::string> const& addresses)
    {
        std::string alternatives;
        for (auto const& name : names)
            alternatives += (alternatives.empty() ? "DNS:" : ",DNS:") + name;
        for (auto const& address : addresses)
            alternatives += (alternatives.empty() ? "IP:" : ",IP:") + address;
        extend(leaf, issuer, NID_subject_alt_name, alternatives);
        extend(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE");
        extend(leaf, issuer, NID_key_usage, "critical,digitalSignature");
        extend(leaf, issuer, NID_ext_key_usage, "serverAuth");
        extend(leaf, issuer, NID_subject_key_identifier, "hash");
        extend(leaf, issuer, NID_authority_key_identifier, "keyid");
    }

    static void add_entry(X509_NAME* name, char const* field, std::string_view value)
    {
        checked(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                           reinterpret_cast<unsigned char const*>(value.data()),
                                           static_cast<int>(value.size()), -1, 0));
    }

    static void extend(X509& certificate, X509& issuer, int nid, std::string const& value)
    {
        X509V3_CTX context{};
        X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
        x509_extension_ptr const extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
        checked(extension != nullptr);
        checked(X509_add_ext(&certificate, extension.get(), -1));
    }

    static std::string pem_of(X509& certificate)
    {
        auto const writer = memory_writer();
        checked(PEM_write_bio_X509(writer.get(), &certificate));
        return written_text(writer);
    }

    static std::string pem_of(EVP_PKEY& key)
    {
        auto const writer = memory_writer();
        checked(PEM_write_bio_PKCS8PrivateKey(writer.get(), &key, nullptr, nullptr, 0, nullptr, nullptr));
        return written_text(writer);
    }

    void sign(X509& certificate) const { checked(X509_sign(&certificate, key_.get(), EVP_sha256())); }

    evp_pkey_ptr key_;
    x509_ptr certificate_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

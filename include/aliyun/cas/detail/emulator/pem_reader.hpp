// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Reads the certificate chain and the private key of an upload, and says in words why a pair is not taken.

#include "aliyun/cas/detail/emulator/certificate_facts.hpp"
#include "aliyun/cas/detail/emulator/openssl_handles.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// One `-----BEGIN …-----` block, wiped when it goes: it may be a key.
class pem_block
{
public:
    /// Takes the next block, or throws why it cannot be read; `none()` once there is no further one.
    pem_block(BIO* from, std::string_view parameter)
    {
        ERR_clear_error();
        if (PEM_read_bio(from, &label_, &header_, &data_, &size_) == 1)
            return;
        auto const reason = ERR_GET_REASON(ERR_peek_last_error());
        ERR_clear_error();
        if (reason != PEM_R_NO_START_LINE)
            throw invalid_parameter(parameter, "it has a damaged PEM block.");
    }

    pem_block(pem_block const&) = delete;
    pem_block& operator=(pem_block const&) = delete;

    ~pem_block()
    {
        OPENSSL_free(label_);
        OPENSSL_free(header_);
        OPENSSL_clear_free(data_, static_cast<std::size_t>(size_));
    }

    bool none() const noexcept { return label_ == nullptr; }
    std::string_view label() const noexcept { return label_; }

    /// Encrypted in the old way, by header lines.
    bool encrypted() const noexcept { return std::string_view{header_}.find("ENCRYPTED") != std::string_view::npos; }

    unsigned char const* data() const noexcept { return data_; }
    long size() const noexcept { return size_; }

private:
    char* label_ = nullptr;
    char* header_ = nullptr;
    unsigned char* data_ = nullptr;
    long size_ = 0;
};

/// All certificates of `pem`; the first must be the leaf, and each one issued by the next.
inline std::vector<x509_ptr> read_chain(std::string_view pem, std::string_view parameter)
{
    std::vector<x509_ptr> chain;
    auto const reader = memory_reader(pem);
    while (true)
    {
        pem_block const block{reader.get(), parameter};
        if (block.none())
            break;
        if (block.label() != "CERTIFICATE" && block.label() != "X509 CERTIFICATE")
            throw invalid_parameter(parameter, "it holds a \"" + std::string(block.label()) +
                                                   "\" block; only certificates belong there.");
        auto const* data = block.data();
        chain.emplace_back(d2i_X509(nullptr, &data, block.size()));
        if (!chain.back() || data != block.data() + block.size())
            throw invalid_parameter(parameter, "certificate " + std::to_string(chain.size()) + " cannot be read.");
    }
    if (chain.empty())
        throw invalid_parameter(parameter, "it holds no PEM certificate.");
    for (std::size_t at = 1; at < chain.size(); ++at)
        if (X509_NAME_cmp(X509_get_issuer_name(chain[at - 1].get()), X509_get_subject_name(chain[at].get())) != 0)
            throw invalid_parameter(parameter, "certificate " + std::to_string(at + 1) + " did not issue certificate " +
                                                   std::to_string(at) + "; the chain must begin with the leaf.");
    return chain;
}

/// The one private key of `pem`: PKCS#1, SEC1 or PKCS#8, not encrypted.
inline evp_pkey_ptr read_key(std::string_view pem, std::string_view parameter)
{
    evp_pkey_ptr key;
    auto const reader = memory_reader(pem);
    while (true)
    {
        pem_block const block{reader.get(), parameter};
        if (block.none())
            break;
        if (block.label() == "EC PARAMETERS") // openssl ecparam -genkey writes them before the key
            continue;
        if (block.label() == "ENCRYPTED PRIVATE KEY" || block.encrypted())
            throw invalid_parameter(parameter,
                                    "the private key is encrypted; the service takes it as plain text only.");
        if (block.label() != "PRIVATE KEY" && block.label() != "RSA PRIVATE KEY" && block.label() != "EC PRIVATE KEY")
            throw invalid_parameter(parameter, "it holds a \"" + std::string(block.label()) +
                                                   "\" block; only a private key belongs there.");
        if (key)
            throw invalid_parameter(parameter, "it holds more than one private key.");
        auto const* data = block.data();
        key.reset(d2i_AutoPrivateKey(nullptr, &data, block.size()));
        ERR_clear_error();
        if (!key)
            throw invalid_parameter(parameter, "the private key cannot be read.");
    }
    if (!key)
        throw invalid_parameter(parameter, "it holds no PEM private key.");
    return key;
}

/// Reads a certificate chain with its key as they are uploaded, and holds one against the other.
inline certificate_facts read_pair(std::string_view certificate_pem, std::string_view key_pem)
{
    auto const chain = read_chain(certificate_pem, "Cert");
    auto const key = read_key(key_pem, "Key");
    bool const fits = X509_check_private_key(chain.front().get(), key.get()) == 1;
    ERR_clear_error();
    if (!fits)
        throw invalid_parameter("Key", "the private key does not belong to the first certificate of Cert.");
    try
    {
        return facts_of(chain.front().get());
    }
    catch (std::invalid_argument const& unreadable)
    {
        throw invalid_parameter("Cert", std::string(unreadable.what()) + '.');
    }
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The objects of OpenSSL that a PEM block can become. Whatever held a key is wiped by OpenSSL when it is freed.

#include "../text/freed_by.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <climits>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using certificate_ptr = std::unique_ptr<X509, freed_by<&X509_free>>;
using private_key_ptr = std::unique_ptr<EVP_PKEY, freed_by<&EVP_PKEY_free>>;
using digest_context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<&EVP_MD_CTX_free>>;
using pem_source_ptr = std::unique_ptr<BIO, freed_by<&BIO_free_all>>;

/// Reads `text` in place; it must outlive the result and be shorter than 2 GiB.
inline pem_source_ptr pem_source(std::string_view text)
{
    pem_source_ptr source{BIO_new_mem_buf(text.empty() ? "" : text.data(), static_cast<int>(text.size()))};
    if (!source)
        throw std::bad_alloc();
    return source;
}

/// The content of one PEM block, wiped when it goes.
class decoded_block
{
public:
    enum class state
    {
        read,
        damaged,
        none ///< there is no further block
    };

    explicit decoded_block(BIO* from)
    {
        ERR_clear_error();
        if (PEM_read_bio(from, &label_, &header_, &data_, &size_) == 1)
            state_ = state::read;
        else if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
            state_ = state::none;
        ERR_clear_error();
    }
    decoded_block(decoded_block const&) = delete;
    decoded_block& operator=(decoded_block const&) = delete;
    ~decoded_block()
    {
        OPENSSL_free(label_);
        OPENSSL_free(header_);
        OPENSSL_clear_free(data_, static_cast<std::size_t>(size_));
    }

    [[nodiscard]] state status() const noexcept { return state_; }
    [[nodiscard]] std::string_view label() const noexcept { return label_ != nullptr ? label_ : ""; }

    /// Empty if it is none, or if something stands behind it.
    [[nodiscard]] certificate_ptr certificate() const
    {
        auto const* at = data_;
        certificate_ptr made{d2i_X509(nullptr, &at, size_)};
        ERR_clear_error();
        return made && at == data_ + size_ ? std::move(made) : nullptr;
    }
    [[nodiscard]] private_key_ptr private_key() const
    {
        auto const* at = data_;
        private_key_ptr made{d2i_AutoPrivateKey(nullptr, &at, size_)};
        ERR_clear_error();
        return made;
    }

private:
    char* label_ = nullptr;
    char* header_ = nullptr;
    unsigned char* data_ = nullptr;
    long size_ = 0;
    state state_ = state::damaged;
};

/// What bytes are that are no PEM.
enum class binary_kind
{
    unknown,
    certificate,
    key,
    pkcs12,
    pkcs7
};

[[nodiscard]] inline binary_kind kind_of_binary(std::string_view bytes)
{
    auto const* const data = reinterpret_cast<unsigned char const*>(bytes.data());
    auto const size = static_cast<long>(bytes.size());
    auto const reads = [&](auto* (*read)(unsigned char const**, long), auto free)
    {
        auto const* at = data;
        auto* const made = read(&at, size);
        free(made);
        ERR_clear_error();
        return made != nullptr;
    };
    if (bytes.empty() || bytes[0] != '\x30')
        return binary_kind::unknown;
    if (reads(
            +[](unsigned char const** at, long length) { return d2i_X509(nullptr, at, length); }, &X509_free))
        return binary_kind::certificate;
    if (reads(
            +[](unsigned char const** at, long length) { return d2i_PKCS12(nullptr, at, length); }, &PKCS12_free))
        return binary_kind::pkcs12;
    if (reads(
            +[](unsigned char const** at, long length) { return d2i_PKCS7(nullptr, at, length); }, &PKCS7_free))
        return binary_kind::pkcs7;
    if (reads(
            +[](unsigned char const** at, long length) { return d2i_AutoPrivateKey(nullptr, at, length); },
            &EVP_PKEY_free))
        return binary_kind::key;
    return binary_kind::unknown;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Owners for the OpenSSL objects that the emulator handles.

#include "../../version.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <climits>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

template <auto Free>
struct freed_by
{
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

using x509_ptr = std::unique_ptr<X509, freed_by<&X509_free>>;
using x509_extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<&X509_EXTENSION_free>>;
using evp_pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<&EVP_PKEY_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<&BIO_free_all>>;
using bignum_ptr = std::unique_ptr<BIGNUM, freed_by<&BN_free>>;
using general_names_ptr = std::unique_ptr<GENERAL_NAMES, freed_by<&GENERAL_NAMES_free>>;

inline bio_ptr memory_writer()
{
    bio_ptr bio{BIO_new(BIO_s_mem())};
    if (!bio)
        throw std::bad_alloc{};
    return bio;
}

/// Reads `text` in place; it must outlive the result.
inline bio_ptr memory_reader(std::string_view text)
{
    bio_ptr bio{text.size() <= INT_MAX ? BIO_new_mem_buf(text.empty() ? "" : text.data(), static_cast<int>(text.size()))
                                       : nullptr};
    if (!bio)
        throw std::bad_alloc{};
    return bio;
}

inline std::string written_text(bio_ptr const& bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

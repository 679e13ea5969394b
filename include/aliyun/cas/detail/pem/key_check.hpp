// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether a private key does what its certificate promises. That it fits is told by its public half alone: the secret
// one may be damaged.

#include "openssl_objects.hpp"

#include <cstddef>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Whether the key signs, and its signature does not verify with the certified public key.
[[nodiscard]] inline bool signs_in_vain(EVP_PKEY* key, EVP_PKEY* certified)
{
    static constexpr unsigned char text[] = {'t', 'e', 's', 't'};
    auto const kind = EVP_PKEY_get_id(key);
    bool const has_own_digest = kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448;
    auto const* const digest = has_own_digest ? nullptr : EVP_sha256();
    digest_context_ptr const signing(EVP_MD_CTX_new());
    digest_context_ptr const verifying(EVP_MD_CTX_new());
    if (!signing || !verifying)
        throw std::bad_alloc();
    std::size_t size = 0;
    std::vector<unsigned char> signature;
    bool has_signed = EVP_DigestSignInit(signing.get(), nullptr, digest, nullptr, key) == 1 &&
                      EVP_DigestSign(signing.get(), nullptr, &size, text, sizeof(text)) == 1;
    if (has_signed)
    {
        signature.resize(size);
        has_signed = EVP_DigestSign(signing.get(), signature.data(), &size, text, sizeof(text)) == 1;
    }
    bool const in_vain = has_signed &&
                         EVP_DigestVerifyInit(verifying.get(), nullptr, digest, nullptr, certified) == 1 &&
                         EVP_DigestVerify(verifying.get(), signature.data(), size, text, sizeof(text)) != 1;
    ERR_clear_error();
    return in_vain;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "hmac_sha1.hpp"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <stdexcept>

namespace bench
{
namespace
{

void must(int result)
{
    if (result != 1)
        throw std::runtime_error("OpenSSL refused a digest");
}

void start_with(EVP_MD_CTX* state, std::array<unsigned char, SHA_CBLOCK> const& pad)
{
    must(EVP_DigestInit_ex(state, EVP_sha1(), nullptr));
    must(EVP_DigestUpdate(state, pad.data(), pad.size()));
}

unsigned char const* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

} // namespace

std::array<unsigned char, SHA_CBLOCK> hmac_pad(std::string_view key, unsigned char constant)
{
    std::array<unsigned char, SHA_CBLOCK> pad;
    if (key.size() > pad.size())
        throw std::length_error("this key would have to be hashed first");
    pad.fill(constant);
    for (std::size_t i = 0; i < key.size(); ++i)
        pad[i] = static_cast<unsigned char>(pad[i] ^ static_cast<unsigned char>(key[i]));
    return pad;
}

hmac_by_md_copies::hmac_by_md_copies(std::string_view key)
    : inner_(EVP_MD_CTX_new()), outer_(EVP_MD_CTX_new()), work_(EVP_MD_CTX_new())
{
    start_with(inner_.get(), hmac_pad(key, 0x36));
    start_with(outer_.get(), hmac_pad(key, 0x5c));
}

sha1_digest hmac_by_md_copies::operator()(std::string_view text) const
{
    sha1_digest digest;
    must(EVP_MD_CTX_copy_ex(work_.get(), inner_.get()));
    must(EVP_DigestUpdate(work_.get(), text.data(), text.size()));
    must(EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr));
    must(EVP_MD_CTX_copy_ex(work_.get(), outer_.get()));
    must(EVP_DigestUpdate(work_.get(), digest.data(), digest.size()));
    must(EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr));
    return digest;
}

hmac_by_mac_restart::hmac_by_mac_restart(std::string_view key)
{
    std::unique_ptr<EVP_MAC, freed_by<EVP_MAC_free>> const mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    context_.reset(EVP_MAC_CTX_new(mac.get()));
    char digest_name[] = "SHA1";
    OSSL_PARAM const parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                     OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(context_.get(), bytes(key), key.size(), parameters));
}

sha1_digest hmac_by_mac_restart::operator()(std::string_view text) const
{
    sha1_digest digest;
    std::size_t size = 0;
    must(EVP_MAC_init(context_.get(), nullptr, 0, nullptr));
    must(EVP_MAC_update(context_.get(), bytes(text), text.size()));
    must(EVP_MAC_final(context_.get(), digest.data(), &size, digest.size()));
    return digest;
}

sha1_digest hmac_by_one_shot::operator()(std::string_view text) const
{
    sha1_digest digest;
    if (HMAC(EVP_sha1(), key_.data(), static_cast<int>(key_.size()), bytes(text), text.size(), digest.data(),
             nullptr) == nullptr)
        throw std::runtime_error("OpenSSL refused a digest");
    return digest;
}

} // namespace bench

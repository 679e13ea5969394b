// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// HMAC-SHA1 of ready bytes in the four ways that OpenSSL 3 offers: the least that signing them can cost.

#include "../support/freed_by.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace bench
{

using sha1_digest = std::array<unsigned char, SHA_DIGEST_LENGTH>;

/// The low-level SHA1 calls, the states behind both pads prepared once. OpenSSL 3 deprecates them.
class hmac_by_low_level_sha1
{
public:
    explicit hmac_by_low_level_sha1(std::string_view key);
    [[nodiscard]] sha1_digest operator()(std::string_view text) const;

private:
    SHA_CTX inner_;
    SHA_CTX outer_;
};

/// EVP_MD_CTX, the states behind both pads prepared once and copied for each text.
class hmac_by_md_copies
{
public:
    explicit hmac_by_md_copies(std::string_view key);
    [[nodiscard]] sha1_digest operator()(std::string_view text) const;

private:
    using context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;

    context inner_;
    context outer_;
    context work_;
};

/// EVP_MAC, set up with the key once and started again for each text.
class hmac_by_mac_restart
{
public:
    explicit hmac_by_mac_restart(std::string_view key);
    [[nodiscard]] sha1_digest operator()(std::string_view text) const;

private:
    std::unique_ptr<EVP_MAC_CTX, freed_by<EVP_MAC_CTX_free>> context_;
};

/// HMAC() with the key each time.
class hmac_by_one_shot
{
public:
    explicit hmac_by_one_shot(std::string_view key) : key_(key) {}
    [[nodiscard]] sha1_digest operator()(std::string_view text) const;

private:
    std::string key_;
};

/// A key padded to the block size and mixed with one of the two constants of RFC 2104; it must not exceed a block.
[[nodiscard]] std::array<unsigned char, SHA_CBLOCK> hmac_pad(std::string_view key, unsigned char constant);

} // namespace bench

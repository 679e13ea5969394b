// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The state of SHA-1 behind some text, kept so that further texts go on from it: the one place that calls OpenSSL's
// digest. OpenSSL's supported calls allocate and count references for each state that is copied, which is as much as
// two blocks cost to hash. Those who define ALIYUN_CAS_LOW_LEVEL_SHA1, in all units of a program, take the low-level
// calls in their place: they have been deprecated since OpenSSL 3.0, and are not there where OpenSSL was built without
// what is deprecated. They know nothing of providers: whoever must use the FIPS provider keeps to the default.

#include "../text/wipe.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#if defined(ALIYUN_CAS_LOW_LEVEL_SHA1)
#include <openssl/sha.h>
#if defined(OPENSSL_NO_DEPRECATED_3_0)
#error "aliyun::cas: ALIYUN_CAS_LOW_LEVEL_SHA1 needs what OPENSSL_NO_DEPRECATED takes away"
#endif
#else
#include <openssl/evp.h>

#include <memory>
#include <new>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using sha1_digest = std::array<unsigned char, 20>;

inline void require_sha1(int ok)
{
    if (ok != 1)
        throw std::runtime_error("aliyun::cas: OpenSSL offers no SHA-1 (signature version 1.0 needs HMAC-SHA1)");
}

#if defined(ALIYUN_CAS_LOW_LEVEL_SHA1)

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

/// Wiped when it is dropped. Any number of threads may call `digest_with` at once.
class sha1_state
{
public:
    sha1_state() { require_sha1(SHA1_Init(&state_)); }
    sha1_state(sha1_state const&) = default;
    sha1_state& operator=(sha1_state const&) = default;
    ~sha1_state() { wipe(&state_, sizeof(state_)); }

    void absorb(void const* text, std::size_t size) { require_sha1(SHA1_Update(&state_, text, size)); }

    /// The digest of all that was absorbed and `text` behind it. The state stays as it is.
    [[nodiscard]] sha1_digest digest_with(std::string_view text) const
    {
        auto work = *this;
        work.absorb(text.data(), text.size());
        sha1_digest digest;
        require_sha1(SHA1_Final(digest.data(), &work.state_));
        return digest;
    }

private:
    SHA_CTX state_;
};

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

#else

struct free_md_context
{
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using md_context = std::unique_ptr<EVP_MD_CTX, free_md_context>;

inline md_context new_md_context()
{
    md_context context{EVP_MD_CTX_new()};
    if (!context)
        throw std::bad_alloc();
    return context;
}

/// OpenSSL wipes it when it is dropped. Any number of threads may call `digest_with` at once.
class sha1_state
{
public:
    /// @throws std::runtime_error if OpenSSL is configured without SHA-1.
    sha1_state() { require_sha1(EVP_DigestInit_ex(state_.get(), EVP_sha1(), nullptr)); }
    sha1_state(sha1_state const& other) { copy(state_.get(), other.state_.get()); }
    sha1_state& operator=(sha1_state const& other)
    {
        copy(state_.get(), other.state_.get());
        return *this;
    }
    ~sha1_state() = default;

    void absorb(void const* text, std::size_t size) { require_memory(EVP_DigestUpdate(state_.get(), text, size)); }

    /// The digest of all that was absorbed and `text` behind it. The state stays as it is.
    [[nodiscard]] sha1_digest digest_with(std::string_view text) const
    {
        // One context a thread: copying into a context that has been used before saves its making.
        thread_local md_context const work = new_md_context();
        copy(work.get(), state_.get());
        sha1_digest digest;
        require_memory(EVP_DigestUpdate(work.get(), text.data(), text.size()));
        require_memory(EVP_DigestFinal_ex(work.get(), digest.data(), nullptr));
        return digest;
    }

private:
    // Once a state exists, nothing but memory can fail.
    static void require_memory(int ok)
    {
        if (ok != 1)
            throw std::bad_alloc();
    }
    static void copy(EVP_MD_CTX* to, EVP_MD_CTX const* from) { require_memory(EVP_MD_CTX_copy_ex(to, from)); }

    md_context state_ = new_md_context();
};

#endif

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// HMAC-SHA1 (RFC 2104) with a key that is prepared once: the hash states behind its two pads are kept and copied for
// each text, which saves two of the compressions that every text would cost. Texts that begin alike save a third: the
// states behind their first blocks are kept, too.

#include "../text/wipe.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using sha1_digest = std::array<unsigned char, 20>;

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

/// What is known of the first block of a text to sign.
enum class text_head
{
    any,     ///< it may hold a secret, which the key must not keep, or is another in each text
    repeated ///< it holds no secret, and other texts begin with the same
};

/// A prepared key. Any number of threads may sign with it at once. OpenSSL wipes the states when they are freed.
class hmac_sha1_key
{
public:
    static constexpr std::size_t block_size = 64;

    /// @throws std::runtime_error if OpenSSL is configured without SHA-1.
    explicit hmac_sha1_key(std::string_view key)
    {
        std::array<unsigned char, block_size> padded{};
        if (key.size() > block_size)
        {
            unsigned size = 0;
            require(EVP_Digest(key.data(), key.size(), padded.data(), &size, EVP_sha1(), nullptr));
        }
        else
            std::copy(key.begin(), key.end(), padded.begin());
        inner_ = keyed_state(padded, 0x36);
        outer_ = keyed_state(padded, 0x5c);
        wipe(padded.data(), padded.size());
    }

    hmac_sha1_key(hmac_sha1_key const&) = delete;
    hmac_sha1_key& operator=(hmac_sha1_key const&) = delete;
    ~hmac_sha1_key()
    {
        for (auto const& slot : heads_)
            delete slot.load(std::memory_order_acquire);
    }

    [[nodiscard]] sha1_digest sign(std::string_view text, text_head head = text_head::any) const
    {
        // One context a thread: copying into a context that has been used before saves its making.
        thread_local md_context const work = new_md_context();
        EVP_MD_CTX const* start = inner_.get();
        if (head == text_head::repeated && text.size() >= block_size)
            if (auto const* const behind_head = state_behind(text.data()))
            {
                start = behind_head;
                text.remove_prefix(block_size);
            }
        sha1_digest digest;
        if (EVP_MD_CTX_copy_ex(work.get(), start) != 1 || EVP_DigestUpdate(work.get(), text.data(), text.size()) != 1 ||
            EVP_DigestFinal_ex(work.get(), digest.data(), nullptr) != 1 ||
            EVP_MD_CTX_copy_ex(work.get(), outer_.get()) != 1 ||
            EVP_DigestUpdate(work.get(), digest.data(), digest.size()) != 1 ||
            EVP_DigestFinal_ex(work.get(), digest.data(), nullptr) != 1)
            throw std::bad_alloc(); // once the states exist, nothing but memory can fail
        return digest;
    }

private:
    // The first block of some texts, and the inner state behind it. Never changed once it is published.
    struct known_head
    {
        std::array<char, block_size> text;
        md_context state;
    };

    /// The state behind a first block, made when the block is seen for the first time; null if there is no room left
    /// for it.
    EVP_MD_CTX const* state_behind(char const* block) const
    {
        for (auto& slot : heads_)
        {
            auto const* known = slot.load(std::memory_order_acquire);
            if (!known)
            {
                auto fresh = head_of(block);
                if (slot.compare_exchange_strong(known, fresh.get(), std::memory_order_acq_rel))
                    return fresh.release()->state.get();
                // Another thread was faster; what it has published may be the same.
            }
            if (std::memcmp(known->text.data(), block, block_size) == 0)
                return known->state.get();
        }
        return nullptr;
    }
    std::unique_ptr<known_head const> head_of(char const* block) const
    {
        auto head = std::make_unique<known_head>();
        std::memcpy(head->text.data(), block, block_size);
        head->state = new_md_context();
        if (EVP_MD_CTX_copy_ex(head->state.get(), inner_.get()) != 1 ||
            EVP_DigestUpdate(head->state.get(), block, block_size) != 1)
            throw std::bad_alloc();
        return head;
    }

    static void require(int ok)
    {
        if (ok != 1)
            throw std::runtime_error("aliyun::cas: OpenSSL offers no SHA-1 (signature version 1.0 needs HMAC-SHA1)");
    }
    static md_context keyed_state(std::array<unsigned char, block_size> const& padded, unsigned char pad)
    {
        std::array<unsigned char, block_size> block;
        std::transform(padded.begin(), padded.end(), block.begin(),
                       [pad](unsigned char byte) { return static_cast<unsigned char>(byte ^ pad); });
        auto context = new_md_context();
        require(EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr));
        require(EVP_DigestUpdate(context.get(), block.data(), block.size()));
        wipe(block.data(), block.size());
        return context;
    }

    md_context inner_;
    md_context outer_;
    // A head of 64 bytes ends among the letters of the action's name: a program's operations have a handful of them.
    mutable std::array<std::atomic<known_head const*>, 8> heads_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

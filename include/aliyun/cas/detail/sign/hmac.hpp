// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// HMAC-SHA1 (RFC 2104) with a key that is prepared once: the hash states behind its two pads are kept and copied for
// each text, which saves two of the compressions that every text would cost. Texts that begin alike save a third: the
// states behind their first blocks are kept, too.

#include "sha1_state.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What is known of the first block of a text to sign.
enum class text_head
{
    any,     ///< it may hold a secret, which the key must not keep, or is another in each text
    repeated ///< it holds no secret, and other texts begin with the same
};

/// A prepared key. Any number of threads may sign with it at once. Its states are wiped with it.
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
            auto digest = sha1_state().digest_with(key);
            std::copy(digest.begin(), digest.end(), padded.begin());
            wipe(digest.data(), digest.size());
        }
        else
            std::copy(key.begin(), key.end(), padded.begin());
        absorb_pad(inner_, padded, 0x36);
        absorb_pad(outer_, padded, 0x5c);
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
        auto const* start = &inner_;
        if (head == text_head::repeated && text.size() >= block_size)
            if (auto const* const behind_head = state_behind(text.data()))
            {
                start = behind_head;
                text.remove_prefix(block_size);
            }
        auto const inner = start->digest_with(text);
        return outer_.digest_with({reinterpret_cast<char const*>(inner.data()), inner.size()});
    }

private:
    // The first block of some texts, and the inner state behind it. Never changed once it is published.
    struct known_head
    {
        known_head(char const* block, sha1_state const& inner) : state(inner)
        {
            std::memcpy(text.data(), block, block_size);
            state.absorb(block, block_size);
        }

        std::array<char, block_size> text;
        sha1_state state;
    };

    /// The state behind a first block, made when the block is seen for the first time; null if there is no room left
    /// for it.
    sha1_state const* state_behind(char const* block) const
    {
        for (auto& slot : heads_)
        {
            auto const* known = slot.load(std::memory_order_acquire);
            if (!known)
            {
                auto fresh = std::make_unique<known_head const>(block, inner_);
                if (slot.compare_exchange_strong(known, fresh.get(), std::memory_order_acq_rel))
                    return &fresh.release()->state;
                // Another thread was faster; what it has published may be the same.
            }
            if (std::memcmp(known->text.data(), block, block_size) == 0)
                return &known->state;
        }
        return nullptr;
    }

    static void absorb_pad(sha1_state& state, std::array<unsigned char, block_size> const& padded, unsigned char pad)
    {
        std::array<unsigned char, block_size> block;
        std::transform(padded.begin(), padded.end(), block.begin(),
                       [pad](unsigned char byte) { return static_cast<unsigned char>(byte ^ pad); });
        state.absorb(block.data(), block.size());
        wipe(block.data(), block.size());
    }

    sha1_state inner_;
    sha1_state outer_;
    // A head of 64 bytes ends among the letters of the action's name: a program's operations have a handful of them.
    mutable std::array<std::atomic<known_head const*>, 8> heads_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Signature nonces: 132 random bits as 22 characters that need no encoding. Unique across threads and forked processes.

#include "../os/platform.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace aliyun::cas::detail
{

/// Takes random bytes from a supply that is bought in bulk, since one call of RAND_bytes costs more than signing a
/// request. Valid until the next call on this thread.
/// @throws std::runtime_error if OpenSSL has no randomness: a predictable nonce must never be sent.
inline unsigned char const* take_random(std::size_t count)
{
    struct supply
    {
        std::array<unsigned char, 2048> bytes;
        std::size_t used = sizeof(bytes);
        std::uint32_t generation = 0;
    };
    thread_local supply own;
    auto const generation = fork_generation();
    if (own.used + count > own.bytes.size() || own.generation != generation)
    {
        if (RAND_bytes(own.bytes.data(), static_cast<int>(own.bytes.size())) != 1)
            throw std::runtime_error("OpenSSL has no randomness for a nonce");
        own.used = 0;
        own.generation = generation;
    }
    auto const* const taken = own.bytes.data() + own.used;
    own.used += count;
    return taken;
}

/// A random number from 0 to 1 (exclusive).
inline double random_fraction()
{
    auto const* const random = take_random(2);
    return (random[0] * 256 + random[1]) / 65536.0;
}

class nonce
{
public:
    static constexpr std::size_t size = 22;

    nonce()
    {
        // The URL-safe alphabet of RFC 4648 section 5: all unreserved.
        static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        auto const* const random = take_random(size);
        for (std::size_t i = 0; i < size; ++i)
            text_[i] = digits[random[i] & 63];
    }

    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), text_.size()}; }

private:
    std::array<char, size> text_;
};

} // namespace aliyun::cas::detail

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

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
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
        auto const* const random = take_random(text_.size());
#if defined(__SSE2__)
        for (std::size_t i = 0; i < text_.size(); i += 16)
            _mm_storeu_si128(reinterpret_cast<__m128i*>(&text_[i]),
                             digits_of(_mm_loadu_si128(reinterpret_cast<__m128i const*>(random + i))));
#else
        static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (std::size_t i = 0; i < text_.size(); ++i)
            text_[i] = digits[random[i] & 63];
#endif
    }

    [[nodiscard]] std::string_view view() const noexcept
    {
        return {text_.data(), size};
    }

private:
#if defined(__SSE2__)
    // Random bytes as digits of the URL-safe alphabet of RFC 4648 section 5, all unreserved: letters, then what differs
    // from them. By blocks, since they are read in blocks soon after: a load across many small stores would stall.
    static __m128i digits_of(__m128i random) noexcept
    {
        auto const digit = _mm_and_si128(random, _mm_set1_epi8(63));
        auto const shift_above = [digit](char last, char shift)
        { return _mm_and_si128(_mm_cmpgt_epi8(digit, _mm_set1_epi8(last)), _mm_set1_epi8(shift)); };
        auto text = _mm_add_epi8(digit, _mm_set1_epi8('A'));
        text = _mm_add_epi8(text, shift_above(25, 'a' - 'Z' - 1));
        text = _mm_add_epi8(text, shift_above(51, '0' - 'z' - 1));
        text = _mm_add_epi8(text, shift_above(61, '-' - '9' - 1));
        return _mm_add_epi8(text, shift_above(62, '_' - '-' - 1));
    }
#endif

    std::array<char, 32> text_; // two blocks: more than is used
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

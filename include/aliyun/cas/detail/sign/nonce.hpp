// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Signature nonces: 132 random bits as 22 characters that need no encoding. Unique across threads and forked processes.

#include "../../common_params.hpp"
#include "../os/platform.hpp"
#include "../text/encoded_text.hpp"

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

inline constexpr std::size_t random_slack = 16;

/// Takes random bytes from a supply that is bought in bulk, since one call of RAND_bytes costs more than signing a
/// request. Valid until the next call on this thread. `random_slack` bytes more may be read, which are not taken.
/// @throws std::runtime_error if OpenSSL has no randomness: a predictable nonce must never be sent.
inline unsigned char const* take_random(std::size_t count)
{
    constexpr std::size_t bought = 2048;
    struct supply
    {
        std::array<unsigned char, bought + random_slack> bytes{};
        std::size_t used = bought;
        std::uint32_t generation = 0;
    };
    thread_local supply own;
    auto const generation = fork_generation();
    if (own.used + count > bought || own.generation != generation)
    {
        if (RAND_bytes(own.bytes.data(), bought) != 1)
            throw std::runtime_error("OpenSSL has no randomness for a nonce");
        own.used = 0;
        own.generation = generation;
    }
    auto const* const taken = own.bytes.data() + own.used;
    own.used += count;
    return taken;
}

/// A random number from 0 to 1 by which a wait is spread; 1, the longest wait, if there is no randomness.
inline double chance() noexcept
{
    try
    {
        auto const* const random = take_random(2);
        return (random[0] * 256 + random[1]) / 65536.0;
    }
    catch (std::runtime_error const&)
    {
        return 1;
    }
}

class nonce
{
public:
    static constexpr std::size_t size = 22;

    nonce()
    {
        text_.once_size = text_.twice_size = size; // nothing in it needs encoding
        auto const* const random = take_random(size);
#if defined(__SSE2__)
        static_assert(size + random_slack >= 2 * sizeof(__m128i) && encoded_text::room >= 2 * sizeof(__m128i));
        for (std::size_t i = 0; i < size; i += sizeof(__m128i))
        {
            auto const digits = digits_of(_mm_loadu_si128(reinterpret_cast<__m128i const*>(random + i)));
            _mm_storeu_si128(reinterpret_cast<__m128i*>(&text_.once[i]), digits);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(&text_.twice[i]), digits);
        }
#else
        static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (std::size_t i = 0; i < size; ++i)
            text_.once[i] = text_.twice[i] = digits[random[i] & 63];
#endif
    }
    nonce(nonce const&) = delete; // value() points into it
    nonce& operator=(nonce const&) = delete;

    [[nodiscard]] std::string_view view() const noexcept
    {
        return {text_.once.data(), size};
    }
    /// As a parameter, for as long as this object lives.
    [[nodiscard]] common_value value() const noexcept
    {
        return {view(), text_};
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

    encoded_text text_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

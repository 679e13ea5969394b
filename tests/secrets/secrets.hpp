// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The secrets of these tests: texts that are nowhere else, and what a key becomes when it is prepared.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace secrets_test
{

inline constexpr std::string_view key_secret = "kMarkerOfTheAccessKeySecret0123456789abcd";
inline constexpr std::string_view token = "tMarkerOfTheSecurityToken0123456789abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view sent_line = "sMarkerOfThePrivateKeyThatIsSent0123456789abcdefghijklmnopqrstuv";
inline constexpr std::string_view received_line = "rMarkerOfThePrivateKeyReceived0123456789abcdefghijklmnopqrstuvw";

/// A private key in PEM with the marker as each of its lines.
inline std::string pem_of(std::string_view line)
{
    std::string text = "-----BEGIN PRIVATE KEY-----\n";
    for (int i = 0; i < 30; ++i)
        text += std::string(line) + "\n";
    return text += "-----END PRIVATE KEY-----\n";
}

/// The block that signing with a key begins with, and the state of SHA-1 behind it: whoever has that can sign.
class prepared_key
{
public:
    /// @param key shorter than a block
    prepared_key(std::string_view key, unsigned char pad)
    {
        block_.fill(pad);
        for (std::size_t i = 0; i < key.size(); ++i)
            block_[i] = static_cast<unsigned char>(static_cast<unsigned char>(key[i]) ^ pad);
        compress();
    }

    [[nodiscard]] std::string_view block() const { return {reinterpret_cast<char const*>(block_.data()), 32}; }
    /// As OpenSSL keeps it: five words in the machine's order.
    [[nodiscard]] std::string_view state() const { return {reinterpret_cast<char const*>(state_.data()), 20}; }

private:
    // FIPS 180-4, 6.1.2: one block from the initial state.
    void compress()
    {
        std::array<std::uint32_t, 80> w{};
        for (std::size_t t = 0; t < 16; ++t)
            for (std::size_t i = 0; i < 4; ++i)
                w[t] = (w[t] << 8) | block_[4 * t + i];
        for (std::size_t t = 16; t < 80; ++t)
            w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        auto [a, b, c, d, e] = state_;
        for (std::size_t t = 0; t < 80; ++t)
        {
            std::uint32_t const f = t < 20   ? (b & c) ^ (~b & d)
                                    : t < 40 ? b ^ c ^ d
                                    : t < 60 ? (b & c) ^ (b & d) ^ (c & d)
                                             : b ^ c ^ d;
            constexpr std::array<std::uint32_t, 4> k{0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
            auto const next = std::rotl(a, 5) + f + e + k[t / 20] + w[t];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        std::array<std::uint32_t, 5> const round{a, b, c, d, e};
        for (std::size_t i = 0; i < 5; ++i)
            state_[i] += round[i];
    }

    std::array<unsigned char, 64> block_{};
    std::array<std::uint32_t, 5> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
};

} // namespace secrets_test

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The baselines of signing: bare HMAC-SHA1 over exactly the bytes that a request's signature covers, and a nonce from
// RAND_bytes each time. What the library makes of a whole request stands in aliyun_cas.cpp.

#include "signed_requests.hpp"

#include "../baselines/hmac_sha1.hpp"
#include "../support/contender.hpp"

#include <openssl/rand.h>

#include <stdexcept>

namespace
{

std::string hmac_key()
{
    return std::string(bench::access_key_secret) + "&";
}

void must_equal(bench::sha1_digest const& left, bench::sha1_digest const& right)
{
    if (left != right)
        throw std::runtime_error("two ways to compute the same HMAC differ");
}

/// RFC 2202, case 2: without it, four equal mistakes would pass.
template <typename Hmac>
void check_against_rfc_2202()
{
    constexpr bench::sha1_digest expected{0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74,
                                          0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79};
    must_equal(Hmac("Jefe")("what do ya want for nothing?"), expected);
}

template <typename Hmac>
bench::contender bare_hmac(std::string subject, std::string load, std::string text)
{
    return bench::repeated(
        std::move(subject), std::move(load),
        [hmac = std::make_shared<Hmac>(hmac_key()), text](std::size_t) { return (*hmac)(text); },
        [text]
        {
            check_against_rfc_2202<Hmac>();
            must_equal(Hmac(hmac_key())(text), bench::hmac_by_one_shot(hmac_key())(text));
        });
}

void add_nonce(std::vector<bench::contender>& all)
{
    all.push_back(bench::repeated("rand_bytes_each_time", "nonce",
                                  [](std::size_t)
                                  {
                                      std::array<unsigned char, 16> nonce;
                                      if (RAND_bytes(nonce.data(), static_cast<int>(nonce.size())) != 1)
                                          throw std::runtime_error("RAND_bytes failed");
                                      return nonce;
                                  }));
}

void add_baselines(std::vector<bench::contender>& all)
{
    // The library's nonce has 22 characters in place of the official clients' 32: its list request is 10 bytes and one
    // block of SHA-1 shorter.
    bench::request_moment const short_nonce{.nonce = std::string(22, 'x')};
    std::pair<std::string, std::string> const loads[]{{"list", bench::list_string_to_sign()},
                                                      {"list_short_nonce", bench::list_string_to_sign(short_nonce)},
                                                      {"upload", bench::upload_string_to_sign()}};
    for (auto const& [load, text] : loads)
    {
        all.push_back(bare_hmac<bench::hmac_by_low_level_sha1>("hmac_by_low_level_sha1", load, text));
        all.push_back(bare_hmac<bench::hmac_by_md_copies>("hmac_by_md_copies", load, text));
        all.push_back(bare_hmac<bench::hmac_by_mac_restart>("hmac_by_mac_restart", load, text));
        all.push_back(bare_hmac<bench::hmac_by_one_shot>("hmac_by_one_shot", load, text));
    }
    add_nonce(all);
}

bench::joins const joined{add_baselines};

} // namespace

int main(int argc, char** argv)
{
    return bench::run_contenders("sign", argc, argv, 64);
}

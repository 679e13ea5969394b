// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The one file that calls what OpenSSL 3 deprecates; it is compiled with that warning off.

#include "hmac_sha1.hpp"

namespace bench
{
namespace
{

SHA_CTX state_behind(std::array<unsigned char, SHA_CBLOCK> const& pad)
{
    SHA_CTX state;
    SHA1_Init(&state);
    SHA1_Update(&state, pad.data(), pad.size());
    return state;
}

} // namespace

hmac_by_low_level_sha1::hmac_by_low_level_sha1(std::string_view key)
    : inner_(state_behind(hmac_pad(key, 0x36))), outer_(state_behind(hmac_pad(key, 0x5c)))
{
}

sha1_digest hmac_by_low_level_sha1::operator()(std::string_view text) const
{
    sha1_digest digest;
    SHA_CTX state = inner_;
    SHA1_Update(&state, text.data(), text.size());
    SHA1_Final(digest.data(), &state);
    state = outer_;
    SHA1_Update(&state, digest.data(), digest.size());
    SHA1_Final(digest.data(), &state);
    return digest;
}

} // namespace bench

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Files of credentials: any text, as the configuration of the command line client (first byte even) or as the SDKs'
// file. A profile has what its kind needs; a sentence that says why there is none is one line.

#include <aliyun/cas/detail/sources/cli_profile.hpp>
#include <aliyun/cas/detail/sources/ini_profile.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace aliyun::cas::detail;

namespace
{

void check(profile_reading const& reading)
{
    if (reading.profile.has_value() == !reading.problem.empty())
        std::abort();
    if (reading.problem.size() > 2000)
        std::abort();
    for (char const c : reading.problem)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            std::abort();
    if (!reading.profile)
        return;
    auto const& found = *reading.profile;
    if (found.kind == profile_kind::key && (found.access_key_id.empty() || found.access_key_secret.empty()))
        std::abort();
    if (found.kind == profile_kind::role && found.role.empty())
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    bool const is_json = data[0] % 2 == 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    check(is_json ? read_cli_profile(text, {}) : read_ini_profile(text, "default"));
    check(is_json ? read_cli_profile(text, "p") : read_ini_profile(text, "p"));
    return 0;
}

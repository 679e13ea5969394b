// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Any text as a certificate and as a key: the emulator refuses it or reads it, and the offline check has findings or
// none; neither fails in any other way.

#include "aliyun/cas/detail/emulator/pem_reader.hpp"
#include "aliyun/cas/pem_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    namespace cas = aliyun::cas;
    std::string_view const all{reinterpret_cast<char const*>(data), size};
    auto const end = std::min(all.find('\0'), all.size());
    auto const certificate = all.substr(0, end);
    auto const key = all.substr(std::min(end + 1, all.size()));
    auto const report = cas::check_upload({"certificate", certificate}, {"key", key}, "a name");
    try
    {
        cas::detail::emulated::read_pair(certificate, key);
    }
    catch (cas::detail::emulated::refusal const& why)
    {
        if (why.status != 400 || report.passes())
        {
            std::cerr << "refused, and not found before: " << why.message << '\n';
            std::abort();
        }
    }
    return 0;
}

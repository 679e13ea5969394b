// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The offline check of PEM files: any text, as a certificate file (first byte even) or as a key file. What it passes
// the emulator, which reads uploads by itself, must be able to read, too.

#include <aliyun/cas/detail/emulator/pem_reader.hpp>
#include <aliyun/cas/pem_check.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace aliyun::cas;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    bool const is_certificate = data[0] % 2 == 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    try
    {
        if (is_certificate)
        {
            if (check_certificate(pem_file("c", text)).passes())
                static_cast<void>(detail::emulated::read_chain(text, "Cert"));
        }
        else
        {
            pem_check_options const options;
            detail::pem_checker checker(options); // the key alone: nothing to compare it with
            checker.check_key(pem_file("k", text));
            if (checker.take().passes())
                static_cast<void>(detail::emulated::read_key(text, "Key"));
        }
    }
    catch (detail::emulated::refusal const&)
    {
        std::abort(); // passed, and refused
    }
    return 0;
}

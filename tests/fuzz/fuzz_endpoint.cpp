// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Any text as an endpoint: it is refused by one kind of exception, or what was read can go into a request and be read
// again.

#include "aliyun/cas/detail/http/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using aliyun::cas::detail::parse_endpoint;
    auto const require = [](bool condition)
    {
        if (!condition)
            std::abort();
    };
    try
    {
        auto const first = parse_endpoint({reinterpret_cast<char const*>(data), size});
        require(!first.host.empty() && first.port != 0);
        for (char const c : first.authority())
            require(c > ' ' && c < '\x7f' && c != '/' && c != '@'); // nothing that could end a Host header or a name
        for (auto const& text : {first.authority(), "https://" + first.authority() + "/"})
        {
            auto const again = parse_endpoint(text);
            require(again.host == first.host && again.port == first.port);
        }
    }
    catch (std::invalid_argument const&)
    {
    }
    return 0;
}

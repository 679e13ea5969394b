// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a request of the emulator: the URL up to the first line feed, the form behind it. Either it is refused,
// or what was read is UTF-8 and has one canonical form, which reads back as the same.

#include "aliyun/cas/detail/emulator/own_signature.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace aliyun::cas::detail::emulated;
    std::string_view const all{reinterpret_cast<char const*>(data), size};
    auto const line = std::min(all.find('\n'), all.size());
    auto const body = all.substr(std::min(line + 1, all.size()));
    wire_request const request{"POST", all.substr(0, line), "application/x-www-form-urlencoded", body};
    auto const require = [](bool condition)
    {
        if (!condition)
            std::abort();
    };
    parameters read;
    try
    {
        read_parameters(request, read);
    }
    catch (refusal const& why)
    {
        require(why.status == 400 && !why.code.empty());
    }
    for (auto const& [name, value] : read)
        require(!name.empty() && is_utf8(name) && is_utf8(value));
    read.erase("Signature");
    parameters again;
    read_pairs(canonical_query(read), again);
    require(again == read);
    return 0;
}

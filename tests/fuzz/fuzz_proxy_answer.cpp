// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a proxy's answer, at once and one by one: the same end, and a tunnel only behind a status of 2xx with
// nothing after it.

#include "aliyun/cas/detail/pool/proxy_tunnel.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using aliyun::cas::detail::proxy_tunnel;
    using status = proxy_tunnel::status;
    auto const require = [](bool condition)
    {
        if (!condition)
            std::abort();
    };
    std::string_view const answer(reinterpret_cast<char const*>(data), size);
    static aliyun::cas::proxy_options const proxy("user:word@proxy.example:3128");
    static aliyun::cas::detail::endpoint const to;

    proxy_tunnel whole(proxy, to);
    auto const at_once = answer.empty() ? status::wants_input : whole.receive(answer);

    proxy_tunnel pieces(proxy, to);
    auto now = status::wants_input;
    std::size_t taken = 0;
    while (taken < answer.size() && now == status::wants_input)
        now = pieces.receive(answer.substr(taken++, 1));

    if (now == status::open && taken < answer.size())
        require(at_once == status::failed); // there is something behind the answer
    else
        require(now == at_once && pieces.code() == whole.code());
    require((now == status::failed) == pieces.code().failed());
    if (at_once == status::open)
        require(answer.ends_with("\r\n\r\n") && answer.find(" 2") != answer.npos);
    for (auto const* const tunnel : {&whole, &pieces})
    {
        require(tunnel->problem().empty() || tunnel->problem().starts_with("the proxy proxy.example:3128 "));
        require(tunnel->problem().size() < 150); // of what was received only a number
    }
    return 0;
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "network/system_resolver.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <string_view>

namespace network
{

void system_resolver::be(bool slow_one, int failing_with)
{
    std::scoped_lock const lock(mutex);
    is_slow = slow_one;
    failure = failing_with;
    changed.notify_all();
}

int system_resolver::look_up()
{
    std::unique_lock lock(mutex);
    ++lookups;
    changed.wait_for(lock, slow, [this] { return !is_slow; });
    return failure;
}

void system_resolver::reset()
{
    be(false);
    lookups = 0;
}

system_resolver& the_system()
{
    static system_resolver one;
    return one;
}

} // namespace network

extern "C" int getaddrinfo(char const* node, char const* service, addrinfo const* hints, addrinfo** result)
{
    static auto const real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (node == nullptr || std::string_view(node) != network::slow_name)
        return real(node, service, hints, result);
    if (auto const failure = network::the_system().look_up(); failure != 0)
        return failure;
    return real("127.0.0.1", service, hints, result);
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "allocation_counter.hpp"

#include <openssl/crypto.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

namespace
{

// Plain counters of one thread each: what is measured must not pay for an atomic.
constinit thread_local bench::allocations counted;

void* allocate(std::size_t size) noexcept
{
    ++counted.by_new;
    return std::malloc(size != 0 ? size : 1);
}

void* allocate_aligned(std::size_t size, std::align_val_t alignment) noexcept
{
    ++counted.by_new;
    auto const boundary = static_cast<std::size_t>(alignment);
    return std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary);
}

void* or_throw(void* memory)
{
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

void* openssl_malloc(std::size_t size, char const*, int)
{
    ++counted.by_openssl;
    return std::malloc(size);
}

void* openssl_realloc(void* memory, std::size_t size, char const*, int)
{
    ++counted.by_openssl;
    return std::realloc(memory, size);
}

void openssl_free(void* memory, char const*, int)
{
    std::free(memory);
}

} // namespace

namespace bench
{

allocations allocations_so_far() noexcept
{
    return counted;
}

void watch_openssl_allocations()
{
    if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) != 1)
        throw std::logic_error("OpenSSL has allocated before its allocations could be watched");
}

} // namespace bench

// The array and the nothrow forms of the standard library call these.
void* operator new(std::size_t size)
{
    return or_throw(allocate(size));
}

void* operator new(std::size_t size, std::align_val_t alignment)
{
    return or_throw(allocate_aligned(size, alignment));
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

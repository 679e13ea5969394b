// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "freed_memory.hpp"

#include <openssl/crypto.h>

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace
{

thread_local std::array<std::string_view, 8> watched;
thread_local std::size_t leaks_seen = 0;
thread_local std::size_t blocks_freed = 0;
thread_local std::size_t until_failure = 0; // counts down to the allocation that fails; 0: none does

void* allocate(std::size_t size)
{
    if (until_failure > 0 && --until_failure == 0)
        throw std::bad_alloc();
    // Zeroed: a block's unused rest must not hold what an earlier owner has left there.
    if (void* const memory = std::calloc(1, size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void release(void* memory) noexcept
{
    if (memory != nullptr && !watched.front().empty())
    {
        ++blocks_freed;
        std::string_view const content{static_cast<char const*>(memory), malloc_usable_size(memory)};
        leaks_seen += std::any_of(watched.begin(), watched.end(),
                                  [content](std::string_view text)
                                  { return !text.empty() && content.find(text) != content.npos; })
                          ? 1u
                          : 0u;
    }
    std::free(memory);
}

void* openssl_malloc(std::size_t size, char const*, int)
{
    return size > 0 ? std::calloc(1, size) : nullptr;
}
void openssl_free(void* memory, char const*, int)
{
    release(memory);
}
// Never in place, so that what it leaves behind is seen.
void* openssl_realloc(void* memory, std::size_t size, char const*, int)
{
    if (size == 0)
        return release(memory), nullptr;
    void* const bigger = std::calloc(1, size);
    if (bigger != nullptr && memory != nullptr)
    {
        std::memcpy(bigger, memory, (std::min)(size, malloc_usable_size(memory)));
        release(memory);
    }
    return bigger;
}

} // namespace

namespace test_support
{

freed_memory_watch::freed_memory_watch(std::initializer_list<std::string_view> secrets) noexcept
{
    leaks_seen = blocks_freed = 0;
    std::copy(secrets.begin(), secrets.end(), watched.begin());
}
freed_memory_watch::~freed_memory_watch()
{
    watched = {};
}
std::size_t freed_memory_watch::leaks() const noexcept
{
    return leaks_seen;
}
std::size_t freed_memory_watch::freed() const noexcept
{
    return blocks_freed;
}

bool watch_openssl() noexcept
{
    return CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;
}

failing_allocation::failing_allocation(std::size_t before) noexcept
{
    until_failure = before + 1;
}
failing_allocation::~failing_allocation()
{
    until_failure = 0;
}
bool failing_allocation::has_failed() const noexcept
{
    return until_failure == 0;
}

} // namespace test_support

void* operator new(std::size_t size)
{
    return allocate(size);
}
void* operator new[](std::size_t size)
{
    return allocate(size);
}
void operator delete(void* memory) noexcept
{
    release(memory);
}
void operator delete[](void* memory) noexcept
{
    release(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    release(memory);
}

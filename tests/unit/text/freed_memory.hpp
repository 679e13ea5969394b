// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Looks into every block of memory that is given back: what must be wiped must not be in one.

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace test_support
{

/// While it lives, searches each block that this thread frees for some texts. The test program's operators new and
/// delete are replaced for it (freed_memory.cpp).
class freed_memory_watch
{
public:
    /// @param secret  must outlive the watch, and stand in memory that is not freed meanwhile
    explicit freed_memory_watch(std::string_view secret) noexcept : freed_memory_watch({secret}) {}
    /// @param secrets  eight at most
    freed_memory_watch(std::initializer_list<std::string_view> secrets) noexcept;
    ~freed_memory_watch();
    freed_memory_watch(freed_memory_watch const&) = delete;
    freed_memory_watch& operator=(freed_memory_watch const&) = delete;

    /// How many blocks were freed that still held one of the texts.
    [[nodiscard]] std::size_t leaks() const noexcept;
    /// How many blocks were freed at all.
    [[nodiscard]] std::size_t freed() const noexcept;
};

/// While it lives, one allocation of this thread by `new` fails: the one after `before` others.
class failing_allocation
{
public:
    explicit failing_allocation(std::size_t before) noexcept;
    ~failing_allocation();
    failing_allocation(failing_allocation const&) = delete;
    failing_allocation& operator=(failing_allocation const&) = delete;

    [[nodiscard]] bool has_failed() const noexcept;
};

/// OpenSSL's blocks are searched, too. False if it has allocated some already: it takes no other allocator then.
[[nodiscard]] bool watch_openssl() noexcept;

} // namespace test_support

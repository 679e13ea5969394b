// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// An allocator that counts: what has been asked of it, and what has not come back.

#include <cstddef>
#include <memory>

struct memory_book
{
    std::size_t allocations = 0;
    std::size_t in_use = 0;
};

template <typename T>
struct counting_allocator
{
    using value_type = T;

    explicit counting_allocator(memory_book& to) : book(&to) {}
    template <typename U>
    counting_allocator(counting_allocator<U> const& other) noexcept : book(other.book)
    {
    }
    T* allocate(std::size_t count)
    {
        ++book->allocations;
        ++book->in_use;
        return std::allocator<T>().allocate(count);
    }
    void deallocate(T* memory, std::size_t count) noexcept
    {
        --book->in_use;
        std::allocator<T>().deallocate(memory, count);
    }
    template <typename U>
    bool operator==(counting_allocator<U> const& other) const noexcept
    {
        return book == other.book;
    }

    memory_book* book;
};

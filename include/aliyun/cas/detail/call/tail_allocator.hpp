// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One piece of memory for two objects: one that `allocate_shared` makes, and behind it one whose type it does not know.

#include "../../version.hpp"

#include <cstddef>
#include <memory>
#include <new>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <typename T>
class tail_allocator
{
public:
    using value_type = T;

    /// @param tail set to where the second object may be made, before the first one is
    tail_allocator(std::size_t size, std::size_t alignment, void*& tail) noexcept
        : size_(size), alignment_(alignment), tail_(&tail)
    {
    }
    template <typename Other>
    tail_allocator(tail_allocator<Other> const& other) noexcept
        : size_(other.size_), alignment_(other.alignment_), tail_(other.tail_)
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        auto const own = count * sizeof(T);
        auto room = size_ + alignment_;
        auto* const memory = static_cast<char*>(::operator new(own + room));
        void* behind = memory + own;
        *tail_ = std::align(alignment_, size_, behind, room);
        return reinterpret_cast<T*>(memory);
    }
    // Often after whoever `tail_` points to is gone.
    void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory); }

    template <typename Other>
    [[nodiscard]] bool operator==(tail_allocator<Other> const&) const noexcept
    {
        return true;
    }

private:
    template <typename Other>
    friend class tail_allocator;

    std::size_t size_;
    std::size_t alignment_;
    void** tail_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

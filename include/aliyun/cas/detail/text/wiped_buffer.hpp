// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A growing byte buffer for text that may hold secrets: what it lets go of is overwritten first. Unlike a vector it
// does not fill what it allocates, so that its owner can write, or read from a socket, into place.

#include "wipe.hpp"

#include <boost/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class wiped_buffer
{
public:
    wiped_buffer() = default;
    wiped_buffer(wiped_buffer&& other) noexcept
        : memory_(std::move(other.memory_)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)),
          highest_(std::exchange(other.highest_, 0))
    {
    }
    wiped_buffer& operator=(wiped_buffer&& other) noexcept
    {
        forget(); // what this buffer held must not live on in the other
        std::swap(memory_, other.memory_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        std::swap(highest_, other.highest_);
        return *this;
    }
    ~wiped_buffer() { forget(); }

    [[nodiscard]] char* data() noexcept { return memory_.get(); }
    [[nodiscard]] char const* data() const noexcept { return memory_.get(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::string_view view() const noexcept { return {memory_.get(), size_}; }

    /// Makes room for `size` bytes in all; the content stays.
    void reserve(std::size_t size)
    {
        if (size > capacity_)
            grow(size);
    }

    /// Sets the size; bytes that are new have any value.
    void resize(std::size_t size)
    {
        reserve(size);
        size_ = size;
        highest_ = (std::max)(highest_, size);
    }

    /// `text` may be a part of the content.
    void append(std::string_view text)
    {
        if (text.size() > capacity_ - size_)
        {
            wiped_buffer bigger; // filled beside the old memory, which `text` may lie in
            bigger.reserve((std::max)(size_ + text.size(), capacity_ + capacity_ / 2));
            bigger.append(view());
            bigger.append(text);
            *this = std::move(bigger);
        }
        else if (!text.empty())
        {
            auto const at = size_;
            resize(size_ + text.size());
            std::memcpy(memory_.get() + at, text.data(), text.size());
        }
    }

    /// Empties the buffer and keeps its memory, as it is.
    void clear() noexcept { size_ = 0; }

    /// Empties the buffer and overwrites what was in it.
    void forget() noexcept
    {
        if (memory_)
            wipe(memory_.get(), highest_);
        size_ = highest_ = 0;
    }

    /// Gives memory beyond `capacity` back: one large answer must not stay allocated for the life of a connection.
    void shrink(std::size_t capacity) noexcept
    {
        if (capacity_ <= capacity)
            return;
        forget();
        memory_.reset();
        capacity_ = 0;
    }

private:
    BOOST_NOINLINE void grow(std::size_t size)
    {
        auto const grown = (std::max)(size, capacity_ + capacity_ / 2);
        auto bigger = std::make_unique_for_overwrite<char[]>(grown);
        if (size_ > 0)
            std::memcpy(bigger.get(), memory_.get(), size_);
        auto const kept = size_;
        forget();
        memory_ = std::move(bigger);
        capacity_ = grown;
        size_ = highest_ = kept;
    }

    std::unique_ptr<char[]> memory_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t highest_ = 0; // what was ever written since the last wipe
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How a list is read in pages: which member of the operation says where to start, which members of the response hold
// the entries and their number. Two kinds, as the service has them.

#include "call_options.hpp"
#include "operation.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// Pages have numbers from 1 on: `using paging = by_page_number<&Op::page, &Page::entries, &Page::total, &Entry::id>;`.
template <auto Page, auto Entries, auto Total, auto Id>
struct by_page_number
{
    static constexpr auto position = Page;
    static constexpr auto entries = Entries;
    static constexpr auto total = Total;
    static constexpr auto id = Id;
    /// The position behind a page of `count` entries at `at`.
    static constexpr std::int64_t next(std::int64_t at, std::int64_t) noexcept { return at + 1; }
    /// How many entries stand before `at` if pages have `per_page`.
    static constexpr std::int64_t before(std::int64_t at, std::int64_t per_page) noexcept
    {
        return (at - 1) * per_page;
    }
};

/// The service decides how many entries it sends; the next position is the old one and the number received.
template <auto Start, auto Entries, auto Total, auto Id>
struct by_start_index
{
    static constexpr auto position = Start;
    static constexpr auto entries = Entries;
    static constexpr auto total = Total;
    static constexpr auto id = Id;
    static constexpr std::int64_t next(std::int64_t at, std::int64_t count) noexcept { return at + count; }
    static constexpr std::int64_t before(std::int64_t at, std::int64_t) noexcept { return at - 1; }
};

/// An operation that reads a list in pages.
template <typename T>
concept paged_operation = operation<T> && std::copy_constructible<T> && requires
{
    T::paging::position;
};

/// How a list is walked.
struct page_options
{
    page_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate
    explicit page_options(std::size_t prefetch) : window(prefetch) {}

    /// How many pages are asked for or kept ahead of the reader, at least 1. Memory is bounded by it.
    std::size_t window = 4;
    /// Walk once more although nothing seemed to change: what was added and removed in between may have hidden an
    /// entry.
    bool verify = false;
    /// How often the list is walked in all while it keeps changing.
    int max_passes = 3;
    call_options call{}; ///< of each page's call
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

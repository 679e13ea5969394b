// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How one operation is called for each element of a range, and what comes of each.

#include "call_options.hpp"
#include "outcome.hpp"

#include <cstddef>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// How `client::call_each` goes about it.
struct each_options
{
    each_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate
    each_options(std::size_t calls) : in_flight(calls) {}

    /// What a failed call means for those that are not begun yet.
    enum class failures
    {
        go_on, ///< nothing: each element is called, each failure is told
        stop   ///< none of them is begun; those in flight still come
    };

    /// How many calls are in flight at most, at least 1. More than the client's `max_connections` wait for one.
    std::size_t in_flight = 8;
    failures after_failure = failures::go_on; ///< what the first one means
    call_options call{};                      ///< of each call
};

/// What came of one element.
template <typename Response>
struct each_result
{
    each_result(std::size_t at, outcome<Response> arrived) : index(at), result(std::move(arrived)) {}

    std::size_t index;        ///< of the element in the range, from 0
    outcome<Response> result; ///< of its call
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

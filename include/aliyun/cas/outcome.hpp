// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What every operation completes with: the value, or a failure.

#include "failure.hpp"

#include <boost/config.hpp>
#include <boost/system/result.hpp>

#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A value or a `failure`. `value()` throws `call_error`; `error()` is the failure.
template <typename T>
struct [[nodiscard]] outcome : boost::system::result<T, failure>
{
    using value_type = T; ///< what there is if all went well
    using boost::system::result<T, failure>::result;

    outcome(outcome const&) = default; ///< a copy of value or failure
    /// Moves value or failure. Compiled once for each response, and not into each place that moves one; as is the end.
    BOOST_NOINLINE outcome(outcome&& other) noexcept(std::is_nothrow_move_constructible_v<T>)
        : boost::system::result<T, failure>(std::move(other))
    {
    }
    outcome& operator=(outcome const&) = default; ///< a copy of value or failure
    outcome& operator=(outcome&&) = default;      ///< moves value or failure
    BOOST_NOINLINE ~outcome() = default;
};

/// Found by argument-dependent lookup when `value()` is asked of a failed outcome.
[[noreturn]] BOOST_NOINLINE inline void throw_exception_from_error(failure const& why, boost::source_location const&)
{
    throw call_error(why);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

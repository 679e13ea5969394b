// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whoever waits for a pool's end.

#include "../../version.hpp"

#include <boost/system/error_code.hpp>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Somebody who waits for the last call and the last connection to end.
class pool_drain
{
public:
    virtual ~pool_drain() = default;
    pool_drain() = default;
    pool_drain(pool_drain const&) = delete;
    pool_drain& operator=(pool_drain const&) = delete;

    /// From any thread, without the pool's lock; may do no more than post.
    virtual void on_drained(boost::system::error_code end) = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

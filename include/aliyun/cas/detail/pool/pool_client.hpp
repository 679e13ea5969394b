// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A call, as the pool sees it.

#include "connector.hpp"

#include <boost/intrusive/list.hpp>

#include <memory>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A call: known to the pool from its start to its end, and in the queue while it waits.
class pool_client
{
public:
    virtual ~pool_client() = default;
    pool_client() = default;
    pool_client(pool_client const&) = delete;
    pool_client& operator=(pool_client const&) = delete;

    // The pool calls these from any thread, without its lock; neither may do more than post.
    virtual void on_granted(std::shared_ptr<pool_client> self, connect_problem problem, lease connection) = 0;
    virtual void on_cancelled() = 0;
    // With its lock.
    virtual std::shared_ptr<pool_client> shared_self() noexcept = 0; // null: it is being destroyed

private:
    friend class pool;
    using hook = boost::intrusive::list_member_hook<>;

    hook in_calls_;
    hook in_queue_;
    std::shared_ptr<pool_client> kept_alive_; // while it is in the queue nobody else may hold it

public:
    using list =
        boost::intrusive::list<pool_client, boost::intrusive::member_hook<pool_client, hook, &pool_client::in_calls_>>;
    using queue =
        boost::intrusive::list<pool_client, boost::intrusive::member_hook<pool_client, hook, &pool_client::in_queue_>>;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

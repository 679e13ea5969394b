// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The work that an operation is for the executor of its handler. Asio's own guard takes `strand<any_io_executor>` for
// an executor of the Networking TS, which it is not, and does not compile with it (seen with Boost 1.81).

#include "../../version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/config.hpp>

#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Keeps a context busy until it is destroyed, or moved from.
template <typename Executor>
class executor_work
{
public:
    // None of these is inlined into the code of each operation.
    BOOST_NOINLINE explicit executor_work(Executor const& executor)
        : executor_(boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked))
    {
    }

    BOOST_NOINLINE executor_work(executor_work&& other) noexcept(std::is_nothrow_move_constructible_v<Executor>)
        : executor_(std::move(other.executor_))
    {
    }
    executor_work& operator=(executor_work&&) = delete;
    BOOST_NOINLINE ~executor_work() {}

    [[nodiscard]] BOOST_NOINLINE auto get_executor() const
    {
        return boost::asio::prefer(executor_, boost::asio::execution::outstanding_work.untracked);
    }

private:
    std::decay_t<decltype(boost::asio::prefer(std::declval<Executor const&>(),
                                              boost::asio::execution::outstanding_work.tracked))>
        executor_;
};

/// The same for a handler; executors of the Networking TS, such as `io_context::strand`, have Asio's guard.
template <typename Handler,
          typename Executor = boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>>
using work_of = std::conditional_t<boost::asio::execution::is_executor<Executor>::value, executor_work<Executor>,
                                   boost::asio::executor_work_guard<Executor>>;

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a call's body, which is no template, knows of its typed part.

#include "../../failure.hpp"
#include "completion.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What of a call has types of its own: operation, response and handler. It lives in the call's memory, behind the
/// body, and outlives the body by the way to the handler's executor. Functions in members, since a class with virtual
/// ones costs each operation its type information, too.
struct call_shell : passed_completion
{
    /// Completes: drops `owner`, the body, then calls the handler on its executor, when the shell is gone, too.
    /// @param why of the body's; its code is empty if the call has succeeded
    /// @param io  the client's executor, where this runs
    using deliver_function = void (*)(call_shell& shell, std::shared_ptr<void>&& owner, failure& why,
                                      boost::asio::any_io_executor const& io);

    call_shell(end_function end, deliver_function how, void const* op) noexcept
        : passed_completion(end), deliver(how), operation(op)
    {
    }

    deliver_function deliver;
    void const* operation;
    void* response = nullptr;     ///< where it is decoded to
    std::weak_ptr<void> memory{}; ///< keeps that of the shell, once there is no body
};

/// How a shell is made in memory that the call's body has room for.
struct shell_maker
{
    std::size_t size;
    std::size_t alignment;
    call_shell* (*make)(void* place, void* parts);
    void* parts;

    [[nodiscard]] call_shell* make_at(void* place) const { return make(place, parts); }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

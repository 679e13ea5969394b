// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a call's body, which is no template, knows of its typed part.

#include "../../failure.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What of a call has types of its own: operation, response and handler. It lives in the call's memory, behind the
/// body. Functions in members, since a class with virtual ones costs each operation its type information, too.
struct call_shell
{
    /// Completes: takes what the handler needs out of the call, drops `owner`, the call, and the shell with it, then
    /// runs the handler.
    /// @param why of the call's; its code is empty if the call has succeeded
    /// @param io  the client's executor, where this runs
    using deliver_function = void (*)(call_shell& shell, std::shared_ptr<void> owner, failure& why,
                                      boost::asio::any_io_executor const& io);

    void const* operation;
    void* response; ///< where it is decoded to
    deliver_function deliver;
    void (*destroy)(call_shell& shell) noexcept;
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

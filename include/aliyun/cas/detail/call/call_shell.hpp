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
/// body.
class call_shell
{
public:
    call_shell() = default;
    call_shell(call_shell const&) = delete;
    call_shell& operator=(call_shell const&) = delete;
    virtual ~call_shell() = default;

    [[nodiscard]] virtual void const* operation() const noexcept = 0;
    /// Where the response is decoded to.
    [[nodiscard]] virtual void* response() noexcept = 0;
    /// Completes: takes what the handler needs out of the call, drops `owner`, the call, and this object with it, then
    /// runs the handler.
    /// @param why of the call's; its code is empty if the call has succeeded
    /// @param io  the client's executor, where this runs
    virtual void deliver(std::shared_ptr<void> owner, failure& why, boost::asio::any_io_executor const& io) = 0;
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

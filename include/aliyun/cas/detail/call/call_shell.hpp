// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a call's body, which is no template, knows of its typed part.

#include "../../failure.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What of a call has types of its own: operation, response and handler. It lives in the call's memory, behind the
/// body.
class call_shell
{
public:
    call_shell() = default;
    call_shell(call_shell&&) = default;
    virtual ~call_shell() = default;

    /// Makes itself anew at `place`, which has the size and the alignment that `make_call` was told.
    virtual call_shell* move_to(void* place) = 0;
    [[nodiscard]] virtual void const* operation() const noexcept = 0;
    /// Where the response is decoded to.
    [[nodiscard]] virtual void* response() noexcept = 0;
    /// Completes: takes what the handler needs out of the call, drops `owner`, the call, and this object with it, then
    /// runs the handler.
    /// @param why of the call's; its code is empty if the call has succeeded
    /// @param io  the client's executor, where this runs
    virtual void deliver(std::shared_ptr<void> owner, failure& why, boost::asio::any_io_executor const& io) = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

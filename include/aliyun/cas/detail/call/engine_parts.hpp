// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What engine.hpp declares.

#include "call_body.hpp"
#include "engine.hpp"
#include "tail_allocator.hpp"

#include <memory>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

ALIYUN_CAS_DECL std::shared_ptr<client_core> make_core(boost::asio::any_io_executor executor, credential_source who,
                                                       client_options options)
{
    return std::make_shared<client_core>(std::move(executor), std::move(who), std::move(options));
}

ALIYUN_CAS_DECL boost::asio::any_io_executor const& executor_of(client_core const& core) noexcept
{
    return core.connections->executor();
}

ALIYUN_CAS_DECL std::string endpoint_of(client_core const& core)
{
    return core.to.authority();
}

ALIYUN_CAS_DECL client_stats stats_of(client_core const& core)
{
    return core.connections->stats();
}

ALIYUN_CAS_DECL void cancel_calls(client_core& core)
{
    core.connections->cancel_calls();
}

ALIYUN_CAS_DECL void close(client_core& core)
{
    core.connections->close();
}

ALIYUN_CAS_DECL void drain(client_core& core, std::shared_ptr<pool_drain> waiting)
{
    core.connections->drain(std::move(waiting));
}

ALIYUN_CAS_DECL bool forget_drain(client_core& core, pool_drain const& waiting)
{
    return core.connections->forget_drain(waiting);
}

ALIYUN_CAS_DECL std::shared_ptr<call_body> make_call(std::shared_ptr<client_core> core, operation_code const& code,
                                                     call_options const& options, shell_maker const& shell)
{
    void* tail = nullptr;
    return std::allocate_shared<call_body>(tail_allocator<call_body>(shell.size, shell.alignment, tail),
                                           std::move(core), code, options, shell, tail);
}

ALIYUN_CAS_DECL void begin_call(call_body& call)
{
    call.start();
}

ALIYUN_CAS_DECL void stop_call(std::weak_ptr<call_body> const& call, boost::asio::cancellation_type type)
{
    if (auto const alive = call.lock())
        alive->request_stop(type);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

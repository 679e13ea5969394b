// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// All that the typed surface, with its templates on operation and token, asks of the part that is no template: the
// calls' course, the pool and what is below. Whoever defines ALIYUN_CAS_SEPARATE_COMPILATION sees these declarations
// only, and src.hpp in one unit of the program has the rest.

#include "../../call_options.hpp"
#include "../../stats.hpp"
#include "../pool/pool_drain.hpp"
#include "call_shell.hpp"
#include "operation_code.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <memory>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{
struct client_options;
class credential_source;
} // namespace aliyun::ALIYUN_CAS_ABI::cas

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct client_core;
class call_body;

// A client.
ALIYUN_CAS_DECL std::shared_ptr<client_core> make_core(boost::asio::any_io_executor executor, credential_source who,
                                                       client_options options);
ALIYUN_CAS_DECL boost::asio::any_io_executor const& executor_of(client_core const& core) noexcept;
ALIYUN_CAS_DECL std::string endpoint_of(client_core const& core);
ALIYUN_CAS_DECL client_stats stats_of(client_core const& core);
/// Ends all calls in flight.
ALIYUN_CAS_DECL void cancel_calls(client_core& core);
/// The same for good, connections too.
ALIYUN_CAS_DECL void close(client_core& core);
/// See `pool::drain` and `pool::forget_drain`.
ALIYUN_CAS_DECL void drain(client_core& core, std::shared_ptr<pool_drain> waiting);
ALIYUN_CAS_DECL bool forget_drain(client_core& core, pool_drain const& waiting);

// A call: made, begun once its cancellation is wired, and perhaps stopped, from any thread. It keeps itself alive.
ALIYUN_CAS_DECL std::shared_ptr<call_body> make_call(std::shared_ptr<client_core> core, operation_code const& code,
                                                     call_options const& options, shell_maker const& shell);
ALIYUN_CAS_DECL void begin_call(call_body& call);
ALIYUN_CAS_DECL void stop_call(std::weak_ptr<call_body> const& call, boost::asio::cancellation_type type);

/// What the cancellation slot of a call's handler is given.
struct call_stopper
{
    std::weak_ptr<call_body> call;

    void operator()(boost::asio::cancellation_type type) const { stop_call(call, type); }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

#if !defined(ALIYUN_CAS_SEPARATE_COMPILATION)
#include "engine_parts.hpp"
#endif

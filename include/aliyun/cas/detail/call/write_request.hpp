// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The request of one attempt: the query of the operation, signed, and HTTP around it.

#include "../sign/nonce.hpp"
#include "client_core.hpp"
#include "operation_code.hpp"
#include "request_scratch.hpp"

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Signs the request of `op`, unless it goes unsigned, and puts it into `scratch.request`. True if a secret stands in
/// it.
/// @param who null only for what goes unsigned
inline bool write_request(operation_code const& code, void const* op, client_core const& core, credentials const* who,
                          request_scratch& scratch)
{
    bool const is_signed = code.traits.signing == request_signing::required;
    auto const& options = core.options;
    nonce const once;
    request_context context;
    if (is_signed)
    {
        context.access_key_id = who->access_key_id_param();
        context.security_token = who->security_token();
        context.nonce = once.value();
    }
    context.format = {options.format.name(), core.encoded_format};
    context.timestamp = scratch.timestamp(core.now());
    if (code.traits.version.empty())
        context.version = {options.version, core.encoded_version};
    else
        context.version = code.traits.version;
    if (!options.region_id.empty())
        context.region_id = options.region_id;
    if (options.resource_owner_account)
        context.resource_owner_account = *options.resource_owner_account;

    // What is secret never stands in a URL, whatever the options say.
    bool const has_secret = code.has_secret || context.security_token;
    bool const posts = has_secret || options.method == request_method::post ||
                       (options.method == request_method::automatic && code.traits.repeat != repeat_safety::safe);
    auto const method = posts ? http_method::post : http_method::get;
    auto const query = code.write_query(op, scratch.signer, method, context, is_signed ? &who->signing_key() : nullptr);
    core.builder.build(scratch.request, method, code.traits.action, context.version.text(), query);
    return has_secret;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

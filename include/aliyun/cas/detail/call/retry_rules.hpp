// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether a call may be tried again: what the attempt's end says about the service, and what the operation allows.

#include "../../errc.hpp"
#include "../../operation.hpp"
#include "../../server_errc.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <optional>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// How an attempt ended.
struct attempt_end
{
    boost::system::error_code code;
    int http_status = 0;
    bool sent = false;                       ///< the first byte had been handed to TLS: the operation may have run
    bool answered = false;                   ///< a whole response was received
    bool was_idle = false;                   ///< on a connection that had been idle, and without a byte of an answer
    bool unknown_host = false;               ///< the endpoint's name does not exist
    int connects_failed = 0;                 ///< no connection could be made: how often in a row, for whatever call
    std::chrono::nanoseconds next_connect{}; ///< and the pause before the next attempt to make one
    std::optional<std::chrono::seconds> retry_after{};
    bool can_correct_clock = false;     ///< the response told the server's time
    bool can_renew_credentials = false; ///< their source can be asked for new ones
};

enum class verdict
{
    success,
    final,       ///< trying again would change nothing
    transient,   ///< worth another attempt after a wait
    stale,       ///< the server closed an idle connection: worth another attempt at once
    clock,       ///< worth another attempt once the clock is corrected
    credentials, ///< worth another attempt once the credentials are renewed
    ambiguous,   ///< it may have run: worth another attempt if it may run twice
    already_gone ///< an idempotent write found that an earlier attempt of it had worked
};

/// A status that says that the service or something before it has failed. Not 501 and 505, which refuse the request.
[[nodiscard]] constexpr bool is_failure_of_service(int status) noexcept
{
    return status >= 500 && status != 501 && status != 505;
}

/// What the end of an attempt means. `after_ambiguous`: an attempt before this one may have run.
[[nodiscard]] inline verdict judge(attempt_end const& end, repeat_safety repeat, bool after_ambiguous) noexcept
{
    if (!end.code)
        return verdict::success;
    if (!end.answered)
    {
        if (end.code == boost::system::errc::operation_canceled || end.code == errc::deadline_exceeded)
            return end.sent && repeat != repeat_safety::safe ? verdict::ambiguous : verdict::final;
        // Spoilt on the way more likely than meant so; the request has run all the same.
        if (end.code == errc::malformed_response || end.code == errc::response_too_large)
            return verdict::ambiguous;
        if (end.sent)
            return end.was_idle && repeat != repeat_safety::unsafe ? verdict::stale : verdict::ambiguous;
        if (end.code == errc::certificate_not_trusted || end.code == errc::tls_failure ||
            end.code == errc::request_not_signed || end.code == errc::quota_exhausted ||
            end.code == errc::no_credentials || end.code == errc::proxy_refused || end.unknown_host)
            return verdict::final;
        return verdict::transient;
    }
    if (end.code == server_errc::throttled)
        return verdict::transient;
    if (end.code == server_errc::timestamp_expired)
        return end.can_correct_clock ? verdict::clock : verdict::final;
    if (end.code == server_errc::security_token_expired)
        return end.can_renew_credentials ? verdict::credentials : verdict::final;
    if (end.code == server_errc::nonce_used || end.code == server_errc::internal_error ||
        end.code == server_errc::service_unavailable)
        return verdict::ambiguous;
    if (end.code == server_errc::not_found)
        return repeat == repeat_safety::idempotent && after_ambiguous ? verdict::already_gone : verdict::final;
    if (end.code == errc::unexpected_http_status)
    {
        if (end.http_status == 429)
            return verdict::transient;
        return is_failure_of_service(end.http_status) ? verdict::ambiguous : verdict::final;
    }
    // The service failed in a way that it has a name for and we have not: what it had done by then nobody knows.
    if (end.code == server_errc::other && is_failure_of_service(end.http_status))
        return verdict::ambiguous;
    if (end.code == errc::malformed_response)
        return verdict::ambiguous; // the service said that it was done, in words that cannot be read
    return verdict::final;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

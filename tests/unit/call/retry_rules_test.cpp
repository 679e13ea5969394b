// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Every way in which an attempt can end, for the three kinds of operations.

#include "aliyun/cas/detail/call/retry_rules.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
namespace net = boost::asio::error;
using boost::system::error_code;
using cas::errc;
using cas::repeat_safety;
using cas::server_errc;
using cas::detail::attempt_end;
using cas::detail::judge;
using cas::detail::verdict;

struct rule
{
    std::string name;
    attempt_end end;
    verdict safe;
    verdict idempotent;
    verdict unsafe;
};

attempt_end before_sending(error_code code)
{
    attempt_end end;
    end.code = code;
    return end;
}

attempt_end without_answer(error_code code)
{
    attempt_end end;
    end.code = code;
    end.sent = true;
    return end;
}

attempt_end on_idle_connection(error_code code)
{
    auto end = without_answer(code);
    end.was_idle = true;
    return end;
}

attempt_end answered(error_code code, int status)
{
    auto end = without_answer(code);
    end.answered = true;
    end.http_status = status;
    return end;
}

attempt_end with_server_time(attempt_end end)
{
    end.can_correct_clock = true;
    return end;
}

void check(std::vector<rule> const& rules, bool after_ambiguous = false)
{
    for (auto const& each : rules)
        BOOST_TEST_CONTEXT(each.name)
        {
            BOOST_CHECK(judge(each.end, repeat_safety::safe, after_ambiguous) == each.safe);
            BOOST_CHECK(judge(each.end, repeat_safety::idempotent, after_ambiguous) == each.idempotent);
            BOOST_CHECK(judge(each.end, repeat_safety::unsafe, after_ambiguous) == each.unsafe);
        }
}

/// The same for all kinds.
rule any(std::string name, attempt_end end, verdict all)
{
    return {std::move(name), end, all, all, all};
}

} // namespace

BOOST_AUTO_TEST_SUITE(retry_rules)

BOOST_AUTO_TEST_CASE(no_error_is_a_success_whatever_came_before)
{
    check({any("success", answered({}, 200), verdict::success)});
    check({any("success", answered({}, 200), verdict::success)}, true);
}

BOOST_AUTO_TEST_CASE(what_fails_before_the_first_byte_is_worth_another_attempt_for_all_kinds)
{
    for (auto const code : {net::connection_refused, net::connection_reset, net::timed_out, net::network_unreachable,
                            net::host_unreachable, net::connection_aborted, net::no_descriptors})
        check({any("before sending", before_sending(code), verdict::transient)});
    check({any("name server busy", before_sending(net::host_not_found_try_again), verdict::transient),
           any("cut in the handshake", before_sending(net::eof), verdict::transient)});
}

BOOST_AUTO_TEST_CASE(what_would_fail_again_before_the_first_byte_is_final)
{
    auto no_such_host = before_sending(net::host_not_found);
    no_such_host.unknown_host = true;
    check({any("no such host", no_such_host, verdict::final),
           any("not trusted", before_sending(errc::certificate_not_trusted), verdict::final),
           any("no common TLS", before_sending(errc::tls_failure), verdict::final),
           any("not signed", before_sending(errc::request_not_signed), verdict::final),
           any("deadline", before_sending(errc::deadline_exceeded), verdict::final),
           any("cancelled", before_sending(net::operation_aborted), verdict::final)});
}

BOOST_AUTO_TEST_CASE(no_answer_to_what_was_sent_is_ambiguous)
{
    for (error_code const code :
         {error_code(net::eof), error_code(net::connection_reset), error_code(net::broken_pipe),
          error_code(net::timed_out), error_code(errc::connection_cut), error_code(errc::tls_failure)})
        check({any("sent, no answer", without_answer(code), verdict::ambiguous)});
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_closed_while_idle_is_stale_but_for_unsafe_writes)
{
    for (error_code const code :
         {error_code(net::eof), error_code(net::connection_reset), error_code(net::broken_pipe)})
        check({{"idle connection", on_idle_connection(code), verdict::stale, verdict::stale, verdict::ambiguous}});
}

BOOST_AUTO_TEST_CASE(being_stopped_after_sending_leaves_a_write_in_doubt_and_a_read_not)
{
    for (error_code const code : {error_code(net::operation_aborted), error_code(errc::deadline_exceeded)})
    {
        check({{"stopped", without_answer(code), verdict::final, verdict::ambiguous, verdict::ambiguous},
               {"stopped on an idle connection", on_idle_connection(code), verdict::final, verdict::ambiguous,
                verdict::ambiguous}});
    }
}

BOOST_AUTO_TEST_CASE(a_response_that_breaks_the_rules_leaves_in_doubt_what_was_done)
{
    check({any("no HTTP", without_answer(errc::malformed_response), verdict::ambiguous),
           any("too large", without_answer(errc::response_too_large), verdict::ambiguous),
           any("unreadable body", answered(errc::malformed_response, 200), verdict::ambiguous)});
}

BOOST_AUTO_TEST_CASE(throttling_is_worth_another_attempt_for_all_kinds)
{
    check({any("Throttling with 400", answered(server_errc::throttled, 400), verdict::transient),
           any("Throttling with 429", answered(server_errc::throttled, 429), verdict::transient),
           any("Throttling with 503", answered(server_errc::throttled, 503), verdict::transient),
           any("429 without a code", answered(errc::unexpected_http_status, 429), verdict::transient)});
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_off_is_corrected_if_the_answer_tells_the_time)
{
    check({any("with a date", with_server_time(answered(server_errc::timestamp_expired, 400)), verdict::clock),
           any("without a date", answered(server_errc::timestamp_expired, 400), verdict::final)});
}

BOOST_AUTO_TEST_CASE(an_expired_token_is_worth_another_attempt_if_there_may_be_a_new_one)
{
    auto end = answered(server_errc::security_token_expired, 403);
    check({any("credentials that stay what they are", end, verdict::final)});
    end.can_renew_credentials = true;
    check({any("credentials with a source", end, verdict::credentials)});
}

BOOST_AUTO_TEST_CASE(limits_of_phases_end_the_attempt_and_a_quota_the_call)
{
    check({any("connecting took too long", before_sending(errc::phase_too_long), verdict::transient),
           any("no first byte in time", without_answer(errc::phase_too_long), verdict::ambiguous),
           any("the turn would come too late", before_sending(errc::quota_exhausted), verdict::final)});
}

BOOST_AUTO_TEST_CASE(a_service_that_failed_or_saw_the_nonce_before_may_have_done_it)
{
    check({any("InternalError", answered(server_errc::internal_error, 500), verdict::ambiguous),
           any("ServiceUnavailable", answered(server_errc::service_unavailable, 503), verdict::ambiguous),
           any("SignatureNonceUsed", answered(server_errc::nonce_used, 400), verdict::ambiguous)});
    for (int const status : {500, 502, 503, 504})
        check({any("no service code", answered(errc::unexpected_http_status, status), verdict::ambiguous),
               any("a code that is not known", answered(server_errc::other, status), verdict::ambiguous)});
}

BOOST_AUTO_TEST_CASE(all_other_answers_are_final)
{
    for (auto const code :
         {server_errc::other, server_errc::missing_parameter, server_errc::invalid_parameter,
          server_errc::incomplete_signature, server_errc::signature_does_not_match, server_errc::timestamp_malformed,
          server_errc::unknown_action, server_errc::invalid_version, server_errc::unsupported_method,
          server_errc::access_key_not_found, server_errc::access_key_inactive, server_errc::forbidden,
          server_errc::security_token_expired, server_errc::not_found})
        check({any(make_error_code(code).message(), answered(code, 400), verdict::final)});
    for (int const status : {301, 302, 304, 400, 403, 404, 405, 413, 418, 499, 501, 505})
        check({any("status", answered(errc::unexpected_http_status, status), verdict::final)});
}

BOOST_AUTO_TEST_CASE(not_found_after_an_attempt_in_doubt_means_that_an_idempotent_write_had_worked)
{
    auto const gone = answered(server_errc::not_found, 404);
    check({any("first attempt", gone, verdict::final)}, false);
    check({{"later attempt", gone, verdict::final, verdict::already_gone, verdict::final}}, true);
}

BOOST_AUTO_TEST_SUITE_END()

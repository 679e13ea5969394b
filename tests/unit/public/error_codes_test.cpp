// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/errc.hpp"
#include "aliyun/cas/server_errc.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using boost::system::error_code;
using cas::errc;
using cas::server_code;
using cas::server_errc;

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(aliyun::cas::server_errc)

BOOST_AUTO_TEST_SUITE(error_codes)

BOOST_AUTO_TEST_CASE(each_code_of_ours_has_a_message_of_its_own)
{
    std::set<std::string> messages;
    int const last = static_cast<int>(errc::proxy_failed);
    for (int value = 1; value <= last; ++value)
        messages.insert(cas::error_category().message(value));
    BOOST_TEST(messages.size() == static_cast<std::size_t>(last));
    BOOST_TEST(messages.count("unknown error") == 0u);
    BOOST_TEST(cas::error_category().message(0) == "unknown error");
    BOOST_TEST(cas::error_category().message(last + 1) == "unknown error"); // or this test forgets the new one
    BOOST_TEST(cas::error_category().name() == std::string("aliyun.cas"));
}

BOOST_AUTO_TEST_CASE(each_code_of_the_service_has_a_message_of_its_own)
{
    std::set<std::string> messages;
    int const last = static_cast<int>(server_errc::service_unavailable);
    for (int value = 1; value <= last; ++value)
        messages.insert(cas::server_error_category().message(value));
    BOOST_TEST(messages.size() == static_cast<std::size_t>(last));
    BOOST_TEST(messages.count("unknown error of the service") == 0u);
    BOOST_TEST(cas::server_error_category().message(last + 1) == "unknown error of the service");
    BOOST_TEST(cas::server_error_category().name() == std::string("aliyun.cas.service"));
}

BOOST_AUTO_TEST_CASE(a_deadline_is_a_time_out_in_everybodys_terms)
{
    error_code const code = errc::deadline_exceeded;
    BOOST_CHECK(code == boost::system::errc::timed_out);
    BOOST_CHECK(code == errc::deadline_exceeded);
    BOOST_CHECK(error_code(errc::busy) != boost::system::errc::timed_out);
    for (int value = 1; value <= static_cast<int>(errc::proxy_failed); ++value)
    {
        bool const is_time_out =
            value == static_cast<int>(errc::deadline_exceeded) || value == static_cast<int>(errc::phase_too_long);
        BOOST_TEST((error_code(value, cas::error_category()) == boost::system::errc::timed_out) == is_time_out);
    }
}

BOOST_AUTO_TEST_CASE(codes_of_different_origins_are_never_equal)
{
    for (int value = 1; value <= 10; ++value)
    {
        BOOST_CHECK(error_code(value, cas::error_category()) != error_code(value, cas::server_error_category()));
        BOOST_CHECK(error_code(value, cas::error_category()) != error_code(value, boost::system::system_category()));
        BOOST_CHECK(error_code(value, cas::server_error_category()) !=
                    error_code(value, boost::system::generic_category()));
    }
    BOOST_TEST(error_code(errc::busy).failed());
    BOOST_TEST(error_code(server_errc::other).failed());
}

BOOST_AUTO_TEST_CASE(every_code_of_the_reference_is_known)
{
    BOOST_TEST(server_code("MissingParameter") == server_errc::missing_parameter);
    BOOST_TEST(server_code("InvalidParameter") == server_errc::invalid_parameter);
    BOOST_TEST(server_code("IncompleteSignature") == server_errc::incomplete_signature);
    BOOST_TEST(server_code("SignatureDoesNotMatch") == server_errc::signature_does_not_match);
    BOOST_TEST(server_code("InvalidTimeStamp.Format") == server_errc::timestamp_malformed);
    BOOST_TEST(server_code("InvalidTimeStamp.Expired") == server_errc::timestamp_expired);
    BOOST_TEST(server_code("SignatureNonceUsed") == server_errc::nonce_used);
    BOOST_TEST(server_code("InvalidAction.NotFound") == server_errc::unknown_action);
    BOOST_TEST(server_code("InvalidVersion") == server_errc::invalid_version);
    BOOST_TEST(server_code("UnsupportedHTTPMethod") == server_errc::unsupported_method);
    BOOST_TEST(server_code("Throttling") == server_errc::throttled);
    BOOST_TEST(server_code("InvalidAccessKeyId.NotFound") == server_errc::access_key_not_found);
    BOOST_TEST(server_code("InvalidAccessKeyId.Inactive") == server_errc::access_key_inactive);
    BOOST_TEST(server_code("Forbidden.RAM") == server_errc::forbidden);
    BOOST_TEST(server_code("InvalidSecurityToken.Expired") == server_errc::security_token_expired);
    BOOST_TEST(server_code("NotFound") == server_errc::not_found);
    BOOST_TEST(server_code("InternalError") == server_errc::internal_error);
    BOOST_TEST(server_code("ServiceUnavailable") == server_errc::service_unavailable);
}

BOOST_AUTO_TEST_CASE(a_code_matches_whole_or_up_to_a_dot)
{
    BOOST_TEST(server_code("Throttling.User") == server_errc::throttled);
    BOOST_TEST(server_code("Throttling.Api") == server_errc::throttled);
    BOOST_TEST(server_code("Throttling.User.PerSecond") == server_errc::throttled);
    BOOST_TEST(server_code("InvalidParameter.CertId") == server_errc::invalid_parameter);
    BOOST_TEST(server_code("InvalidTimeStamp.Expired.Far") == server_errc::timestamp_expired);
    for (auto const* const unknown : {"", ".", "T", "Throttlin", "ThrottlingUser", "Throttling_User", "throttling",
                                      "THROTTLING", " Throttling", "X.Throttling", "InvalidTimeStamp",
                                      "InvalidTimeStamp.", "InvalidAccessKeyId", "InvalidAction", "NotFoundX", "200"})
        BOOST_TEST(server_code(unknown) == server_errc::other, unknown);
}

BOOST_AUTO_TEST_SUITE_END()

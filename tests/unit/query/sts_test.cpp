// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The Security Token Service: operations of another service, one of them without a signature.

#include "../decode/decode_support.hpp"

#include "aliyun/cas/detail/decode/decode_json.hpp"
#include "aliyun/cas/detail/sign/rpc_v1.hpp"
#include "aliyun/cas/operations/sts.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace aliyun::cas;

namespace
{

request_context context()
{
    request_context result;
    result.access_key_id = "testid";
    result.format = "JSON";
    result.nonce = "nonce";
    result.timestamp = "2026-11-24T05:12:24Z";
    result.version = "2015-04-01";
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sts)

BOOST_AUTO_TEST_CASE(assume_role_is_signed_like_any_other_operation)
{
    assume_role op{role_arn{"acs:ram::1:role/reader"}, role_session_name{"me@host"}};
    op.duration_seconds = 900;
    detail::rpc_v1_signer signer;
    auto const query = signer.sign<rpc_v1_params>(detail::http_method::get, op, context(), detail::hmac_sha1_key{"s&"});
    BOOST_TEST(
        signer.canonical_query() ==
        "AccessKeyId=testid&Action=AssumeRole&DurationSeconds=900&Format=JSON&RoleArn=acs%3Aram%3A%3A1%3Arole%2Freader&"
        "RoleSessionName=me%40host&SignatureMethod=HMAC-SHA1&SignatureNonce=nonce&SignatureVersion=1.0&"
        "Timestamp=2026-11-24T05%3A12%3A24Z&Version=2015-04-01");
    BOOST_TEST(query.find("&Signature=") != query.npos);
}

BOOST_AUTO_TEST_CASE(assume_role_with_oidc_carries_no_signature_and_no_key_id)
{
    assume_role_with_oidc const op{role_arn{"role"}, oidc_provider_arn{"provider"}, "to.ke-n", role_session_name{"me"}};
    static_assert(assume_role_with_oidc::traits.signing == request_signing::none);
    static_assert(assume_role_with_oidc::params::has_secret); // so that it goes into the body
    detail::rpc_v1_signer signer;
    auto const query = signer.write_unsigned<rpc_unsigned_params>(op, context());
    BOOST_TEST(query == "Action=AssumeRoleWithOIDC&Format=JSON&OIDCProviderArn=provider&OIDCToken=to.ke-n&RoleArn=role&"
                        "RoleSessionName=me&Timestamp=2026-11-24T05%3A12%3A24Z&Version=2015-04-01");
}

BOOST_AUTO_TEST_CASE(the_credentials_are_read_out_of_the_struct_within_the_answer)
{
    auto const read = decode_test::decode_with<assumed_role>(
        &detail::decode_json,
        R"({"RequestId":"R-1","AssumedRoleUser":{"Arn":"acs:role/me","AssumedRoleId":"34:me"},"Credentials":)"
        R"({"SecurityToken":"token","AccessKeyId":"STS.id","AccessKeySecret":"secret","Expiration":"2026-11-24T06:12:24Z"}})");
    BOOST_TEST(read.verdict() == "ok");
    BOOST_TEST(read.value.request_id == "R-1");
    BOOST_TEST(read.value.user.arn == "acs:role/me");
    BOOST_TEST(read.value.user.assumed_role_id == "34:me");
    BOOST_TEST(read.value.credentials.access_key_id == "STS.id");
    BOOST_TEST(read.value.credentials.access_key_secret.reveal() == "secret");
    BOOST_TEST(read.value.credentials.security_token.reveal() == "token");
    BOOST_TEST(read.value.credentials.expiration == "2026-11-24T06:12:24Z");
    BOOST_TEST(detail::layout_of<assumed_role>().has_secret);
}

BOOST_AUTO_TEST_SUITE_END()

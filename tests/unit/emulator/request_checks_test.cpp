// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What the emulator demands of every request, one check after the other.

#include "aliyun/cas/detail/emulator/request_checks.hpp"

#include "unit/emulator/test_signer.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using namespace std::chrono_literals;

auto has_code(std::string_view code, unsigned status = 400)
{
    return [code, status](refusal const& why) { return why.code == code && why.status == status; };
}

time_point const now = *read_timestamp("2026-11-24T05:12:24Z");

parameters good()
{
    auto const all = test_signer::sign(
        "GET", test_signer::request("DescribeUserCertificateList", {{"CurrentPage", "1"}}, "n1", now));
    return {all.begin(), all.end()};
}

parameters with(std::string const& name, std::string const& value)
{
    auto all = good();
    all[name] = value;
    return all;
}

BOOST_AUTO_TEST_SUITE(emulator_request_checks)

BOOST_AUTO_TEST_CASE(only_get_and_post_are_served)
{
    BOOST_CHECK_NO_THROW(check_method("GET"));
    BOOST_CHECK_NO_THROW(check_method("POST"));
    for (auto const method : {"HEAD", "PUT", "DELETE", "OPTIONS", "get", "", "TRACE"})
        BOOST_CHECK_EXCEPTION(check_method(method), refusal, has_code("UnsupportedHTTPMethod"));
}

BOOST_AUTO_TEST_CASE(every_common_parameter_is_asked_for_by_name)
{
    BOOST_CHECK_NO_THROW(check_common_parameters(good()));
    for (std::string const name : {"Version", "Action", "AccessKeyId", "Signature", "SignatureMethod",
                                   "SignatureVersion", "SignatureNonce", "Timestamp"})
    {
        auto const names_it = [&](refusal const& why)
        { return why.code == "MissingParameter" && why.message.find('"' + name + '"') != std::string::npos; };
        auto without = good();
        without.erase(name);
        BOOST_CHECK_EXCEPTION(check_common_parameters(without), refusal, names_it);
        BOOST_CHECK_EXCEPTION(check_common_parameters(with(name, "")), refusal, names_it);
    }
}

BOOST_AUTO_TEST_CASE(the_format_is_json_or_xml_in_any_case_and_xml_by_default)
{
    auto without = good();
    without.erase("Format");
    BOOST_TEST((format_of(without) == answer_format::xml));
    for (auto const text : {"JSON", "json", "Json"})
        BOOST_TEST((format_of(with("Format", text)) == answer_format::json));
    for (auto const text : {"XML", "xml", "xMl"})
        BOOST_TEST((format_of(with("Format", text)) == answer_format::xml));
    for (auto const text : {"", "YAML", "JSON ", "JSO"})
    {
        BOOST_TEST(!format_of(with("Format", text)).has_value());
        BOOST_CHECK_EXCEPTION(check_common_parameters(with("Format", text)), refusal, has_code("InvalidParameter"));
    }
}

BOOST_AUTO_TEST_CASE(another_version_is_refused)
{
    std::set<std::string, std::less<>> const versions{"2018-05-10", "2018-07-13"};
    for (auto const version : {"2018-08-13", "2018-07-1", "2018-07-13 "})
        BOOST_CHECK_EXCEPTION(check_version(with("Version", version), versions), refusal, has_code("InvalidVersion"));
    BOOST_CHECK_NO_THROW(check_version(good(), versions));
    BOOST_CHECK_NO_THROW(check_version(with("Version", "2018-05-10"), versions));
}

BOOST_AUTO_TEST_CASE(a_signature_of_another_shape_is_told_apart_from_a_wrong_one)
{
    BOOST_CHECK_NO_THROW(check_signature_shape(good()));
    auto const incomplete = has_code("IncompleteSignature");
    BOOST_CHECK_EXCEPTION(check_signature_shape(with("SignatureMethod", "HMAC-SHA256")), refusal, incomplete);
    BOOST_CHECK_EXCEPTION(check_signature_shape(with("SignatureMethod", "hmac-sha1")), refusal, incomplete);
    BOOST_CHECK_EXCEPTION(check_signature_shape(with("SignatureVersion", "1")), refusal, incomplete);
    for (auto const text :
         {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAA==",
          "AAAAAAAAAAAAAAAAAAAAAAAAAAA =", "AAAAAAAAAAAAA=AAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=="})
        BOOST_CHECK_EXCEPTION(check_signature_shape(with("Signature", text)), refusal, incomplete);
}

BOOST_AUTO_TEST_CASE(the_timestamp_must_be_well_formed)
{
    BOOST_TEST((check_timestamp(good(), now, 900s) == now));
    for (auto const text :
         {"2026-11-24T05:12:24", "2026-11-24 05:12:24Z", "2026-11-24T05:12:24+00:00", "2026-13-24T05:12:24Z",
          "2026-02-29T05:12:24Z", "2026-11-24T24:00:00Z", "2026-11-24T05:60:00Z", "2026-11-24T05:12:60Z",
          "2026-11-24T5:12:24Z", "-026-11-24T05:12:24Z", "2026-11-24T05:12:24Zx", "1764000000", "2026-00-10T05:12:24Z",
          "2026-11-24t05:12:24z"})
        BOOST_CHECK_EXCEPTION(check_timestamp(with("Timestamp", text), now, 900s), refusal,
                              has_code("InvalidTimeStamp.Format"));
}

BOOST_AUTO_TEST_CASE(the_timestamp_must_lie_within_the_window_on_both_sides)
{
    BOOST_CHECK_NO_THROW(check_timestamp(good(), now + 900s, 900s));
    BOOST_CHECK_NO_THROW(check_timestamp(good(), now - 900s, 900s));
    auto const expired = has_code("InvalidTimeStamp.Expired");
    BOOST_CHECK_EXCEPTION(check_timestamp(good(), now + 901s, 900s), refusal, expired);
    BOOST_CHECK_EXCEPTION(check_timestamp(good(), now - 901s, 900s), refusal, expired);
    BOOST_CHECK_EXCEPTION(check_timestamp(with("Timestamp", "9999-12-31T23:59:59Z"), now, 900s), refusal, expired);
    BOOST_CHECK_EXCEPTION(check_timestamp(with("Timestamp", "0000-01-01T00:00:00Z"), now, 900s), refusal, expired);
}

BOOST_AUTO_TEST_CASE(the_caller_must_be_known_and_bring_the_token_of_the_key)
{
    cas::emulator_key temporary{"sts", "secret", "token"};
    temporary.expires = now + 60s;
    std::deque<cas::emulator_key> const keys{cas::emulator_key{"testid", "testsecret"}, temporary};
    auto const sts = [](std::string const& token)
    {
        auto all = with("AccessKeyId", "sts");
        all["SecurityToken"] = token;
        return all;
    };
    BOOST_TEST(check_caller(good(), keys, now).id == "testid");
    BOOST_TEST(check_caller(sts("token"), keys, now).id == "sts");
    BOOST_CHECK_EXCEPTION(check_caller(with("AccessKeyId", "TESTID"), keys, now), refusal,
                          has_code("InvalidAccessKeyId.NotFound", 404));
    BOOST_CHECK_EXCEPTION(check_caller(with("AccessKeyId", "sts"), keys, now), refusal,
                          has_code("MissingSecurityToken"));
    BOOST_CHECK_EXCEPTION(check_caller(sts("other"), keys, now), refusal,
                          has_code("InvalidSecurityToken.MismatchWithAccessKey"));
    BOOST_CHECK_EXCEPTION(check_caller(with("SecurityToken", "token"), keys, now), refusal,
                          has_code("InvalidSecurityToken.MismatchWithAccessKey"));
    BOOST_CHECK_EXCEPTION(check_caller(sts("token"), keys, now + 60s), refusal,
                          has_code("InvalidSecurityToken.Expired"));
}

BOOST_AUTO_TEST_CASE(every_part_of_a_request_is_covered_by_its_signature)
{
    cas::emulator_key const key{"testid", "testsecret"};
    auto const mismatch = has_code("SignatureDoesNotMatch");
    BOOST_CHECK_NO_THROW(check_signature("GET", good(), key));
    BOOST_CHECK_EXCEPTION(check_signature("POST", good(), key), refusal, mismatch);
    BOOST_CHECK_EXCEPTION(check_signature("GET", good(), cas::emulator_key{"testid", "testsecre"}), refusal, mismatch);
    BOOST_CHECK_EXCEPTION(check_signature("GET", with("CurrentPage", "2"), key), refusal, mismatch);
    BOOST_CHECK_EXCEPTION(check_signature("GET", with("Unknown", ""), key), refusal, mismatch);
    for (auto const& [name, value] : good())
    {
        auto without = good();
        without.erase(name);
        BOOST_CHECK_EXCEPTION(check_signature("GET", without, key), refusal, mismatch);
        BOOST_CHECK_EXCEPTION(check_signature("GET", with(name, value + "x"), key), refusal, mismatch);
    }
}

BOOST_AUTO_TEST_CASE(a_mismatch_echoes_the_text_that_should_have_been_signed)
{
    auto unsigned_part = good();
    unsigned_part.erase("Signature");
    auto const expected = test_signer::string_to_sign("GET", {unsigned_part.begin(), unsigned_part.end()});
    BOOST_CHECK_EXCEPTION(check_signature("GET", good(), cas::emulator_key{"testid", "wrong"}), refusal,
                          [&](refusal const& why) { return why.message.ends_with("is:" + expected); });
}

BOOST_AUTO_TEST_CASE(every_published_vector_is_signed_as_published)
{
    std::ifstream file(ALIYUN_CAS_GOLDEN_DIR "/signature-vectors.json");
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    auto const vectors = boost::json::parse(text);
    BOOST_TEST_REQUIRE(vectors.as_array().size() >= 12U);
    for (auto const& vector : vectors.as_array())
    {
        parameters all;
        for (auto const& parameter : vector.at("parameters").as_object())
            all.emplace(parameter.key(), parameter.value().as_string());
        auto const signed_text = string_to_sign(std::string_view(vector.at("method").as_string()), all);
        BOOST_TEST(canonical_query(all) == std::string_view(vector.at("canonical_query").as_string()));
        BOOST_TEST(signed_text == std::string_view(vector.at("string_to_sign").as_string()));
        BOOST_TEST(signature_of(signed_text, std::string_view(vector.at("access_key_secret").as_string())) ==
                   std::string_view(vector.at("signature").as_string()));
    }
}

BOOST_AUTO_TEST_CASE(a_nonce_is_spent_once_for_each_key)
{
    nonce_book nonces{900s};
    cas::emulator_key const one{"one", "x"};
    cas::emulator_key const two{"two", "x"};
    BOOST_CHECK_NO_THROW(check_nonce(good(), one, now, now, nonces));
    BOOST_CHECK_EXCEPTION(check_nonce(good(), one, now, now, nonces), refusal, has_code("SignatureNonceUsed"));
    BOOST_CHECK_NO_THROW(check_nonce(good(), two, now, now, nonces));
    BOOST_CHECK_NO_THROW(check_nonce(with("SignatureNonce", "n2"), one, now, now, nonces));
}

BOOST_AUTO_TEST_CASE(a_nonce_is_remembered_for_as_long_as_its_request_could_come_again)
{
    nonce_book nonces{900s};
    BOOST_TEST(nonces.spend("id", "on time", now, now));
    BOOST_TEST(nonces.spend("id", "ahead", now + 900s, now));
    BOOST_TEST(!nonces.spend("id", "on time", now, now + 900s));
    BOOST_TEST(nonces.size() == 2U);
    BOOST_TEST(nonces.spend("id", "on time", now + 901s, now + 901s));
    BOOST_TEST(!nonces.spend("id", "ahead", now + 900s, now + 1800s));
    BOOST_TEST(nonces.spend("id", "ahead", now + 1801s, now + 1801s));
    BOOST_TEST(nonces.spend("id", "later", now + 9000s, now + 9000s));
    BOOST_TEST(nonces.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a whole response means, by status and body together.

#include "aliyun/cas/detail/call/interpret.hpp"
#include "aliyun/cas/detail/decode/layout_of.hpp"
#include "aliyun/cas/operations.hpp"
#include "aliyun/cas/xml.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace
{

namespace cas = aliyun::cas;
using cas::errc;
using cas::server_errc;

template <typename Response>
struct meaning
{
    bool succeeded = false;
    Response value{};
    cas::failure why{};
};

template <typename Response = cas::created_certificate>
meaning<Response> interpreted(int status, std::string_view body, cas::response_format const& format = cas::json_format)
{
    meaning<Response> result;
    result.succeeded =
        cas::detail::interpret(status, body, format, cas::detail::layout_of<Response>(), &result.value, result.why);
    BOOST_TEST(result.why.http_status == status);
    return result;
}

constexpr std::string_view json_error =
    R"({"RequestId":"R-1","HostId":"cas.aliyuncs.com","Code":"Throttling.User","Message":"Slow down.",)"
    R"("Recommend":"https://x"})";
constexpr std::string_view xml_error =
    "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-1</RequestId><HostId>cas.aliyuncs.com</HostId>"
    "<Code>Throttling.User</Code><Message>Slow down.</Message></Error>";

} // namespace

BOOST_AUTO_TEST_SUITE(interpretation)

BOOST_AUTO_TEST_CASE(a_2xx_with_a_body_that_fits_is_the_value)
{
    for (int const status : {200, 201, 202})
    {
        auto const result = interpreted(status, R"({"RequestId":"R-1","CertId":4294967297})");
        BOOST_TEST(result.succeeded);
        BOOST_TEST(!result.why.code);
        BOOST_TEST(result.value.request_id == "R-1");
        BOOST_TEST(result.value.cert_id.value() == 4294967297);
    }
}

BOOST_AUTO_TEST_CASE(the_other_shape_of_an_upload_has_a_code_that_means_success)
{
    for (auto const* const code : {"\"200\"", "200", "\"OK\"", "\"\"", "null"})
    {
        auto const result =
            interpreted(200, R"({"HostId":"cas.aliyuncs.com","RequestId":"R-1","Code":)" + std::string(code) + "}");
        BOOST_TEST(result.succeeded, code);
        BOOST_TEST(!result.value.cert_id.has_value());
    }
}

BOOST_AUTO_TEST_CASE(an_error_body_tells_the_failure_in_either_format_whatever_was_asked_for)
{
    for (auto const& format : {cas::json_format, cas::xml_format})
        for (auto const body : {json_error, xml_error})
            for (int const status : {200, 400, 429, 503}) // with 200 too
            {
                auto const result = interpreted(status, body, format);
                BOOST_TEST(!result.succeeded);
                BOOST_TEST(result.why.code == make_error_code(server_errc::throttled));
                BOOST_TEST(result.why.server_code == "Throttling.User");
                BOOST_TEST(result.why.message == "Slow down.");
                BOOST_TEST(result.why.request_id == "R-1");
            }
}

BOOST_AUTO_TEST_CASE(an_error_keeps_its_text_when_nobody_knows_its_code)
{
    auto const result = interpreted(400, R"({"Code":"CertNotReady.Yet","Message":"m","RequestId":"r"})");
    BOOST_TEST(result.why.code == make_error_code(server_errc::other));
    BOOST_TEST(result.why.server_code == "CertNotReady.Yet");
}

BOOST_AUTO_TEST_CASE(a_status_other_than_2xx_is_a_failure_whatever_the_body_says)
{
    for (std::string_view const body :
         {"", " ", "<html><body>502 Bad Gateway</body></html>", "upstream timed out", "{}", "[1]",
          R"({"RequestId":"R-1","CertId":1})", R"({"RequestId":"R-1","Code":"200"})", R"({"Code":"OK"})"})
        for (int const status : {301, 404, 500, 502, 503, 504})
        {
            auto const result = interpreted(status, body);
            BOOST_TEST(!result.succeeded);
            BOOST_TEST(result.why.code == make_error_code(errc::unexpected_http_status), status << ' ' << body);
            BOOST_TEST(result.why.server_code == "");
        }
}

BOOST_AUTO_TEST_CASE(a_2xx_with_a_body_that_does_not_fit_is_malformed_and_says_where)
{
    auto const wrong =
        interpreted<cas::certificate_page>(200, R"({"CertificateList":[{"id":1},{"id":2},{"id":"x"}],"TotalCount":3})");
    BOOST_TEST(!wrong.succeeded);
    BOOST_TEST(wrong.why.code == make_error_code(errc::malformed_response));
    BOOST_TEST(wrong.why.detail.starts_with("CertificateList[2].id: "), wrong.why.detail);
    for (auto const* const body : {"", "<html></html>", "{", "null", "[]", "true", "\xff"})
    {
        auto const result = interpreted(200, body);
        BOOST_TEST(!result.succeeded, body);
        BOOST_TEST(result.why.code == make_error_code(errc::malformed_response), body);
        BOOST_TEST(result.why.detail != "");
    }
}

BOOST_AUTO_TEST_CASE(a_message_that_repeats_the_request_is_not_shown)
{
    auto const secret_of = [](std::string_view code, std::string const& message)
    {
        auto const body = R"({"Code":")" + std::string(code) + R"(","Message":")" + message + R"("})";
        auto const result = interpreted(400, body);
        return result.why.message + result.why.what() + result.why.detail;
    };
    for (auto const* const code : {"SignatureDoesNotMatch", "IncompleteSignature"})
        BOOST_TEST(secret_of(code, "server string to sign is: POST&%2F&Key%3Dtopsecret").find("topsecret") ==
                   std::string::npos);
    for (auto const* const marker :
         {"-----BEGIN PRIVATE KEY-----", "BEGIN%20PRIVATE%20KEY", "BEGIN%2520PRIVATE%2520KEY", "BEGIN+PRIVATE+KEY",
          "-----BEGIN RSA PRIVATE KEY-----"})
        BOOST_TEST(secret_of("InvalidParameter", std::string(marker) + "topsecret").find("topsecret") ==
                   std::string::npos);
    BOOST_TEST(secret_of("InvalidParameter", "the name is taken").find("the name is taken") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(texts_of_the_service_are_cut_and_made_printable)
{
    auto const result = interpreted(400, R"({"Code":"C\nD","Message":"a\r\nb\u001b[31mc\u007f)" +
                                             std::string(5'000, 'm') + R"(","RequestId":"r\ts"})");
    BOOST_TEST(result.why.server_code == "C D");
    BOOST_TEST(result.why.message.starts_with("a  b [31mc m"));
    BOOST_TEST(result.why.message.size() == 1024u);
    BOOST_TEST(result.why.request_id == "r s");
}

BOOST_AUTO_TEST_CASE(a_text_is_cut_between_characters)
{
    for (std::string const character : {"\xC3\xA9", "\xE8\xAF\x81", "\xF0\x9F\x94\x92"})
        for (std::size_t before = 0; before < 4; ++before)
        {
            std::string text(before, 'm');
            while (text.size() < 2'000)
                text += character;
            auto const shown = interpreted(400, R"({"Code":"C","Message":")" + text + R"("})").why.message;
            BOOST_TEST(text.starts_with(shown));
            BOOST_TEST(shown.size() <= 1024u);
            BOOST_TEST(shown.size() > 1024u - character.size());
            BOOST_TEST((shown.size() - before) % character.size() == 0u);
        }
}

BOOST_AUTO_TEST_CASE(both_formats_give_the_same_value)
{
    auto const json = interpreted<cas::request_receipt>(200, R"({"requestId":"R-1"})");
    auto const xml = interpreted<cas::request_receipt>(
        200, "<DeleteUserCertificateResponse><RequestId>R-1</RequestId></DeleteUserCertificateResponse>",
        cas::xml_format);
    BOOST_TEST(json.succeeded);
    BOOST_TEST(xml.succeeded);
    BOOST_TEST(json.value.request_id == xml.value.request_id);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The answers of the seven operations in both formats, in the shapes that the service's reference prints and in those
// that its clients have seen.

#include "decode_support.hpp"

#include "aliyun/cas/operations.hpp"
#include "aliyun/cas/xml.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace
{

using namespace aliyun::cas;
using decode_test::decode_with;
using decode_test::decoded;

template <operation Op>
decoded<typename Op::response> answer(std::string_view body)
{
    auto const& format = body.starts_with('<') ? xml_format : json_format;
    auto result = decode_with<typename Op::response>(format.decoder(), body);
    BOOST_TEST(result.verdict() == "ok");
    return result;
}

constexpr std::string_view pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

} // namespace

BOOST_AUTO_TEST_SUITE(responses)

BOOST_AUTO_TEST_CASE(the_formats_have_the_names_that_the_service_knows)
{
    BOOST_TEST(json_format.name() == "JSON");
    BOOST_TEST(xml_format.name() == "XML");
    BOOST_TEST((json_format != xml_format));
}

BOOST_AUTO_TEST_CASE(create_user_certificate_with_an_id)
{
    for (auto const* const body :
         {R"({"RequestId":"082FAB35-6AB9-4FD5-8750-D36673548E76","CertId":8000000000123})",
          R"({"requestId":"082FAB35-6AB9-4FD5-8750-D36673548E76","certId":"8000000000123"})",
          "<CreateUserCertificateResponse><RequestId>082FAB35-6AB9-4FD5-8750-D36673548E76</RequestId>"
          "<CertId>8000000000123</CertId></CreateUserCertificateResponse>"})
    {
        auto const result = answer<create_user_certificate>(body);
        BOOST_TEST(result.value.request_id == "082FAB35-6AB9-4FD5-8750-D36673548E76");
        BOOST_TEST(result.value.cert_id.value() == 8000000000123);
        BOOST_TEST(result.envelope.code == "");
    }
}

BOOST_AUTO_TEST_CASE(create_user_certificate_as_the_old_sample_has_it)
{
    for (auto const* const body :
         {R"({"RequestId":"R","HostId":"cas.aliyuncs.com","Code":"200"})",
          R"({"RequestId":"R","HostId":"cas.aliyuncs.com","Code":200,"CertId":null})",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CreateUserCertificate>\n <RequestId>R</RequestId>\n"
          " <HostId>cas.aliyuncs.com</HostId>\n <Code>200</Code>\n</CreateUserCertificate>\n"})
    {
        auto const result = answer<create_user_certificate>(body);
        BOOST_TEST(result.value.request_id == "R");
        BOOST_TEST(!result.value.cert_id.has_value());
        BOOST_TEST(result.envelope.code == "200");
        BOOST_TEST(result.envelope.host_id == "cas.aliyuncs.com");
    }
}

BOOST_AUTO_TEST_CASE(describe_user_certificate_list_in_all_spellings)
{
    std::string const json_entry =
        R"({"id":123,"name":"cert-1","common":"*.example.com","sans":"*.example.com,example.com","orgName":"Example \"Ltd\"",)"
        R"("country":"CN","province":"\u6d59\u6c5f","city":"Hangzhou","issuer":"Example CA","startDate":"2018-07-13",)"
        R"("endDate":"2019-07-13","fingerprint":"AB12","expired":true,"buyInAliyun":false,"new":{"x":[1]}})";
    std::string const xml_entry =
        "<id>123</id><name>cert-1</name><common>*.example.com</common><sans>*.example.com,example.com</sans>"
        "<orgName>Example "
        "&quot;Ltd&quot;</orgName><country>CN</country><province>\u6d59\u6c5f</province><city>Hangzhou</city>"
        "<issuer>Example "
        "CA</issuer><startDate>2018-07-13</startDate><endDate>2019-07-13</endDate><fingerprint>AB12</fingerprint>"
        "<expired>true</expired><buyInAliyun>false</buyInAliyun>";
    std::string const xml_rest = "<CurrentPage>50</CurrentPage><ShowSize>1</ShowSize><TotalCount>2</TotalCount>";
    for (auto const& body :
         {R"({"RequestId":"R","CertificateList":[)" + json_entry +
              R"(,{"Id":"124"}],"CurrentPage":50,"ShowSize":1,"TotalCount":2})",
          R"({"requestId":"R","totalCount":"2","showSize":"1","currentPage":"50","certificateList":[)" + json_entry +
              R"(,{"Id":124}]})",
          "<DescribeUserCertificateList><RequestId>R</RequestId>" + xml_rest + "<CertificateList>" + xml_entry +
              "</CertificateList><CertificateList><Id>124</Id></CertificateList></DescribeUserCertificateList>",
          "<DescribeUserCertificateListResponse><RequestId>R</RequestId><CertificateList><CertificateList>" +
              xml_entry + "</CertificateList><CertificateList><Id>124</Id></CertificateList></CertificateList>" +
              xml_rest + "</DescribeUserCertificateListResponse>"})
    {
        auto const page = answer<describe_user_certificate_list>(body).value;
        BOOST_TEST(page.request_id == "R");
        BOOST_TEST(page.current_page == 50);
        BOOST_TEST(page.show_size == 1);
        BOOST_TEST(page.total_count == 2);
        BOOST_TEST_REQUIRE(page.certificate_list.size() == 2u);
        auto const& entry = page.certificate_list[0];
        BOOST_TEST(entry.id == 123);
        BOOST_TEST(entry.name == "cert-1");
        BOOST_TEST(entry.common == "*.example.com");
        BOOST_TEST(entry.sans == "*.example.com,example.com");
        BOOST_TEST(entry.org_name == "Example \"Ltd\"");
        BOOST_TEST(entry.country == "CN");
        BOOST_TEST(entry.province == "\u6d59\u6c5f");
        BOOST_TEST(entry.city == "Hangzhou");
        BOOST_TEST(entry.issuer == "Example CA");
        BOOST_TEST(entry.start_date == "2018-07-13");
        BOOST_TEST(entry.end_date == "2019-07-13");
        BOOST_TEST(entry.fingerprint == "AB12");
        BOOST_TEST(entry.expired);
        BOOST_TEST(!entry.buy_in_aliyun);
        BOOST_TEST(page.certificate_list[1].id == 124);
    }
}

BOOST_AUTO_TEST_CASE(describe_user_certificate_list_without_entries)
{
    for (auto const* const body : {R"({"CertificateList":[],"TotalCount":0})", R"({"CertificateList":null})", "{}",
                                   "<R><CertificateList/><TotalCount>0</TotalCount></R>", "<R/>"})
        BOOST_TEST(answer<describe_user_certificate_list>(body).value.certificate_list.empty());
}

BOOST_AUTO_TEST_CASE(the_damaged_samples_are_refused_with_a_place)
{
    using page = certificate_page;
    BOOST_TEST(
        decode_with<page>(xml_format.decoder(), "<? xml version=\"1.0\"?><R/>").verdict().starts_with("not XML: "));
    BOOST_TEST(
        decode_with<page>(xml_format.decoder(), "<R><CertificateList><expired>>>false</expired></CertificateList></R>")
            .verdict() == "CertificateList[0].expired: expected true or false, found something else");
    BOOST_TEST(
        decode_with<page>(json_format.decoder(), R"({"CertificateList":[{"id":1},{"id":2},{"id":3},{"id":"four"}]})")
            .verdict() == "CertificateList[3].id: expected an integer, found text that is no number");
}

BOOST_AUTO_TEST_CASE(describe_user_certificate_detail_with_its_key)
{
    std::string escaped;
    for (char const c : pem)
        c == '\n' ? escaped += "\\n" : escaped += c;
    for (
        auto const& body :
        {R"({"RequestId":"R","Id":8000000000123,"Name":"n","Common":"c","Sans":"s","OrgName":"o","Country":"CN","Province":"p",)"
         R"("City":"h","Issuer":"i","StartDate":"2018-07-13","EndDate":"2019-07-13","Fingerprint":"f","Expired":false,)"
         R"("BuyInAliyun":true,"Cert":")" +
             escaped + R"(","Key":")" + escaped + R"("})",
         "<DescribeUserCertificateDetail><RequestId>R</RequestId><Id>8000000000123</Id><Name>n</Name><Common>c</Common>"
         "<Sans>s</Sans><OrgName>o</OrgName><Country>CN</Country><Province>p</Province><City>h</City><Issuer>i</Issuer>"
         "<StartDate>2018-07-13</StartDate><EndDate>2019-07-13</EndDate><Fingerprint>f</Fingerprint><Expired>false</"
         "Expired>"
         "<BuyInAliyun>true</BuyInAliyun><Cert>" +
             std::string(pem) + "</Cert><Key>" + std::string(pem) + "</Key></DescribeUserCertificateDetail>"})
    {
        auto const detail = answer<describe_user_certificate_detail>(body).value;
        BOOST_TEST(detail.request_id == "R");
        BOOST_TEST(detail.id == 8000000000123);
        BOOST_TEST(detail.org_name == "o");
        BOOST_TEST(detail.end_date == "2019-07-13");
        BOOST_TEST(!detail.expired);
        BOOST_TEST(detail.buy_in_aliyun);
        BOOST_TEST(detail.cert == pem);
        BOOST_TEST(detail.key.reveal() == pem);
    }
}

BOOST_AUTO_TEST_CASE(delete_user_certificate_and_create_dv_order_audit_have_a_receipt)
{
    for (auto const* const body : {R"({"RequestId":"R"})", R"({"requestId":"R","HostId":"cas.aliyuncs.com"})",
                                   "<DeleteUserCertificate><RequestId>R</RequestId></DeleteUserCertificate>"})
    {
        BOOST_TEST(answer<delete_user_certificate>(body).value.request_id == "R");
        BOOST_TEST(answer<create_dv_order_audit>(body).value.request_id == "R");
    }
}

BOOST_AUTO_TEST_CASE(describe_dv_order_result_in_each_state)
{
    for (
        auto const* const body :
        {R"({"RequestId":"R","OrderStatus":"checking","CheckType":"DNS","CheckName":"_dnsauth.example.com","CheckValue":"v=1"})",
         "<R><OrderStatus>\n "
         "checking\n</OrderStatus><CheckType>DNS</CheckType><CheckName>_dnsauth.example.com</CheckName>"
         "<CheckValue>v=1</CheckValue></R>"})
    {
        auto const result = answer<describe_dv_order_result>(body).value;
        BOOST_TEST((result.status == order_status::checking));
        BOOST_TEST(result.check_type == "DNS");
        BOOST_TEST(result.check_name == "_dnsauth.example.com");
        BOOST_TEST(result.check_value == "v=1");
    }
    auto const issued = answer<describe_dv_order_result>(
                            R"({"OrderStatus":"issued","Certificate":"a\nb","PrivateKey":"c\nd","CheckType":null})")
                            .value;
    BOOST_TEST((issued.status == order_status::issued));
    BOOST_TEST(issued.certificate == "a\nb");
    BOOST_TEST(issued.private_key.reveal() == "c\nd");
    for (auto const* const failed : {"check_failed", "check_fail"})
    {
        auto const status =
            answer<describe_dv_order_result>("{\"OrderStatus\":\"" + std::string(failed) + "\"}").value.status;
        BOOST_TEST((status == order_status::check_failed));
        BOOST_TEST(status.text() == failed);
    }
    auto const other = answer<describe_dv_order_result>(R"({"orderStatus":"on hold"})").value.status;
    BOOST_TEST((other == order_status::unknown));
    BOOST_TEST(other.text() == "on hold");
}

BOOST_AUTO_TEST_CASE(describe_order_instance_list_in_all_shapes)
{
    std::string const xml_entry =
        "<Id>1</Id><InstanceId>cas-cn-1</InstanceId><CertType>DV</CertType><Source>buy</Source>"
        "<Status>Pending Verification</Status>";
    for (auto const& body :
         {std::string(
              R"({"RequestId":"R","TotalCount":2,"OrderList":[{"Id":1,"InstanceId":"cas-cn-1","CertType":"DV",)"
              R"("Source":"buy","Status":"Pending Verification"},{"id":"2","instanceId":5,"status":"Frozen"}]})"),
          "<DescribeOrderList><RequestId>R</RequestId><OrderList>" + xml_entry +
              "</OrderList><OrderList><id>2</id>"
              "<instanceId>5</instanceId><status>Frozen</status></OrderList><TotalCount>2</TotalCount></"
              "DescribeOrderList>",
          "<R><RequestId>R</RequestId><OrderList><Order>" + xml_entry +
              "</Order><Order><id>2</id><instanceId>5</instanceId>"
              "<status>Frozen</status></Order></OrderList><TotalCount>2</TotalCount></R>"})
    {
        auto const page = answer<describe_order_instance_list>(body).value;
        BOOST_TEST(page.total_count == 2);
        BOOST_TEST_REQUIRE(page.order_list.size() == 2u);
        BOOST_TEST(page.order_list[0].id == 1);
        BOOST_TEST(page.order_list[0].instance_id == "cas-cn-1");
        BOOST_TEST(page.order_list[0].cert_type == "DV");
        BOOST_TEST(page.order_list[0].source == "buy");
        BOOST_TEST((page.order_list[0].status == instance_status::pending_verification));
        BOOST_TEST(page.order_list[1].id == 2);
        BOOST_TEST(page.order_list[1].instance_id == "5");
        BOOST_TEST((page.order_list[1].status == instance_status::unknown));
        BOOST_TEST(page.order_list[1].status.text() == "Frozen");
    }
}

BOOST_AUTO_TEST_CASE(a_single_entry_may_stand_for_a_list)
{
    for (auto const* const body :
         {R"({"OrderList":{"Id":1},"TotalCount":1})", "<R><OrderList><Id>1</Id></OrderList></R>"})
        BOOST_TEST(answer<describe_order_instance_list>(body).value.order_list.at(0).id == 1);
}

BOOST_AUTO_TEST_CASE(an_error_in_an_answer_of_success_is_in_the_envelope)
{
    for (auto const* const body : {R"({"RequestId":"R","HostId":"H","Code":"Throttling.User","Message":"slow down"})",
                                   "<Error><RequestId>R</RequestId><HostId>H</HostId><Code>Throttling.User</Code>"
                                   "<Message>slow down</Message></Error>"})
    {
        auto const result = answer<describe_order_instance_list>(body);
        BOOST_TEST(result.envelope.code == "Throttling.User");
        BOOST_TEST(result.envelope.message == "slow down");
    }
}

BOOST_AUTO_TEST_CASE(only_answers_that_may_hold_a_key_are_wiped)
{
    BOOST_TEST(detail::layout_of<certificate_detail>().has_secret);
    BOOST_TEST(detail::layout_of<dv_order_result>().has_secret);
    BOOST_TEST(!detail::layout_of<certificate_page>().has_secret);
    BOOST_TEST(!detail::layout_of<request_receipt>().has_secret);
    BOOST_TEST(detail::layout_of<decode_test::everything>().has_secret);
    BOOST_TEST(detail::layout_of<decode_test::branch>().has_secret);
}

BOOST_AUTO_TEST_SUITE_END()

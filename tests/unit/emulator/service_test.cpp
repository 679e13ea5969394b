// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The whole service without sockets: signed requests in, bodies out.

#include "aliyun/cas/detail/emulator/service.hpp"

#include "unit/emulator/service_bench.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using namespace fixtures;
using service_bench::bench;
using test_signer::fields;

cas::emulator_options with_orders()
{
    cas::emulator_options options;
    options.bought_orders.emplace_back("dns");
    options.bought_orders.emplace_back("file");
    options.bought_orders.emplace_back("bad", cas::emulator_order_outcome::check_failed);
    options.checks_until_issued = 1;
    options.order_page_size = 2;
    return options;
}

fields audit(std::string const& instance, std::string const& domains = "*.example.com,example.com",
             std::string const& type = "DNS")
{
    return {{"InstanceId", instance}, {"Domain", domains},  {"DomainVerifyType", type}, {"Username", "张三"},
            {"Mobile", "+86 139-0"},  {"Email", "a@b.com"}, {"Province", "Zhejiang"},   {"City", "Hangzhou"}};
}

BOOST_AUTO_TEST_SUITE(emulator_service)

BOOST_AUTO_TEST_CASE(an_upload_is_listed_read_and_deleted)
{
    bench b;
    auto const id = b.upload("shop 证书");
    BOOST_TEST(id == 4'294'968'001);

    auto const list = b.call("DescribeUserCertificateList", {{"CurrentPage", "1"}});
    BOOST_TEST(list.at("TotalCount").as_int64() == 1);
    BOOST_TEST(list.at("CurrentPage").as_int64() == 1);
    BOOST_TEST(list.at("ShowSize").as_int64() == 50);
    auto const& entry = list.at("CertificateList").as_array().at(0).as_object();
    BOOST_TEST(entry.at("id").as_int64() == id);
    BOOST_TEST(entry.at("name").as_string() == "shop 证书");
    BOOST_TEST(entry.at("common").as_string() == "shop.example.com");
    BOOST_TEST(entry.at("orgName").as_string() == "Peer & <Söhne>");
    BOOST_TEST(entry.at("province").as_string() == "浙江");
    BOOST_TEST(entry.at("startDate").as_string() == "2026-01-02");
    BOOST_TEST(entry.at("expired").as_bool() == false);
    BOOST_TEST(entry.at("buyInAliyun").as_bool() == false);
    BOOST_TEST(!entry.contains("Cert"));

    auto const detail = b.call("DescribeUserCertificateDetail", {{"CertId", std::to_string(id)}});
    BOOST_TEST(detail.at("Id").as_int64() == id);
    BOOST_TEST(detail.at("OrgName").as_string() == "Peer & <Söhne>");
    BOOST_TEST(detail.at("Fingerprint").as_string() == entry.at("fingerprint").as_string());
    BOOST_TEST(detail.at("BuyInAliyun").as_bool() == false);
    BOOST_TEST(detail.at("Cert").as_string() == leaf_pem);
    BOOST_TEST(detail.at("Key").as_string() == leaf_key_pkcs8);

    b.call("DeleteUserCertificate", {{"CertId", std::to_string(id)}});
    BOOST_TEST((*b).certificates() == 0U);
    BOOST_TEST(b.refused("DeleteUserCertificate", {{"CertId", std::to_string(id)}}) == "NotFound");
    BOOST_TEST(b.refused("DescribeUserCertificateDetail", {{"CertId", std::to_string(id)}}) == "NotFound");
}

BOOST_AUTO_TEST_CASE(an_upload_that_is_refused_changes_nothing)
{
    bench b;
    b.upload("taken");
    fields const good{{"Name", "n"}, {"Cert", leaf_pem}, {"Key", leaf_key_pkcs8}};
    auto const with = [&](std::string const& name, std::string const& value)
    {
        auto all = good;
        all[name] = value;
        return all;
    };
    for (auto const name : {"Name", "Cert", "Key"})
        BOOST_TEST(b.refused("CreateUserCertificate", with(name, "")) == "MissingParameter");
    BOOST_TEST(b.refused("CreateUserCertificate", with("Name", "taken")) == "NameRepeat");
    BOOST_TEST(b.refused("CreateUserCertificate", with("Name", "a\nb")) == "InvalidParameter");
    BOOST_TEST(b.refused("CreateUserCertificate", with("Name", std::string("a\0b", 3))) == "InvalidParameter");
    BOOST_TEST(b.refused("CreateUserCertificate", with("Key", bare_key_pkcs8)) == "InvalidParameter");
    BOOST_TEST(b.refused("CreateUserCertificate", with("Cert", "none")) == "InvalidParameter");
    std::string name;
    for (int at = 0; at < 128; ++at)
        name += "证";
    BOOST_TEST(b.refused("CreateUserCertificate", with("Name", name + "x")) == "InvalidParameter");
    BOOST_TEST((*b).certificates() == 1U);
    b.call("CreateUserCertificate", with("Name", name));
}

BOOST_AUTO_TEST_CASE(create_answers_in_the_old_sample_s_shape_when_asked_to)
{
    cas::emulator_options options;
    options.create_answer = cas::emulator_create_answer::without_cert_id;
    bench b{options};
    auto const answer = b.call("CreateUserCertificate", {{"Name", "n"}, {"Cert", leaf_pem}, {"Key", leaf_key_pkcs1}});
    BOOST_TEST(!answer.contains("CertId"));
    BOOST_TEST(answer.at("Code").as_string() == "200");
    BOOST_TEST(answer.contains("HostId"));
    BOOST_TEST((*b).certificates() == 1U);
}

BOOST_AUTO_TEST_CASE(a_certificate_expires_by_the_service_s_clock)
{
    bench b;
    b.upload("n");
    auto const expired = [&]
    {
        auto const list = b.call("DescribeUserCertificateList", {{"CurrentPage", "1"}});
        return list.at("CertificateList").as_array().at(0).at("expired").as_bool();
    };
    b.now = *read_timestamp("2027-03-31T23:59:59Z");
    BOOST_TEST(!expired());
    b.now += std::chrono::seconds{1};
    BOOST_TEST(expired());
}

BOOST_AUTO_TEST_CASE(pages_are_cut_as_asked)
{
    bench b;
    for (int at = 1; at <= 5; ++at)
        b.upload("n" + std::to_string(at));
    auto const names = [&](std::string const& page, std::string const& size)
    {
        std::string joined;
        auto const list = b.call("DescribeUserCertificateList", {{"CurrentPage", page}, {"ShowSize", size}});
        BOOST_TEST(list.at("TotalCount").as_int64() == 5);
        for (auto const& entry : list.at("CertificateList").as_array())
            joined += entry.at("name").as_string();
        return joined;
    };
    BOOST_TEST(names("1", "2") == "n1n2");
    BOOST_TEST(names("3", "2") == "n5");
    BOOST_TEST(names("4", "2") == "");
    BOOST_TEST(names("2147483647", "1000") == "");
    BOOST_TEST(b.refused("DescribeUserCertificateList") == "MissingParameter");
    for (auto const page : {"0", "-1", "x", "2147483648"})
        BOOST_TEST(b.refused("DescribeUserCertificateList", {{"CurrentPage", page}}) == "InvalidParameter");
    for (auto const size : {"0", "-1", "x", "1001"})
        BOOST_TEST(b.refused("DescribeUserCertificateList", {{"CurrentPage", "1"}, {"ShowSize", size}}) ==
                   "InvalidParameter");
}

BOOST_AUTO_TEST_CASE(an_order_goes_from_paid_to_an_issued_certificate)
{
    bench b{with_orders()};
    BOOST_TEST(b.refused("DescribeDVOrderResult", {{"InstanceId", "dns"}}) == "IncorrectOrderStatus");
    b.call("CreateDVOrderAudit", audit("dns"));
    BOOST_TEST(b.refused("CreateDVOrderAudit", audit("dns")) == "IncorrectOrderStatus");

    auto const checking = b.call("DescribeDVOrderResult", {{"InstanceId", "dns"}});
    BOOST_TEST(checking.at("OrderStatus").as_string() == "checking");
    BOOST_TEST(checking.at("CheckType").as_string() == "DNS");
    BOOST_TEST(checking.at("CheckName").as_string() == "_dnsauth.example.com");
    BOOST_TEST(checking.at("CheckValue").as_string().size() == 32U);
    BOOST_TEST((*b).certificates() == 0U);

    auto const issued = b.call("DescribeDVOrderResult", {{"InstanceId", "dns"}});
    BOOST_TEST(issued.at("OrderStatus").as_string() == "issued");
    auto const facts = read_pair(issued.at("Certificate").as_string(), issued.at("PrivateKey").as_string());
    BOOST_TEST(facts.sans == "*.example.com,example.com");
    BOOST_TEST(facts.start_date == "2026-11-24");

    auto const again = b.call("DescribeDVOrderResult", {{"InstanceId", "dns"}});
    BOOST_TEST(again.at("Certificate").as_string() == issued.at("Certificate").as_string());
    auto const list = b.call("DescribeUserCertificateList", {{"CurrentPage", "1"}});
    BOOST_TEST_REQUIRE(list.at("TotalCount").as_int64() == 1);
    auto const& entry = list.at("CertificateList").as_array().at(0);
    BOOST_TEST(entry.at("fingerprint").as_string() == facts.fingerprint);
    BOOST_TEST(entry.at("buyInAliyun").as_bool());
    BOOST_TEST(b.refused("DeleteUserCertificate", {{"CertId", std::to_string(entry.at("id").as_int64())}}) ==
               "OperationDenied.NotUploadedOrExpired");
}

BOOST_AUTO_TEST_CASE(a_file_check_names_a_url_and_a_failed_order_can_be_submitted_again)
{
    auto options = with_orders();
    options.check_failed_spelling = "check_fail";
    bench b{options};
    b.call("CreateDVOrderAudit", audit("bad", "www.example.com", "FILE"));
    auto const checking = b.call("DescribeDVOrderResult", {{"InstanceId", "bad"}});
    BOOST_TEST(checking.at("CheckType").as_string() == "FILE");
    BOOST_TEST(checking.at("CheckName").as_string() == "www.example.com/.well-known/pki-validation/fileauth.txt");
    auto const failed = b.call("DescribeDVOrderResult", {{"InstanceId", "bad"}});
    BOOST_TEST(failed.at("OrderStatus").as_string() == "check_fail");
    BOOST_TEST(!failed.contains("Certificate"));
    b.call("CreateDVOrderAudit", audit("bad", "www.example.com", "FILE"));
    BOOST_TEST(b.call("DescribeDVOrderResult", {{"InstanceId", "bad"}}).at("OrderStatus").as_string() == "checking");
}

BOOST_AUTO_TEST_CASE(the_fields_of_an_order_are_checked_before_it_is_submitted)
{
    bench b{with_orders()};
    for (auto const& [name, value] : audit("dns"))
    {
        auto without = audit("dns");
        without.erase(name);
        BOOST_TEST(b.refused("CreateDVOrderAudit", without) == "MissingParameter");
    }
    std::vector<std::pair<std::string, std::string>> const wrong{
        {"Domain", "example"},  {"Domain", "a.example,"}, {"DomainVerifyType", "dns"}, {"DomainVerifyType", "HTTP"},
        {"Mobile", "phone"},    {"Mobile", "+"},          {"Email", "nobody"},         {"Email", "@example.com"},
        {"Email", "a@b@c.com"}, {"Email", "a b@c.com"},   {"Email", "a@localhost"},    {"City", "a\tb"}};
    for (auto const& [name, value] : wrong)
    {
        auto all = audit("dns");
        all[name] = value;
        BOOST_TEST(b.refused("CreateDVOrderAudit", all) == "InvalidParameter");
    }
    BOOST_TEST(b.refused("CreateDVOrderAudit", audit("unknown")) == "NotFound");
    BOOST_TEST(b.refused("DescribeDVOrderResult") == "MissingParameter");
    b.call("CreateDVOrderAudit", audit("dns"));
}

BOOST_AUTO_TEST_CASE(orders_are_listed_in_pages_of_the_service_s_size)
{
    bench b{with_orders()};
    auto const first = b.call("DescribeOrderInstanceList", {{"StartIndex", "1"}});
    BOOST_TEST(first.at("TotalCount").as_int64() == 3);
    BOOST_TEST(first.at("OrderList").as_array().size() == 2U);
    auto const& order = first.at("OrderList").as_array().at(0);
    BOOST_TEST(order.at("InstanceId").as_string() == "dns");
    BOOST_TEST(order.at("Status").as_string() == "Paid");
    BOOST_TEST(order.at("CertType").as_string() == "FREE");
    BOOST_TEST(order.at("Source").as_string() == "buy");
    BOOST_TEST(order.at("Id").as_int64() > 4'294'967'296);
    auto const second = b.call("DescribeOrderInstanceList", {{"StartIndex", "3"}});
    BOOST_TEST_REQUIRE(second.at("OrderList").as_array().size() == 1U);
    BOOST_TEST(second.at("OrderList").as_array().at(0).at("InstanceId").as_string() == "bad");
    BOOST_TEST(b.call("DescribeOrderInstanceList", {{"StartIndex", "4"}}).at("OrderList").as_array().empty());
    BOOST_TEST(b.refused("DescribeOrderInstanceList", {{"StartIndex", "0"}}) == "InvalidParameter");
    BOOST_TEST(b.refused("DescribeOrderInstanceList") == "MissingParameter");
}

BOOST_AUTO_TEST_CASE(the_common_checks_come_in_the_gateway_s_order)
{
    bench b;
    // Everything is wrong at first; each step mends what was named.
    auto all = test_signer::request("Nothing", {}, "n", b.now - std::chrono::hours{1});
    all["Version"] = "2018-08-13";
    all["SignatureMethod"] = "MD5";
    all["AccessKeyId"] = "nobody";
    all["Signature"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    auto const method = all.extract("SignatureMethod");
    auto const code = [&] { return b.send("GET", all).code; };
    BOOST_TEST(code() == "MissingParameter");
    all["SignatureMethod"] = "MD5";
    BOOST_TEST(code() == "InvalidVersion");
    all["Version"] = "2018-07-13";
    BOOST_TEST(code() == "InvalidAction.NotFound");
    all["Action"] = "DescribeUserCertificateList";
    BOOST_TEST(code() == "IncompleteSignature");
    all["SignatureMethod"] = "HMAC-SHA1";
    BOOST_TEST(code() == "InvalidTimeStamp.Expired");
    all["Timestamp"] = "now";
    BOOST_TEST(code() == "InvalidTimeStamp.Format");
    all["Timestamp"] = test_signer::timestamp(b.now);
    BOOST_TEST(code() == "InvalidAccessKeyId.NotFound");
    all["AccessKeyId"] = "testid";
    BOOST_TEST(code() == "SignatureDoesNotMatch");
    all.erase("Signature");
    all = test_signer::sign("GET", all);
    BOOST_TEST(code() == "MissingParameter"); // CurrentPage, the operation's own
    BOOST_TEST(code() == "SignatureNonceUsed");
}

BOOST_AUTO_TEST_CASE(a_nonce_is_spent_by_a_proved_request_only)
{
    bench b;
    auto all = b.signed_request("DescribeUserCertificateList", {{"CurrentPage", "1"}}, "GET");
    auto forged = all;
    forged["CurrentPage"] = "2";
    BOOST_TEST(b.send("GET", forged).code == "SignatureDoesNotMatch");
    BOOST_TEST(b.send("GET", all).code == "");
    BOOST_TEST(b.send("GET", all).code == "SignatureNonceUsed");
}

BOOST_AUTO_TEST_CASE(unknown_parameters_are_signed_and_otherwise_ignored)
{
    bench b;
    b.call("DescribeUserCertificateList", {{"CurrentPage", "1"},
                                           {"RegionId", "cn-hangzhou"},
                                           {"ResourceOwnerAccount", "x"},
                                           {"SourceIp", "1.2.3.4"},
                                           {"Lang", "ZH"},
                                           {"Whatever", "+ %*~"}});
    BOOST_TEST(b.refused("DescribeUserCertificateList", {{"CurrentPage", "1"}, {"Lang", "fr"}}) == "InvalidParameter");
}

BOOST_AUTO_TEST_CASE(answers_have_the_form_that_was_asked_for_errors_too)
{
    bench b;
    auto const body = [&](std::string const& format, std::string const& page)
    {
        auto all = test_signer::request("DescribeUserCertificateList", {{"CurrentPage", page}, {"Format", format}},
                                        "n" + format + page, b.now);
        if (format.empty())
            all.erase("Format");
        return b.send("GET", test_signer::sign("GET", all)).body;
    };
    BOOST_TEST(body("JSON", "1").starts_with("{\"TotalCount\":0"));
    BOOST_TEST(body("json", "0").starts_with("{\"RequestId\""));
    BOOST_TEST(body("XML", "1").find("<DescribeUserCertificateListResponse><TotalCount>0</TotalCount>") !=
               std::string::npos);
    BOOST_TEST(body("xml", "0").find("<Error><RequestId>") != std::string::npos);
    BOOST_TEST(body("", "1").find("<DescribeUserCertificateListResponse>") != std::string::npos);
    BOOST_TEST(body("YAML", "1").find("<Error>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_told_of_a_request_is_its_action_nonce_and_code)
{
    bench b;
    auto const answer = b.send("GET", b.signed_request("DeleteUserCertificate", {{"CertId", "5"}}, "GET"));
    BOOST_TEST(answer.action == "DeleteUserCertificate");
    BOOST_TEST(answer.nonce == "nonce1");
    BOOST_TEST(answer.code == "NotFound");
    BOOST_TEST(answer.status == 404U);
    auto const unreadable = (*b).answer({"GET", "/?%", "", ""});
    BOOST_TEST(unreadable.action == "");
    BOOST_TEST(unreadable.code == "InvalidParameter");
}

BOOST_AUTO_TEST_CASE(hostile_requests_are_refused_and_nothing_else_happens)
{
    bench b;
    std::string many = "/?";
    for (int at = 0; at < 10'000; ++at)
        many += "p" + std::to_string(at) + "=%00&";
    for (auto const& target :
         {std::string{}, std::string("/?\0", 3), std::string(1'000'000, '&'), "/?" + std::string(1'000'000, '%'), many,
          "/?Action=" + std::string(1'000'000, 'x'), std::string("/?Format=JSON&Action=%00")})
        BOOST_TEST((*b).answer({"GET", target, "", ""}).status == 400U);
    BOOST_TEST((*b).answer({"", "", "", ""}).code == "UnsupportedHTTPMethod");
    BOOST_TEST((*b).certificates() == 0U);
}

BOOST_AUTO_TEST_CASE(a_certificate_can_be_added_without_a_request)
{
    bench b;
    BOOST_TEST((*b).add_certificate("n", bare_pem, bare_key_sec1) == 4'294'968'001);
    BOOST_CHECK_EXCEPTION((*b).add_certificate("n", bare_pem, bare_key_sec1), std::invalid_argument,
                          [](auto const& failed) { return std::string(failed.what()).starts_with("NameRepeat: "); });
    // Expired and uploaded: it may be deleted.
    b.call("DeleteUserCertificate", {{"CertId", "4294968001"}});
}

BOOST_AUTO_TEST_CASE(a_key_with_a_token_serves_temporary_credentials)
{
    cas::emulator_options options;
    options.access_keys.emplace_back("sts", "sts-secret", "the token");
    bench b{options};
    auto all =
        test_signer::request("DescribeOrderInstanceList", {{"StartIndex", "1"}, {"AccessKeyId", "sts"}}, "n1", b.now);
    BOOST_TEST(b.send("POST", test_signer::sign("POST", all, "sts-secret")).code == "MissingSecurityToken");
    all["SecurityToken"] = "the token";
    BOOST_TEST(b.send("POST", test_signer::sign("POST", all, "sts-secret")).code == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

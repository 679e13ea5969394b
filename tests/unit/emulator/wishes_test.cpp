// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What the emulated service does on request: quotas, users' own operations, certificates in bulk, its memory of
// changes.

#include "unit/emulator/service_bench.hpp"

#include "aliyun/cas/detail/emulator/pem_reader.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{

using namespace service_bench;
using namespace std::chrono_literals;

cas::emulator_operation bind_certificate()
{
    cas::emulator_operation made{"SetCdnDomainSSLCertificate", [](cas::emulator_parameters const& all)
                                 {
                                     auto const domain = all.find("DomainName");
                                     if (domain == all.end())
                                         throw cas::emulator_refusal{400, "MissingDomainName", "Which one?"};
                                     return boost::json::object{{"DomainName", domain->second}};
                                 }};
    made.version = "2018-05-10";
    return made;
}

fields of_version(std::string const& version, fields own = {})
{
    own["Version"] = version;
    return own;
}

BOOST_AUTO_TEST_SUITE(emulator_wishes)

BOOST_AUTO_TEST_CASE(quotas_hold_for_each_operation_and_key_until_the_next_second)
{
    cas::emulator_options options;
    options.access_keys.emplace_back("other", "testsecret");
    options.quotas = cas::documented_quotas();
    bench b{options};
    fields const first_page{{"CurrentPage", "1"}};
    for (int call = 0; call < 10; ++call)
        b.call("DescribeUserCertificateList", first_page);
    BOOST_TEST(b.refused("DescribeUserCertificateList", first_page) == "Throttling.User");
    b.call("DescribeOrderInstanceList", {{"StartIndex", "1"}}); // another operation
    fields const by_another{{"CurrentPage", "1"}, {"AccessKeyId", "other"}};
    b.call("DescribeUserCertificateList", by_another);
    for (int call = 0; call < 100; ++call)
        b.refused("DeleteUserCertificate", {{"CertId", "1"}});
    BOOST_TEST(b.refused("DeleteUserCertificate", {{"CertId", "1"}}) == "Throttling.User");
    b.now += 1s;
    for (int call = 0; call < 10; ++call)
        b.call("DescribeUserCertificateList", first_page);
    BOOST_TEST(b.refused("DescribeUserCertificateList", first_page) == "Throttling.User");
}

BOOST_AUTO_TEST_CASE(what_is_throttled_is_not_done_and_its_nonce_not_spent)
{
    cas::emulator_options options;
    options.quotas = {{"CreateUserCertificate", 1}};
    options.throttled_status = 429;
    bench b{options};
    b.upload("first");
    auto const second = b.signed_request(
        "CreateUserCertificate", {{"Name", "second"}, {"Cert", fixtures::leaf_pem}, {"Key", fixtures::leaf_key_pkcs8}});
    BOOST_TEST(b.send("POST", second).status == 429U);
    BOOST_TEST((*b).certificates() == 1U);
    b.now += 1s;
    BOOST_TEST(b.send("POST", second).status == 200U);
}

BOOST_AUTO_TEST_CASE(an_operation_of_the_user_s_has_its_own_version)
{
    cas::emulator_options options;
    options.operations.push_back(bind_certificate());
    bench b{options};
    auto const bound = b.call("SetCdnDomainSSLCertificate", of_version("2018-05-10", {{"DomainName", "a.example"}}));
    BOOST_TEST(bound.at("DomainName").as_string() == "a.example");
    BOOST_TEST(b.refused("SetCdnDomainSSLCertificate", of_version("2018-05-10")) == "MissingDomainName");
    BOOST_TEST(b.refused("SetCdnDomainSSLCertificate") == "InvalidAction.NotFound");
    BOOST_TEST(b.refused("DeleteUserCertificate", of_version("2018-05-10")) == "InvalidAction.NotFound");
    BOOST_TEST(b.refused("SetCdnDomainSSLCertificate", of_version("2018-05-11")) == "InvalidVersion");
}

BOOST_AUTO_TEST_CASE(an_operation_of_the_user_s_is_signed_like_any_other_unless_anyone_may_call_it)
{
    cas::emulator_operation open{"AssumeRoleWithOIDC", [](cas::emulator_parameters const& all) {
                                     return boost::json::object{{"Role", all.at("RoleArn")}};
                                 }};
    open.version = "2015-04-01";
    open.caller = cas::emulator_caller::anyone;
    cas::emulator_options options;
    options.operations.push_back(bind_certificate());
    options.operations.push_back(open);
    bench b{options};

    auto forged =
        b.signed_request("SetCdnDomainSSLCertificate", of_version("2018-05-10", {{"DomainName", "a.example"}}));
    forged["DomainName"] = "b.example";
    BOOST_TEST(b.send("POST", forged).code == "SignatureDoesNotMatch");
    auto const answer = b.send("POST", {{"Action", "AssumeRoleWithOIDC"},
                                        {"Version", "2015-04-01"},
                                        {"Format", "XML"},
                                        {"RoleArn", "acs:ram::1:role/x"}});
    BOOST_TEST(answer.body.find("<AssumeRoleWithOIDCResponse><Role>acs:ram::1:role/x</Role>") != std::string::npos,
               answer.body);
}

BOOST_AUTO_TEST_CASE(a_role_can_be_assumed)
{
    service* target = nullptr;
    cas::emulator_operation assume{
        "AssumeRole", [&target](cas::emulator_parameters const&)
        {
            target->add_access_key(cas::emulator_key{"STS.1", "temporary secret", "a token"});
            boost::json::object credentials{
                {"AccessKeyId", "STS.1"}, {"AccessKeySecret", "temporary secret"}, {"SecurityToken", "a token"}};
            return boost::json::object{{"Credentials", std::move(credentials)}};
        }};
    assume.version = "2015-04-01";
    cas::emulator_options options;
    options.operations.push_back(assume);
    bench b{options};
    target = &*b;
    auto with_role =
        test_signer::request("DescribeOrderInstanceList",
                             {{"StartIndex", "1"}, {"AccessKeyId", "STS.1"}, {"SecurityToken", "a token"}}, "n", b.now);
    with_role = test_signer::sign("POST", with_role, "temporary secret");
    BOOST_TEST(b.send("POST", with_role).code == "InvalidAccessKeyId.NotFound");
    auto const nested = b.call("AssumeRole", of_version("2015-04-01")).at("Credentials").as_object();
    BOOST_TEST(nested.at("SecurityToken").as_string() == "a token");
    BOOST_TEST(b.send("POST", with_role).code == "");
}

BOOST_AUTO_TEST_CASE(an_operation_of_the_user_s_may_take_the_place_of_one_of_the_emulator_s)
{
    cas::emulator_options options;
    options.operations.emplace_back("DeleteUserCertificate",
                                    [](cas::emulator_parameters const&) -> boost::json::object {
                                        throw cas::emulator_refusal{403, "Forbidden.RAM", "No."};
                                    });
    bench b{options};
    BOOST_TEST(b.refused("DeleteUserCertificate", {{"CertId", "1"}}) == "Forbidden.RAM");
    options.operations.emplace_back("", nullptr);
    BOOST_CHECK_THROW(bench{options}, std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_change_of_the_certificates_is_remembered_with_its_cause)
{
    bench b;
    auto const id = b.upload("shop"); // nonce1
    b.now += 5s;
    b.call("DeleteUserCertificate", {{"CertId", std::to_string(id)}}); // nonce2
    b.refused("DeleteUserCertificate", {{"CertId", std::to_string(id)}});
    (*b).add_certificate("seed", fixtures::bare_pem, fixtures::bare_key_sec1);

    auto const changes = (*b).changes();
    BOOST_TEST_REQUIRE(changes.size() == 3U);
    using kind = cas::emulator_change::kind;
    BOOST_CHECK(changes[0].what == kind::added && changes[1].what == kind::deleted && changes[2].what == kind::added);
    BOOST_CHECK(changes[1].when - changes[0].when == 5s);
    BOOST_TEST(changes[0].nonce == "nonce1");
    BOOST_TEST(changes[1].nonce == "nonce2");
    BOOST_TEST(changes[2].nonce == "");
    BOOST_TEST(changes[1].id == id);
    BOOST_TEST(changes[1].name == "shop");
    BOOST_TEST(changes[1].sans.starts_with("shop.example.com,*.shop.example.com"));
    BOOST_CHECK(changes[0].good_from == *read_timestamp("2026-01-02T03:04:05Z"));
    BOOST_CHECK(changes[0].good_until == *read_timestamp("2027-03-31T23:59:59Z"));
    BOOST_TEST(changes[2].fingerprint.size() == 40U);
}

BOOST_AUTO_TEST_CASE(the_memory_of_changes_is_bounded)
{
    cas::emulator_options options;
    options.history_limit = 2;
    bench b{options};
    (*b).add_certificates(5);
    BOOST_TEST((*b).changes().size() == 2U);
    BOOST_TEST((*b).changes().front().name == "certificate-4");
}

BOOST_AUTO_TEST_CASE(certificates_in_bulk_are_certificates)
{
    bench b;
    auto const first = (*b).add_certificates(1000);
    BOOST_TEST((*b).certificates() == 1000U);
    std::set<std::string> fingerprints;
    for (auto const& change : (*b).changes())
        fingerprints.insert(change.fingerprint);
    BOOST_TEST(fingerprints.size() == 1000U);
    for (std::int64_t const at : {1, 2, 700, 1000})
    {
        auto const detail = b.call("DescribeUserCertificateDetail", {{"CertId", std::to_string(first + at - 1)}});
        BOOST_TEST(detail.at("Name").as_string() == "certificate-" + std::to_string(at));
        // What the list says is what stands in the certificate, and its key fits.
        auto const facts = read_pair(detail.at("Cert").as_string(), detail.at("Key").as_string());
        BOOST_TEST(detail.at("Fingerprint").as_string() == facts.fingerprint);
        BOOST_TEST(detail.at("EndDate").as_string() == facts.end_date);
        BOOST_TEST(detail.at("Sans").as_string() == facts.sans);
        BOOST_TEST(facts.sans == certificate_series::host_name(static_cast<std::uint32_t>(at)));
        BOOST_TEST(detail.at("Expired").as_bool() == (facts.not_after < b.now));
    }
    (*b).add_certificates(1);
    BOOST_TEST((*b).changes().back().name == "certificate-1001");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

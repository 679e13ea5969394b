// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The known answers of signature version 1.0: canonical query, string to sign and signature of every case.

#include "aliyun/cas/credentials.hpp"
#include "aliyun/cas/detail/sign/rpc_v1.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using parameters = std::map<std::string, std::string, std::less<>>;

struct golden_case
{
    std::string source;
    cas::detail::http_method method;
    std::string secret;
    parameters values;
    std::string canonical_query;
    std::string string_to_sign;
    std::string signature;
};

std::vector<golden_case> golden_cases()
{
    std::ifstream file(ALIYUN_CAS_GOLDEN_DIR "/signature-vectors.json");
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    std::vector<golden_case> cases;
    auto const document = boost::json::parse(text);
    for (auto const& entry : document.as_array())
    {
        auto const get = [&](char const* name) { return std::string(entry.at(name).as_string()); };
        golden_case one{get("source"),          cas::detail::http_method::get, get("access_key_secret"), {},
                        get("canonical_query"), get("string_to_sign"),         get("signature")};
        if (get("method") == "POST")
            one.method = cas::detail::http_method::post;
        for (auto const& [name, value] : entry.at("parameters").as_object())
            one.values.emplace(name, std::string(value.as_string()));
        cases.push_back(std::move(one));
    }
    return cases;
}

// An operation of another product, with nothing but common parameters.
struct describe_regions
{
    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "DescribeRegions"};
    using params = cas::param_table<>;
};

// The typing error of the printed sample, as a table.
using misspelt_params = cas::param_table<
    cas::param<"AccessKeyId", &cas::request_context::access_key_id>, cas::action_param<"Action">,
    cas::param<"Format", &cas::request_context::format>, cas::constant<"SignatureMethod", "HMAC-SHA1">,
    cas::param<"SignatureNonce", &cas::request_context::nonce>, cas::constant<"SignatureVersion", "1.0">,
    cas::param<"TimeStamp", &cas::request_context::timestamp>, cas::param<"Version", &cas::request_context::version>>;

template <typename Common, typename Op>
void check(golden_case const& golden, Op const& op)
{
    auto const& values = golden.values;
    cas::request_context context;
    context.access_key_id = values.at("AccessKeyId");
    context.format = values.at("Format");
    context.nonce = values.at("SignatureNonce");
    context.timestamp = values.count("Timestamp") != 0 ? values.at("Timestamp") : values.at("TimeStamp");
    context.version = values.at("Version");
    if (auto const token = values.find("SecurityToken"); token != values.end())
        context.security_token = token->second;

    cas::credentials const who{values.at("AccessKeyId"), golden.secret};
    cas::detail::rpc_v1_signer signer;
    auto const sent = std::string(signer.sign<Common>(golden.method, op, context, who.signing_key()));
    BOOST_TEST(signer.canonical_query() == golden.canonical_query);
    BOOST_TEST(signer.string_to_sign() == golden.string_to_sign);
    BOOST_TEST(signer.signature() == golden.signature);
    BOOST_TEST(sent.starts_with(golden.canonical_query + "&Signature="));
    BOOST_TEST(sent.find_first_of("+/", golden.canonical_query.size()) == std::string::npos);
}

template <typename Op>
Op localized(golden_case const& golden, Op op)
{
    if (auto const lang = golden.values.find("Lang"); lang != golden.values.end())
        op.lang = lang->second;
    if (auto const ip = golden.values.find("SourceIp"); ip != golden.values.end())
        op.source_ip = ip->second;
    return op;
}

void check_operation(golden_case const& golden)
{
    using common = cas::rpc_v1_params;
    auto const& values = golden.values;
    auto const number = [&](char const* name) { return std::stoll(values.at(name)); };
    auto const& action = values.at("Action");
    if (action == "DescribeUserCertificateList")
        check<common>(
            golden, localized(golden, cas::describe_user_certificate_list{number("CurrentPage"), number("ShowSize")}));
    else if (action == "DescribeUserCertificateDetail")
        check<common>(golden, localized(golden, cas::describe_user_certificate_detail{number("CertId")}));
    else if (action == "DeleteUserCertificate")
        check<common>(golden, localized(golden, cas::delete_user_certificate{number("CertId")}));
    else if (action == "DescribeDVOrderResult")
        check<common>(golden, localized(golden, cas::describe_dv_order_result{values.at("InstanceId")}));
    else if (action == "DescribeOrderInstanceList")
        check<common>(golden, localized(golden, cas::describe_order_instance_list{number("StartIndex")}));
    else if (action == "CreateDVOrderAudit")
    {
        cas::order_contact who;
        who.username = values.at("Username");
        who.mobile = values.at("Mobile");
        who.email = values.at("Email");
        who.province = values.at("Province");
        who.city = values.at("City");
        check<common>(golden,
                      localized(golden, cas::create_dv_order_audit{cas::order_instance_id{values.at("InstanceId")},
                                                                   cas::domain_list{values.at("Domain")},
                                                                   values.at("DomainVerifyType") == "DNS"
                                                                       ? cas::domain_verify_type::dns
                                                                       : cas::domain_verify_type::file,
                                                                   who}));
    }
    else if (action == "CreateUserCertificate")
        check<common>(golden, localized(golden, cas::create_user_certificate{cas::certificate_name{values.at("Name")},
                                                                             cas::certificate_pem{values.at("Cert")},
                                                                             cas::private_key_pem{values.at("Key")}}));
    else if (values.count("TimeStamp") != 0)
        check<misspelt_params>(golden, describe_regions{});
    else
        check<common>(golden, describe_regions{});
}

} // namespace

BOOST_AUTO_TEST_SUITE(signature_version_1)

BOOST_AUTO_TEST_CASE(every_golden_case_gives_its_query_its_string_to_sign_and_its_signature)
{
    auto const cases = golden_cases();
    BOOST_TEST(cases.size() == 12u);
    for (auto const& golden : cases)
    {
        BOOST_TEST_CONTEXT(golden.values.at("Action") << ", " << golden.source)
        {
            check_operation(golden);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

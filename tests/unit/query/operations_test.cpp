// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The seven operations with random values against the naive model. The names are written out here by hand, from the
// service's reference: a slip in a table cannot hide in the model.

#include "aliyun/cas/operations.hpp"
#include "naive_query.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using query_test::check_query;
using query_test::parameters;

class random_values
{
public:
    std::string text()
    {
        static constexpr std::string_view pieces[] = {"a",   "Z", "0", "-", "_",  ".",  "~",    " ",      "&",
                                                      "=",   "+", "%", "/", "\n", "*",  "\x7f", "\u8bc1", "\U0001F600",
                                                      "%20", ",", "'", "(", "@",  "\\", ":",    "\xff"};
        std::string result;
        for (auto length = below(120); length > 0; --length)
            result += pieces[below(std::size(pieces))];
        return result;
    }
    std::int64_t number() { return static_cast<std::int64_t>(engine_()) >> below(64); }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

    // Sets the parameters that all operations share, or leaves them unset.
    template <typename Op>
    void localize(Op& op, parameters& expected)
    {
        if (below(2) == 0)
            expected["Lang"] = op.lang.emplace(text());
        if (below(2) == 0)
            expected["SourceIp"] = op.source_ip.emplace(text());
    }

private:
    std::mt19937_64 engine_{20180713};
};

constexpr int rounds = 300;

} // namespace

BOOST_AUTO_TEST_SUITE(queries_of_the_operations)

BOOST_AUTO_TEST_CASE(create_user_certificate_sends_name_cert_and_key)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        parameters expected{{"Name", random.text()}, {"Cert", random.text()}, {"Key", random.text()}};
        cas::create_user_certificate op{cas::certificate_name{expected["Name"]}, cas::certificate_pem{expected["Cert"]},
                                        cas::private_key_pem{expected["Key"]}};
        random.localize(op, expected);
        check_query(op, expected);
    }
    static_assert(cas::create_user_certificate::params::has_secret);
    static_assert(cas::create_user_certificate::traits.action == "CreateUserCertificate");
    static_assert(cas::create_user_certificate::traits.repeat == cas::repeat_safety::unsafe);
}

BOOST_AUTO_TEST_CASE(describe_user_certificate_list_sends_page_and_size)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        cas::describe_user_certificate_list op{random.number(), random.number()};
        parameters expected{{"CurrentPage", std::to_string(op.current_page)},
                            {"ShowSize", std::to_string(op.show_size)}};
        random.localize(op, expected);
        check_query(op, expected);
    }
    check_query(cas::describe_user_certificate_list{}, {{"CurrentPage", "1"}, {"ShowSize", "50"}});
    static_assert(cas::describe_user_certificate_list::traits.action == "DescribeUserCertificateList");
    static_assert(cas::describe_user_certificate_list::traits.repeat == cas::repeat_safety::safe);
}

BOOST_AUTO_TEST_CASE(describe_user_certificate_detail_sends_the_id)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        cas::describe_user_certificate_detail op{random.number()};
        parameters expected{{"CertId", std::to_string(op.cert_id)}};
        random.localize(op, expected);
        check_query(op, expected);
    }
    static_assert(cas::describe_user_certificate_detail::traits.action == "DescribeUserCertificateDetail");
    static_assert(cas::describe_user_certificate_detail::traits.repeat == cas::repeat_safety::safe);
}

BOOST_AUTO_TEST_CASE(delete_user_certificate_sends_the_id)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        cas::delete_user_certificate op{random.number()};
        parameters expected{{"CertId", std::to_string(op.cert_id)}};
        random.localize(op, expected);
        check_query(op, expected);
    }
    static_assert(cas::delete_user_certificate::traits.action == "DeleteUserCertificate");
    static_assert(cas::delete_user_certificate::traits.repeat == cas::repeat_safety::idempotent);
}

BOOST_AUTO_TEST_CASE(create_dv_order_audit_sends_the_order_its_domains_and_the_contact)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        parameters expected{{"InstanceId", random.text()}, {"Domain", random.text()}, {"Username", random.text()},
                            {"Mobile", random.text()},     {"Email", random.text()},  {"Province", random.text()},
                            {"City", random.text()}};
        cas::order_contact contact;
        contact.username = expected["Username"];
        contact.mobile = expected["Mobile"];
        contact.email = expected["Email"];
        contact.province = expected["Province"];
        contact.city = expected["City"];
        bool const by_file = random.below(2) == 0;
        expected["DomainVerifyType"] = by_file ? "FILE" : "DNS";
        cas::create_dv_order_audit op{cas::order_instance_id{expected["InstanceId"]},
                                      cas::domain_list{expected["Domain"]},
                                      by_file ? cas::domain_verify_type::file : cas::domain_verify_type::dns, contact};
        random.localize(op, expected);
        check_query(op, expected);
    }
    static_assert(cas::create_dv_order_audit::traits.action == "CreateDVOrderAudit");
    static_assert(cas::create_dv_order_audit::traits.repeat == cas::repeat_safety::unsafe);
}

BOOST_AUTO_TEST_CASE(describe_dv_order_result_sends_the_order)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        parameters expected{{"InstanceId", random.text()}};
        cas::describe_dv_order_result op{expected["InstanceId"]};
        random.localize(op, expected);
        check_query(op, expected);
    }
    static_assert(cas::describe_dv_order_result::traits.action == "DescribeDVOrderResult");
    static_assert(cas::describe_dv_order_result::traits.repeat == cas::repeat_safety::safe);
}

BOOST_AUTO_TEST_CASE(describe_order_instance_list_sends_where_to_start)
{
    random_values random;
    for (int round = 0; round < rounds; ++round)
    {
        cas::describe_order_instance_list op{random.number()};
        parameters expected{{"StartIndex", std::to_string(op.start_index)}};
        random.localize(op, expected);
        check_query(op, expected);
    }
    check_query(cas::describe_order_instance_list{}, {{"StartIndex", "1"}});
    static_assert(cas::describe_order_instance_list::traits.action == "DescribeOrderInstanceList");
    static_assert(cas::describe_order_instance_list::traits.repeat == cas::repeat_safety::safe);
}

BOOST_AUTO_TEST_SUITE_END()

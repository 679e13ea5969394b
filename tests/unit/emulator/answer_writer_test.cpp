// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The bodies of answers, in both forms, and the spellings of time.

#include "aliyun/cas/detail/emulator/answer_writer.hpp"

#include "aliyun/cas/detail/emulator/http_date.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using namespace std::string_literals;

boost::json::object sample()
{
    return boost::json::parse(R"({"CurrentPage":1,"CertificateList":[{"id":4294968001,"expired":false},{"id":2}]})")
        .as_object();
}

constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

BOOST_AUTO_TEST_SUITE(emulator_answer_writer)

BOOST_AUTO_TEST_CASE(a_result_in_json_is_the_tree_itself)
{
    BOOST_TEST(write_result(answer_format::json, "X", sample(), {}) ==
               R"({"CurrentPage":1,"CertificateList":[{"id":4294968001,"expired":false},{"id":2}]})");
}

BOOST_AUTO_TEST_CASE(a_list_in_xml_repeats_its_element_or_nests_it)
{
    cas::emulator_options options;
    BOOST_TEST(write_result(answer_format::xml, "X", sample(), options) ==
               std::string(head) + "<XResponse><CurrentPage>1</CurrentPage>"
                                   "<CertificateList><id>4294968001</id><expired>false</expired></CertificateList>"
                                   "<CertificateList><id>2</id></CertificateList></XResponse>");
    options.xml_lists = cas::emulator_xml_lists::nested;
    options.xml_root = cas::emulator_xml_root::action;
    BOOST_TEST(write_result(answer_format::xml, "X", sample(), options) ==
               std::string(head) + "<X><CurrentPage>1</CurrentPage><CertificateList>"
                                   "<CertificateList><id>4294968001</id><expired>false</expired></CertificateList>"
                                   "<CertificateList><id>2</id></CertificateList></CertificateList></X>");
}

BOOST_AUTO_TEST_CASE(text_cannot_break_out_of_its_element)
{
    boost::json::object const answer{{"Name", "</Name>&amp;<![CDATA[\"'\r\n\t\x01\x1F\0]]>"s + '\0'}};
    BOOST_TEST(write_result(answer_format::xml, "X", answer, {}) ==
               std::string(head) +
                   "<XResponse><Name>&lt;/Name&gt;&amp;amp;&lt;![CDATA[\"'&#13;\n\t\xEF\xBF\xBD\xEF\xBF\xBD"
                   "\xEF\xBF\xBD]]&gt;\xEF\xBF\xBD</Name></XResponse>");
}

BOOST_AUTO_TEST_CASE(an_error_has_the_same_children_in_both_forms)
{
    refusal const why{400, "InvalidParameter", "a < b"};
    auto const json = boost::json::parse(write_refusal(answer_format::json, why, "ID")).as_object();
    BOOST_TEST(json.size() == 5U);
    BOOST_TEST(json.at("RequestId").as_string() == "ID");
    BOOST_TEST(json.at("HostId").as_string() == "cas.aliyuncs.com");
    BOOST_TEST(json.at("Code").as_string() == "InvalidParameter");
    BOOST_TEST(json.at("Message").as_string() == "a < b");
    BOOST_TEST(json.contains("Recommend"));
    auto const xml = write_refusal(answer_format::xml, why, "ID");
    BOOST_TEST(xml.starts_with(std::string(head) +
                               "<Error><RequestId>ID</RequestId><HostId>cas.aliyuncs.com</HostId>"
                               "<Code>InvalidParameter</Code><Message>a &lt; b</Message><Recommend>"));
    BOOST_TEST(xml.ends_with("</Recommend></Error>"));
}

BOOST_AUTO_TEST_CASE(request_ids_are_distinct_random_uuids_in_upper_case)
{
    std::set<std::string> seen;
    for (int at = 0; at < 100; ++at)
    {
        auto const id = new_request_id();
        BOOST_TEST(id.size() == 36U);
        BOOST_TEST(id.find_first_not_of("0123456789ABCDEF-") == std::string::npos);
        for (auto const dash : {8U, 13U, 18U, 23U})
            BOOST_TEST(id[dash] == '-');
        BOOST_TEST(id[14] == '4');
        seen.insert(id);
    }
    BOOST_TEST(seen.size() == 100U);
}

BOOST_AUTO_TEST_CASE(instants_are_written_as_http_and_certificates_want_them)
{
    auto const when = *read_timestamp("2026-03-01T05:02:04Z");
    BOOST_TEST(http_date(when) == "Sun, 01 Mar 2026 05:02:04 GMT");
    BOOST_TEST(http_date(when + std::chrono::milliseconds{999}) == "Sun, 01 Mar 2026 05:02:04 GMT");
    BOOST_TEST(http_date(std::chrono::system_clock::time_point{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    BOOST_TEST(write_date(when) == "2026-03-01");
    BOOST_TEST(write_date(*read_timestamp("9999-12-31T23:59:59Z")) == "9999-12-31");
    BOOST_TEST(write_date(*read_timestamp("0033-04-03T00:00:00Z")) == "0033-04-03");
    BOOST_TEST(
        (*read_timestamp("2024-02-29T00:00:00Z") - *read_timestamp("2024-02-28T23:59:59Z") == std::chrono::seconds{1}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/detail/decode/error_body.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace
{

using aliyun::cas::detail::decode_error_body;
using aliyun::cas::detail::service_error;

std::string all_of(service_error const& error)
{
    return error.code + '|' + error.message + '|' + error.request_id + '|' + error.host_id + '|' + error.recommend;
}

std::string read(std::string_view body)
{
    return all_of(decode_error_body(body));
}

} // namespace

BOOST_AUTO_TEST_SUITE(error_body)

BOOST_AUTO_TEST_CASE(json_is_read)
{
    BOOST_TEST(read(R"({"RequestId":"R","HostId":"H","Code":"C.D","Message":"M \"m\"","Recommend":"https://r"})") ==
               "C.D|M \"m\"|R|H|https://r");
    BOOST_TEST(read("\xEF\xBB\xBF \r\n{\"code\":404,\"message\":null,\"Data\":{\"Code\":\"inner\"}}") == "404||||");
}

BOOST_AUTO_TEST_CASE(json_values_of_another_kind_do_not_hide_the_rest)
{
    BOOST_TEST(read(R"({"Message":{"text":"m"},"RequestId":["r"],"Recommend":false,"Code":"C"})") == "C||||");
}

BOOST_AUTO_TEST_CASE(what_stood_before_a_mistake_is_kept)
{
    BOOST_TEST(read(R"({"Code":"C","RequestId":"R",oops)") == "C||R||");
    BOOST_TEST(read(R"({"Code":"C"} trailing)") == "C||||");
    BOOST_TEST(read("{\"Code\":\"C\",\"Message\":\"cut in a character \xE4\xB8") == "C|cut in a character |||");
    BOOST_TEST(read("<Error><Code>C</Code><Message>cut o") == "C|cut o|||");
    BOOST_TEST(read("<Error><Code>C</Code><Mess") == "C||||");
}

BOOST_AUTO_TEST_CASE(xml_is_read)
{
    BOOST_TEST(
        read("<?xml version='1.0' encoding='UTF-8'?>\n<Error>\n  <RequestId>R</RequestId>\n  <HostId> H </HostId>"
             "<Code>C.D</Code><Message>a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos; &#x4e2d;&#20013;</Message>"
             "<Recommend><![CDATA[https://r?a=1&b=<2>]]></Recommend></Error>") ==
        "C.D|a <b> &amp; \"c\" 'd' \u4e2d\u4e2d|R|H|https://r?a=1&b=<2>");
    BOOST_TEST(
        read("<Error xmlns=\"http://a/>\" x='>'><code a=\"b>c\">C</code ><Message/><!-- <Code>no</Code> --></Error>") ==
        "C||||");
    BOOST_TEST(read("<Error><Message>one<!-- two --> three<?four?></Message></Error>") == "|one three|||");
}

BOOST_AUTO_TEST_CASE(only_elements_directly_below_the_root_count)
{
    BOOST_TEST(read("<R><A><Code>no</Code></A><Code>C<in>no</in></Code><Message>M</Message></R><Code>no</Code>") ==
               "C|M|||");
    BOOST_TEST(read("<Code>no</Code>") == "||||");
}

BOOST_AUTO_TEST_CASE(an_entity_that_is_none_stays_as_it_is)
{
    BOOST_TEST(read("<Error><Code>&nbsp; & &; &#0; &#xD800; &#x110000; &#99999999999; &# &lt</Code></Error>") ==
               "&nbsp; & &; &#0; &#xD800; &#x110000; &#99999999999; &# &lt||||");
}

BOOST_AUTO_TEST_CASE(many_ampersands_take_no_longer_than_other_text)
{
    // Quadratic, it would be half an hour.
    std::string const many(std::size_t{4} * 1024 * 1024, '&');
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST((decode_error_body("<Error><Message>" + many + ";</Message></Error>").message == many + ';'));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(a_proxys_page_says_nothing)
{
    BOOST_TEST(read("<!DOCTYPE html><html><Code>no</Code></html>") == "||||");
    BOOST_TEST(read("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                    "Gateway</h1></center>"
                    "\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n") == "||||");
    BOOST_TEST(read("<HTML><Code>no</Code></HTML>") == "||||");
    BOOST_TEST(read("<!DOCTYPE e [<!ENTITY x \"y\">]><Error><Code>&x;</Code></Error>") == "||||");
}

BOOST_AUTO_TEST_CASE(nothing_sensible_says_nothing)
{
    for (auto const* const body :
         {"", " ", "upstream connect error", "[]", "\"Code\"", "null", "{", "<", "<>", "</>", "<<<>>>", "</a></a></a>",
          "<!", "<![CDATA[", "<!--", "<?", "<a b='", "\xFF\xFE", "\x1F\x8B\x08"})
        BOOST_TEST(read(body) == "||||");
    BOOST_TEST(read(std::string(1000, '\0')) == "||||");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_survived)
{
    std::string xml;
    for (int i = 0; i < 100'000; ++i)
        xml += "<a>";
    BOOST_TEST(read(xml) == "||||");
    BOOST_TEST(read("<Error><Code>C</Code>" + xml) == "C||||");
    BOOST_TEST(read(std::string(100'000, '[')) == "||||");
    BOOST_TEST(read("{\"Code\":\"C\",\"a\":" + std::string(100'000, '[')) == "C||||");
}

BOOST_AUTO_TEST_CASE(a_body_cut_off_anywhere_never_gains_anything)
{
    for (std::string const body :
         {R"({"RequestId":"R","HostId":"H","Code":"C.D","Message":"M \"m\"","Recommend":"https://r"})",
          "<?xml version='1.0'?><Error><RequestId>R</RequestId><HostId>H</HostId><Code>C.D</Code><Message>M "
          "\"m\"</Message>"
          "<Recommend><![CDATA[https://r]]></Recommend><!-- end --></Error>"})
    {
        auto const whole = decode_error_body(body);
        BOOST_TEST(all_of(whole) == "C.D|M \"m\"|R|H|https://r");
        for (std::size_t size = 0; size < body.size(); ++size)
        {
            auto const part = decode_error_body(body.substr(0, size));
            BOOST_TEST(whole.code.starts_with(part.code));
            BOOST_TEST(whole.message.starts_with(part.message));
            BOOST_TEST(whole.recommend.starts_with(part.recommend));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

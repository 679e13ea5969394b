// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A private key goes from the body into its `secret_string` and nowhere else, whichever way it is decoded.

#include "../text/freed_memory.hpp"
#include "decode_support.hpp"

#include "aliyun/cas/detail/call/interpret.hpp"
#include "aliyun/cas/operations.hpp"
#include "aliyun/cas/xml.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace
{

using namespace aliyun::cas;
using decode_test::decode_with;
using test_support::freed_memory_watch;

constexpr std::string_view line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

std::string json_body(std::string_view behind)
{
    std::string key;
    for (int i = 0; i < 30; ++i)
        key += std::string(line) + "\\n";
    return "{\"Id\":1,\"Key\":\"" + key + "\"" + std::string(behind);
}

std::string xml_body(std::string_view behind)
{
    std::string key;
    for (int i = 0; i < 30; ++i)
        key += std::string(line) + "\n";
    return "<R><Id>1</Id><Key>" + key + "<!-- in two pieces -->" + std::string(line) + "</Key>" + std::string(behind);
}

void check(detail::decode_function* decode, std::string const& body, std::string_view verdict)
{
    BOOST_TEST_CONTEXT(body.substr(body.size() - 30))
    {
        freed_memory_watch const watch(line);
        {
            auto const result = decode_with<certificate_detail>(decode, body);
            BOOST_TEST(result.verdict().starts_with(verdict));
            if (!result.problem)
                BOOST_TEST(result.value.key.reveal().starts_with(line));
        }
        BOOST_TEST(watch.leaks() == 0u);
        BOOST_TEST(watch.freed() > 0u);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(secret_traces)

BOOST_AUTO_TEST_CASE(a_decoded_key_leaves_no_copy_behind)
{
    check(&detail::decode_json, json_body("}"), "ok");
    check(&detail::parse_json, json_body("}"), "ok");
    check(&detail::decode_xml, xml_body("</R>"), "ok");
}

BOOST_AUTO_TEST_CASE(an_error_that_repeats_a_key_leaves_no_copy_behind)
{
    auto key = std::string("no such thing: \\\"");
    for (int i = 0; i < 100; ++i) // more than the parser hands over at once
        key += std::string(line) + "\\n";
    auto const body = R"({"RequestId":"R","Code":"C","HostId":")" + key + R"(","Message":")" + key + "\"}";
    freed_memory_watch const watch(line);
    for (auto const status : {200, 400})
    {
        failure why;
        certificate_detail object;
        BOOST_TEST(!detail::interpret(status, body, json_format, detail::layout_of<certificate_detail>(), &object, why,
                                      [](std::string_view) { return true; }));
        BOOST_TEST(why.message.find(line) == std::string::npos);
    }
    BOOST_TEST(watch.leaks() == 0u);
    BOOST_TEST(watch.freed() > 0u);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_decoded_twice_leaves_no_copy_behind)
{
    check(&detail::decode_json, json_body(",\"BuyInAliyun\":\"\\u0074rue\"}"),
          "ok"); // the scanner gives up behind the key
    check(&detail::decode_json, json_body(",\"key\":\"" + std::string(line) + "\"}"), "ok");
    check(&detail::decode_xml, xml_body("<key>" + std::string(line) + "</key></R>"), "ok");
}

BOOST_AUTO_TEST_CASE(a_key_in_a_broken_body_leaves_no_copy_behind)
{
    check(&detail::decode_json, json_body(""), "Key: not JSON");
    check(&detail::decode_json, json_body(",\"Expired\":3}"), "Expired: expected");
    check(&detail::decode_json, json_body("} and more"), "more text");
    check(&detail::decode_xml, xml_body(""), "not XML");
    check(&detail::decode_xml, xml_body("<Expired>3</Expired></R>"), "Expired: expected");
}

BOOST_AUTO_TEST_CASE(what_is_no_secret_does_leave_copies)
{
    // Or the cases above would see nothing.
    freed_memory_watch const watch(line);
    static_cast<void>(
        decode_with<certificate_detail>(&detail::decode_json, "{\"Cert\":\"" + std::string(line) + "\"}"));
    BOOST_TEST(watch.leaks() > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "decode_support.hpp"

#include "aliyun/cas/xml.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace
{

using namespace decode_test;
using namespace aliyun::cas;

template <typename Response = everything>
decoded<Response> xml(std::string_view body)
{
    return decode_with<Response>(xml_format.decoder(), body);
}

/// Of a document with this content in its root element.
std::string verdict(std::string_view content)
{
    return xml("<R>" + std::string(content) + "</R>").verdict();
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode_xml)

BOOST_AUTO_TEST_CASE(every_kind_of_member_takes_its_value)
{
    auto const result = xml(R"(<?xml version="1.0" encoding="UTF-8"?>
        <!-- made up -->
        <Whatever xmlns="http://example.com/">
            <Text>a</Text><MaybeText>b</MaybeText><Secret>c</Secret><Number> -5 </Number><MaybeNumber>6</MaybeNumber>
            <Large>18446744073709551615</Large><Small>-32768</Small><Byte>255</Byte><Flag>TRUE</Flag>
            <MaybeFlag>
                false
            </MaybeFlag>
            <Paint>
                blue
            </Paint>
            <Only id="9"><Id>1</Id><Name>n</Name><Token>t</Token></Only>
            <MaybeBranch><Title>x</Title><Leaves><Id>2</Id></Leaves><Leaves><Id>3</Id><Name>three</Name></Leaves></MaybeBranch>
            <Branches><Branch><Title>y</Title><Leaves/></Branch><Branch/></Branches>
            <MaybeLeaves><Leaf><Id>4</Id></Leaf></MaybeLeaves>
            <Words>p</Words><Words>q</Words>
            <Numbers><Number>7</Number><Number>-8</Number></Numbers>
            <Paints>red</Paints><Paints>green</Paints>
        </Whatever>)");
    BOOST_TEST(result.verdict() == "ok");
    auto const& value = result.value;
    BOOST_TEST(value.text == "a");
    BOOST_TEST(value.maybe_text.value() == "b");
    BOOST_TEST(value.secret.reveal() == "c");
    BOOST_TEST(value.number == -5);
    BOOST_TEST(value.maybe_number.value() == 6);
    BOOST_TEST(value.large == 18446744073709551615u);
    BOOST_TEST(value.small == -32768);
    BOOST_TEST(value.byte == 255);
    BOOST_TEST(value.flag);
    BOOST_TEST(value.maybe_flag.value() == false);
    BOOST_TEST((value.paint == colour::blue));
    BOOST_TEST(value.only.id == 1);
    BOOST_TEST(value.only.token.reveal() == "t");
    BOOST_TEST_REQUIRE(value.maybe_branch.value().leaves.size() == 2u);
    BOOST_TEST(value.maybe_branch->leaves[1].name == "three");
    BOOST_TEST_REQUIRE(value.branches.size() == 2u);
    BOOST_TEST(value.branches[0].title == "y");
    BOOST_TEST(value.branches[0].leaves.empty());
    BOOST_TEST(value.maybe_leaves.value().at(0).id == 4);
    BOOST_TEST((value.words == std::vector<std::string>{"p", "q"}));
    BOOST_TEST((value.numbers == std::vector<std::int64_t>{7, -8}));
    BOOST_TEST_REQUIRE(value.paints.size() == 2u);
    BOOST_TEST(value.paints[1].text() == "green");
}

BOOST_AUTO_TEST_CASE(an_empty_element_is_an_empty_text_an_empty_list_and_no_value_else)
{
    auto const result =
        xml("<R><Text/><MaybeText></MaybeText><Secret/><Number/><MaybeNumber> "
            "</MaybeNumber><Flag></Flag><MaybeFlag/><Paint/>"
            "<Only/><MaybeBranch/><Branches/><MaybeLeaves></MaybeLeaves><Words/><Numbers></Numbers></R>");
    BOOST_TEST(result.verdict() == "ok");
    everything expected;
    expected.text = "";
    expected.maybe_text = "";
    expected.maybe_branch.emplace();
    expected.maybe_leaves.emplace();
    BOOST_TEST((result.value == expected));
    BOOST_TEST((xml("<R/>").value == everything{}));
}

BOOST_AUTO_TEST_CASE(a_list_is_a_repeated_element_or_one_around_its_entries)
{
    for (auto const* const content :
         {"<Branches><Title>a</Title></Branches><Number>1</Number><Branches><Title>b</Title></Branches>",
          "<branches><title>a</title></branches><branches><title>b</title></branches>",
          "<Branches><Branches><Title>a</Title></Branches><Branches><Title>b</Title></Branches></Branches>",
          "<Branches><Item><Title>a</Title></Item><Item><Title>b</Title></Item></Branches>",
          "<Branches>\n <Item>\n <New>1</New><Title>a</Title></Item> <Item><Title>b</Title></Item>\n</Branches>\n",
          "<Branches><Title>a</Title></Branches><Branches><Item><Title>b</Title></Item></Branches>"})
    {
        auto const result = xml("<R>" + std::string(content) + "</R>");
        BOOST_TEST(result.verdict() == "ok");
        BOOST_TEST_REQUIRE(result.value.branches.size() == 2u);
        BOOST_TEST(result.value.branches[0].title == "a");
        BOOST_TEST(result.value.branches[1].title == "b");
    }
    BOOST_TEST(xml("<R><Branches><New>1</New></Branches></R>").value.branches.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_case_of_a_names_first_letter_does_not_count)
{
    BOOST_TEST(xml("<R><number>3</number><only><id>4</id></only></R>").value.number == 3);
    BOOST_TEST(xml("<R><number>3</number><only><id>4</id></only></R>").value.only.id == 4);
    BOOST_TEST(xml("<R><NUMBER>3</NUMBER></R>").value.number == -1);
}

BOOST_AUTO_TEST_CASE(of_two_elements_of_one_name_the_last_counts)
{
    auto const result =
        xml("<R><Text>a</Text><text>b</text><Only><Id>1</Id><Name>n</Name></Only><Only><Id>2</Id></Only></R>");
    BOOST_TEST(result.value.text == "b");
    BOOST_TEST(result.value.only.id == 2);
    BOOST_TEST(result.value.only.name == "");
}

BOOST_AUTO_TEST_CASE(text_is_taken_as_it_stands)
{
    BOOST_TEST(xml("<R><Text> a  b\n</Text></R>").value.text == " a  b\n");
    BOOST_TEST(xml("<R><Text>   </Text></R>").value.text == "   ");
    BOOST_TEST(xml("<R><Secret>-----BEGIN\r\nx\r\n</Secret></R>").value.secret.reveal() == "-----BEGIN\nx\n");
    BOOST_TEST(xml("<R><Text>&lt;a&gt; &amp;amp; &quot;&apos; &#65;&#x4e2d;&#x1F600;</Text></R>").value.text ==
               "<a> &amp; \"' A\u4e2d\U0001F600");
    BOOST_TEST(xml("<R><Text><![CDATA[<a> &amp; ]]></Text></R>").value.text == "<a> &amp; ");
    BOOST_TEST(xml("<R><Text>one<!-- two --> three<?four?><![CDATA[ five]]></Text></R>").value.text ==
               "one three five");
    BOOST_TEST(xml("<R><Number>1<!-- -->2</Number><Secret>a<![CDATA[b]]></Secret></R>").value.number == 12);
    BOOST_TEST(xml("<R><Number>1<!-- -->2</Number><Secret>a<![CDATA[b]]></Secret></R>").value.secret.reveal() == "ab");
}

BOOST_AUTO_TEST_CASE(unknown_elements_are_skipped)
{
    auto const result = xml("<R><A><Number>5</Number></A><Number a='1'>2</Number>stray<B/></R>");
    BOOST_TEST(result.verdict() == "expected an object, found text");
    BOOST_TEST(xml("<R><A><Number>5</Number>x<C/></A><Number a='1'>2</Number><B/></R>").value.number == 2);
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_kind_is_told_by_path_and_kinds)
{
    BOOST_TEST(verdict("<Text><a/></Text>") == "Text: expected text, found an object");
    BOOST_TEST(verdict("<Number>hidden</Number>") == "Number: expected an integer, found text that is no number");
    BOOST_TEST(verdict("<Number>1.5</Number>") == "Number: expected an integer, found a number with a fraction");
    BOOST_TEST(verdict("<byte>256</byte>") == "byte: expected an integer, found one out of range");
    BOOST_TEST(verdict("<Number><a>1</a></Number>") == "Number: expected an integer, found an object");
    BOOST_TEST(verdict("<Flag>>>false</Flag>") == "Flag: expected true or false, found something else");
    BOOST_TEST(verdict("<Only>text</Only>") == "Only: expected an object, found text");
    BOOST_TEST(verdict("<Branches>text</Branches>") == "Branches[0]: expected an object, found text");
    BOOST_TEST(verdict("<Branches><I><Title/></I>text</Branches>") == "Branches: expected a list, found text");
    BOOST_TEST(verdict("<Branches><I><Leaves/></I>text<I><Leaves><J><Id/></J></Leaves></I></Branches>") ==
               "Branches: expected a list, found text");
    BOOST_TEST(verdict("<Words>a</Words><Words>b</Words><Words><c>d</c></Words><Words><c><d/></c></Words>") ==
               "Words[3]: expected text, found an object");
    BOOST_TEST(verdict("<branches/><branches><leaves><id>1</id></leaves><leaves><id>x</id></leaves></branches>") ==
               "branches[0].leaves[1].id: expected an integer, found text that is no number");
    BOOST_TEST(
        verdict("<Branches><B><Title/></B><B><Leaves><L><Id>1</Id></L><L><Id>x</Id></L></Leaves></B></Branches>") ==
        "Branches[1].Leaves[1].Id: expected an integer, found text that is no number");
}

BOOST_AUTO_TEST_CASE(what_is_no_xml_is_refused)
{
    for (std::string const body :
         {"", " ", "<text", "<R>", "<R></S>", "<R><a></R></a>", "<R", "<R a=>", "</R>", "<R>\x01<", "<R><![CDATA[</R>",
          "<R><!-- </R>", "<!-- only -->", "<?xml version='1.0'?>"})
        BOOST_TEST_CONTEXT(body)
    BOOST_TEST(xml(body).verdict().starts_with("not XML: "));
    BOOST_TEST(xml(std::string_view("<R></R>\0", 8)).verdict() == "not XML: it holds a NUL");
}

BOOST_AUTO_TEST_CASE(text_outside_of_the_root_element_is_refused_and_blanks_are_not)
{
    for (auto const* const body : {"<R/>x", "<R/><R/>", "text", "{}", "x<R/>", "<R/><![CDATA[x]]>", "<R/>&amp;"})
        BOOST_TEST_CONTEXT(body)
    BOOST_TEST(xml(body).verdict() == "more text outside of the root element");
    BOOST_TEST(xml(" \n<R/> \r\n<!-- --><?pi?>").verdict() == "ok");
    BOOST_TEST(xml("\xEF\xBB\xBF<?xml version='1.0'?><R/>").verdict() == "ok");
}

BOOST_AUTO_TEST_CASE(a_document_type_is_refused)
{
    for (auto const* const body :
         {"<!DOCTYPE R><R/>", "<!DOCTYPE R [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><R><Text>&x;</Text></R>",
          "<!DOCTYPE R [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><R><Text>&b;</Text></R>"})
        BOOST_TEST(xml(body).verdict() == "a document type, which may define entities");
    BOOST_TEST(xml("<R><Text>&x;</Text></R>").value.text == "&x;");
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_refused)
{
    BOOST_TEST(verdict("<Text>\xFF</Text>") == "not UTF-8");
    BOOST_TEST(verdict("<Unknown>\xC0\x80</Unknown>") == "not UTF-8");
    BOOST_TEST(verdict("<Text>&#xD800;</Text>") == "Text: not UTF-8");
    for (auto const* const hidden : {"&#0;", "&#x0;", "&#000;", "&#4294967345;", "&#x100000041;"})
        BOOST_TEST(verdict("<Text>a" + std::string(hidden) + "b</Text>") == "not XML: a reference to no character");
    BOOST_TEST(verdict("<Text><![CDATA[&#0;]]>&#65;&#;&#x;&#0</Text>") == "ok");
    BOOST_TEST(xml("<R><Text>\u00fc\u4e2d</Text></R>").value.text == "\u00fc\u4e2d");
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_refused_without_recursion)
{
    for (std::size_t const depth : {65u, 100'000u})
    {
        std::string begins;
        std::string ends;
        for (std::size_t i = 0; i < depth; ++i)
        {
            begins += "<a>";
            ends += "</a>";
        }
        BOOST_TEST(xml(begins).verdict().starts_with("not XML: "));
        BOOST_TEST(xml(begins + ends).verdict() == "not XML: too deep");
        BOOST_TEST(verdict("<Number>1</Number><b>" + begins + ends + "</b>") == "not XML: too deep");
    }
    BOOST_TEST(verdict("<a><b/></a><c><d><e/></d></c>") == "ok");
}

BOOST_AUTO_TEST_CASE(a_body_cut_off_anywhere_is_refused)
{
    std::string_view const body =
        "<?xml version='1.0'?><R><Text>a &lt;</Text><Branches><Title>t</Title><Leaves><Id>3</Id>"
        "</Leaves></Branches><!-- c --><Secret><![CDATA[k]]></Secret></R>";
    BOOST_TEST(xml(body).verdict() == "ok");
    for (std::size_t size = 0; size < body.size(); ++size)
        BOOST_TEST(xml(body.substr(0, size)).verdict().starts_with("not XML: "));
}

BOOST_AUTO_TEST_CASE(fields_that_the_response_lacks_go_to_the_envelope)
{
    auto const result =
        xml("<Error><RequestId>R</RequestId><Code>C</Code><Message>m<!-- -->n</Message><HostId><a>H</a></HostId>"
            "<Only><Code>no</Code></Only><Recommend/></Error>");
    BOOST_TEST(result.verdict() == "ok");
    BOOST_TEST(result.envelope.code == "C");
    BOOST_TEST(result.envelope.message == "mn");
    BOOST_TEST(result.envelope.request_id == "R");
    BOOST_TEST(result.envelope.host_id == "");
    leaf value;
    BOOST_TEST(!detail::decode_xml("<R><Code>x</Code><Id>4</Id></R>", detail::layout_of<leaf>(), &value, nullptr));
    BOOST_TEST(value.id == 4);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What JSON becomes, value by value. Each case runs on both ways through the decoder: see `json`.

#include "decode_support.hpp"

#include "aliyun/cas/detail/decode/decode_json.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

namespace
{

using namespace decode_test;
using namespace aliyun::cas;

/// Decodes with Boost.JSON's parser and as users do, which must come to the same.
template <typename Response = everything>
decoded<Response> json(std::string_view body)
{
    auto const parsed = decode_with<Response>(&detail::parse_json, body);
    auto result = decode_with<Response>(&detail::decode_json, body);
    BOOST_TEST(result.verdict() == parsed.verdict());
    if (!result.problem)
        BOOST_TEST((result.value == parsed.value));
    BOOST_TEST(result.envelope.code == parsed.envelope.code);
    BOOST_TEST(result.envelope.message == parsed.envelope.message);
    return result;
}

std::string verdict(std::string_view body)
{
    return json(body).verdict();
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode_json)

BOOST_AUTO_TEST_CASE(every_kind_of_member_takes_its_value)
{
    auto const result = json(R"( {
        "Text" : "a", "MaybeText" : "b", "Secret" : "c", "Number" : -5, "MaybeNumber" : 6, "Large" : 18446744073709551615,
        "Small" : -32768, "Byte" : 255, "Flag" : true, "MaybeFlag" : false, "Paint" : "blue",
        "Only" : { "Id" : 1, "Name" : "n", "Token" : "t" },
        "MaybeBranch" : { "Title" : "x", "Leaves" : [ { "Id" : 2 }, { "Id" : 3, "Name" : "three" } ] },
        "Branches" : [ { "Title" : "y", "Leaves" : [ ] }, { } ],
        "MaybeLeaves" : [ { "Id" : 4 } ], "Words" : [ "p", "q" ], "Numbers" : [ 7, -8 ], "Paints" : [ "red", "green" ]
    } )");
    BOOST_TEST(result.verdict() == "ok");
    auto const& value = result.value;
    BOOST_TEST(value.text == "a");
    BOOST_TEST(value.maybe_text.value() == "b");
    BOOST_TEST(value.secret.reveal() == "c");
    BOOST_TEST(value.number == -5);
    BOOST_TEST(value.maybe_number.value() == 6);
    BOOST_TEST(value.large == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(value.small == -32768);
    BOOST_TEST(value.byte == 255);
    BOOST_TEST(value.flag);
    BOOST_TEST(value.maybe_flag.value() == false);
    BOOST_TEST((value.paint == colour::blue));
    BOOST_TEST(value.only.id == 1);
    BOOST_TEST(value.only.name == "n");
    BOOST_TEST(value.only.token.reveal() == "t");
    BOOST_TEST(value.maybe_branch.value().title == "x");
    BOOST_TEST_REQUIRE(value.maybe_branch->leaves.size() == 2u);
    BOOST_TEST(value.maybe_branch->leaves[0].id == 2);
    BOOST_TEST(value.maybe_branch->leaves[1].name == "three");
    BOOST_TEST_REQUIRE(value.branches.size() == 2u);
    BOOST_TEST(value.branches[0].title == "y");
    BOOST_TEST(value.branches[1].title == "");
    BOOST_TEST_REQUIRE(value.maybe_leaves.value().size() == 1u);
    BOOST_TEST(value.maybe_leaves->front().id == 4);
    BOOST_TEST((value.words == std::vector<std::string>{"p", "q"}));
    BOOST_TEST((value.numbers == std::vector<std::int64_t>{7, -8}));
    BOOST_TEST_REQUIRE(value.paints.size() == 2u);
    BOOST_TEST((value.paints[0] == colour::red));
    BOOST_TEST((value.paints[1] == colour::unknown));
    BOOST_TEST(value.paints[1].text() == "green");
}

BOOST_AUTO_TEST_CASE(null_and_absent_leave_a_member_as_it_was)
{
    for (auto const* const body :
         {"{}",
          R"({"Text":null,"MaybeText":null,"Secret":null,"Number":null,"MaybeNumber":null,"Large":null,"Small":null,)"
          R"("Byte":null,"Flag":null,"MaybeFlag":null,"Paint":null,"Only":null,"MaybeBranch":null,"Branches":null,)"
          R"("MaybeLeaves":null,"Words":null,"Numbers":null,"Paints":null})"})
    {
        auto const result = json(body);
        BOOST_TEST(result.verdict() == "ok");
        BOOST_TEST((result.value == everything{}));
    }
}

BOOST_AUTO_TEST_CASE(null_in_a_list_is_no_entry_but_counts_in_the_path)
{
    BOOST_TEST((json(R"({"Numbers":[null,1,null,2]})").value.numbers == std::vector<std::int64_t>{1, 2}));
    BOOST_TEST(verdict(R"({"Branches":[null,{"Leaves":[null,null,{"Id":true}]}]})") ==
               "Branches[1].Leaves[2].Id: expected an integer, found true or false");
}

BOOST_AUTO_TEST_CASE(an_optional_that_is_empty_text_or_an_empty_list_is_there)
{
    auto const result = json(R"({"MaybeText":"","MaybeLeaves":[]})");
    BOOST_TEST(result.value.maybe_text.value() == "");
    BOOST_TEST(result.value.maybe_leaves.value().empty());
}

BOOST_AUTO_TEST_CASE(the_case_of_a_names_first_letter_does_not_count)
{
    BOOST_TEST(json(R"({"number":3})").value.number == 3);
    BOOST_TEST(json(R"({"maybeNumber":3})").value.maybe_number.value() == 3);
    BOOST_TEST(json(R"({"only":{"id":9}})").value.only.id == 9);
    BOOST_TEST(json(R"({"NUMBER":3,"numbeR":4,"maybenumber":3})").value.number == -1);
}

BOOST_AUTO_TEST_CASE(a_name_may_be_written_with_escapes)
{
    BOOST_TEST(json(R"({"\u004eumber":3})").value.number == 3);
    BOOST_TEST(json(R"({"Num\u0062er":3})").value.number == 3);
    BOOST_TEST(json(R"({"n\u0075mbe\u0072":3,"Num\"ber":4})").value.number == 3);
}

BOOST_AUTO_TEST_CASE(numbers_may_be_text_and_text_numbers)
{
    BOOST_TEST(json(R"({"Number":"123"})").value.number == 123);
    BOOST_TEST(json(R"({"Number":"1\u0032\u0033"})").value.number == 123);
    BOOST_TEST(json(R"({"Text":5,"MaybeText":-1.50e2,"Secret":77})").value.text == "5");
    BOOST_TEST(json(R"({"Text":5,"MaybeText":-1.50e2,"Secret":77})").value.maybe_text.value() == "-1.50e2");
    BOOST_TEST(json(R"({"Text":5,"MaybeText":-1.50e2,"Secret":77})").value.secret.reveal() == "77");
    BOOST_TEST(json(R"({"Paint":17})").value.paint.text() == "17");
    BOOST_TEST(json(R"({"Words":[1,"2"],"Numbers":["3",4]})").value.words[0] == "1");
    BOOST_TEST(json(R"({"Words":[1,"2"],"Numbers":["3",4]})").value.numbers[0] == 3);
}

BOOST_AUTO_TEST_CASE(integers_of_64_bits_are_exact)
{
    BOOST_TEST(json(R"({"Number":9223372036854775807})").value.number == std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(json(R"({"Number":-9223372036854775808})").value.number == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(json(R"({"Number":"-9223372036854775808"})").value.number == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(json(R"({"Number":9007199254740993})").value.number == 9007199254740993);
    BOOST_TEST(json(R"({"Number":9007199254740993.0})").value.number == 9007199254740993);
    BOOST_TEST(json(R"({"Number":-0})").value.number == 0);
    BOOST_TEST(json(R"({"Large":-0})").value.large == 0u);
}

BOOST_AUTO_TEST_CASE(a_number_without_a_fraction_is_an_integer_however_it_is_written)
{
    BOOST_TEST(json(R"({"Number":1.0})").value.number == 1);
    BOOST_TEST(json(R"({"Number":1e3})").value.number == 1000);
    BOOST_TEST(json(R"({"Number":7.63762E5})").value.number == 763762);
    BOOST_TEST(json(R"({"Number":"1200e-2"})").value.number == 12);
}

BOOST_AUTO_TEST_CASE(a_number_that_does_not_fit_is_refused)
{
    auto const* const range = "expected an integer, found one out of range";
    for (auto const* const body :
         {R"({"Number":9223372036854775808})", R"({"Number":-9223372036854775809})",
          R"({"Number":18446744073709551616})", R"({"Number":1e19})", R"({"Number":1e300})",
          R"({"Number":123456789012345678901234567890})", R"({"Number":"9223372036854775808"})"})
        BOOST_TEST(verdict(body) == std::string("Number: ") + range);
    BOOST_TEST(verdict(R"({"Large":18446744073709551616})") == std::string("Large: ") + range);
    BOOST_TEST(verdict(R"({"large":-1})") == std::string("large: ") + range);
    BOOST_TEST(verdict(R"({"Small":32768})") == std::string("Small: ") + range);
    BOOST_TEST(verdict(R"({"Small":-32769})") == std::string("Small: ") + range);
    BOOST_TEST(verdict(R"({"Byte":256})") == std::string("Byte: ") + range);
    BOOST_TEST(verdict(R"({"Byte":-1})") == std::string("Byte: ") + range);
    BOOST_TEST(verdict(R"({"Number":1.5})") == "Number: expected an integer, found a number with a fraction");
    BOOST_TEST(verdict(R"({"Number":1e-300})") == "Number: expected an integer, found a number with a fraction");
    for (auto const* const body :
         {R"({"Number":""})", R"({"Number":" 1"})", R"({"Number":"1 "})", R"({"Number":"+1"})", R"({"Number":"0x1"})",
          R"({"Number":"007"})", R"({"Number":"1."})", R"({"Number":"1e"})"})
        BOOST_TEST(verdict(body) == "Number: expected an integer, found text that is no number");
}

BOOST_AUTO_TEST_CASE(a_boolean_may_be_text_or_one_or_zero)
{
    for (auto const* const yes : {"true", "\"true\"", "\"TRUE\"", "\"True\"", "1", "\"1\"", "\"t\\u0072ue\""})
        BOOST_TEST(json("{\"Flag\":" + std::string(yes) + "}").value.flag);
    for (auto const* const no : {"false", "\"false\"", "\"FALSE\"", "\"False\"", "0", "\"0\""})
        BOOST_TEST(json("{\"MaybeFlag\":" + std::string(no) + "}").value.maybe_flag.value() == false);
    for (auto const* const other : {"2", "-1", "\"\"", "\"yes\"", "1.0", "\"true \""})
        BOOST_TEST(verdict("{\"Flag\":" + std::string(other) + "}") ==
                   "Flag: expected true or false, found something else");
}

BOOST_AUTO_TEST_CASE(escapes_become_characters)
{
    auto const result = json(R"({"Text":"\"\\\/\b\f\n\r\t\u0041\u00e9\u4e2d\ud83d\ude00 end","Secret":"a\nb\u0000c"})");
    BOOST_TEST(result.value.text == "\"\\/\b\f\n\r\tA\u00e9\u4e2d\U0001F600 end");
    BOOST_TEST(result.value.secret.reveal() == std::string_view("a\nb\0c", 5));
}

BOOST_AUTO_TEST_CASE(a_long_text_with_an_escape_at_any_place_is_whole)
{
    for (std::size_t size = 0; size < 70; ++size)
        for (std::size_t at = 0; at <= size; ++at)
        {
            std::string const before(at, 'x');
            std::string const after(size - at, 'y');
            auto const result = json("{\"Text\":\"" + before + "\\n" + after + "\",\"Secret\":\"" + before + "\\u00fc" +
                                     after + "\",\"Only\":{\"Name\":\"" + before + after + "\"}}");
            BOOST_TEST(result.value.text == before + "\n" + after);
            BOOST_TEST(result.value.secret.reveal() == before + "\u00fc" + after);
            BOOST_TEST(result.value.only.name == before + after);
        }
}

BOOST_AUTO_TEST_CASE(an_escape_that_is_none_is_refused)
{
    for (auto const* const text :
         {R"(\x)", R"(\u12)", R"(\u12g4)", R"(\ud83d)", R"(\ud83d\u0041)", R"(\ude00)", R"(\)"})
    {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(verdict("{\"Text\":\"" + std::string(text) + "\"}").starts_with("Text: not JSON"));
            BOOST_TEST(verdict("{\"Other\":\"" + std::string(text) + "\"}").starts_with("not JSON"));
        }
    }
}

BOOST_AUTO_TEST_CASE(of_two_fields_of_one_name_the_last_counts)
{
    BOOST_TEST(json(R"({"Text":"first\n","text":"second"})").value.text == "second");
    BOOST_TEST(json(R"({"Text":"first","text":"sec\nond"})").value.text == "sec\nond");
    BOOST_TEST(json(R"({"Secret":"first","Secret":"s\n"})").value.secret.reveal() == "s\n");
    BOOST_TEST(json(R"({"Number":1,"number":2,"Number":null})").value.number == 2);
    BOOST_TEST((json(R"({"Words":["a","b"],"words":["c"]})").value.words == std::vector<std::string>{"c"}));
    BOOST_TEST((json(R"({"Words":["a","b"],"words":"c"})").value.words == std::vector<std::string>{"c"}));
    BOOST_TEST(json(R"({"Words":["a","b"],"words":[]})").value.words.empty());
    BOOST_TEST(json(R"({"Only":{"Id":1,"Name":"n"},"only":{"Id":2}})").value.only.name == "");
    auto const branches = json(R"({"Branches":[{"Title":"a"}],"branches":{"Title":"b"}})").value.branches;
    BOOST_TEST_REQUIRE(branches.size() == 1u);
    BOOST_TEST(branches[0].title == "b");
}

BOOST_AUTO_TEST_CASE(a_single_value_may_stand_for_a_list)
{
    auto const result =
        json(R"({"Branches":{"Title":"t","Leaves":{"Id":5}},"Words":"w\n","Numbers":6,"MaybeLeaves":{}})");
    BOOST_TEST(result.verdict() == "ok");
    BOOST_TEST_REQUIRE(result.value.branches.size() == 1u);
    BOOST_TEST(result.value.branches[0].title == "t");
    BOOST_TEST_REQUIRE(result.value.branches[0].leaves.size() == 1u);
    BOOST_TEST(result.value.branches[0].leaves[0].id == 5);
    BOOST_TEST((result.value.words == std::vector<std::string>{"w\n"}));
    BOOST_TEST((result.value.numbers == std::vector<std::int64_t>{6}));
    BOOST_TEST(result.value.maybe_leaves.value().size() == 1u);
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_skipped_at_any_depth)
{
    auto const result = json(R"({"A":1,"B":[[],{"Number":5,"C":[{"D":"\n"}]}],"Number":2,"E":{"Text":"no"},"F":null,
        "Only":{"G":[1,2,{"Id":9}],"Id":3,"H":{"Id":4}},"Branches":[{"I":{},"Title":"t","J":[]}],"K":1.5e9,"L":true})");
    BOOST_TEST(result.verdict() == "ok");
    BOOST_TEST(result.value.number == 2);
    BOOST_TEST(result.value.text == "never set");
    BOOST_TEST(result.value.only.id == 3);
    BOOST_TEST(result.value.branches.at(0).title == "t");
}

BOOST_AUTO_TEST_CASE(what_is_skipped_must_be_json_too)
{
    for (auto const* const value : {"tru", "[1,]", "{\"a\"}", "{\"a\":}", "01", "1.", "-", "+1", "\"\\x\"", "\"\x01\"",
                                    "[1 2]", "{\"a\":1,}", "nan", "'a'", "[}", "{]", "1e", ".5"})
    {
        BOOST_TEST_CONTEXT(value)
        {
            BOOST_TEST(verdict("{\"Unknown\":" + std::string(value) + "}").starts_with("not JSON"));
            BOOST_TEST(verdict("{\"Unknown\":{\"in\":[" + std::string(value) + "]}}").starts_with("not JSON"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_kind_is_told_by_path_and_kinds)
{
    BOOST_TEST(verdict(R"({"Text":{}})") == "Text: expected text, found an object");
    BOOST_TEST(verdict(R"({"Text":[]})") == "Text: expected text, found a list");
    BOOST_TEST(verdict(R"({"Text":true})") == "Text: expected text, found true or false");
    BOOST_TEST(verdict(R"({"Secret":false})") == "Secret: expected text, found true or false");
    BOOST_TEST(verdict(R"({"Paint":{}})") == "Paint: expected text, found an object");
    BOOST_TEST(verdict(R"({"Number":"secret value"})") == "Number: expected an integer, found text that is no number");
    BOOST_TEST(verdict(R"({"Number":{}})") == "Number: expected an integer, found an object");
    BOOST_TEST(verdict(R"({"Number":[1]})") == "Number: expected an integer, found a list");
    BOOST_TEST(verdict(R"({"Flag":[true]})") == "Flag: expected true or false, found a list");
    BOOST_TEST(verdict(R"({"Only":3})") == "Only: expected an object, found a number");
    BOOST_TEST(verdict(R"({"Only":"t"})") == "Only: expected an object, found text");
    BOOST_TEST(verdict(R"({"Only":"t\n"})") == "Only: expected an object, found text");
    BOOST_TEST(verdict(R"({"Only":[]})") == "Only: expected an object, found a list");
    BOOST_TEST(verdict(R"({"Branches":3})") == "Branches: expected a list, found a number");
    BOOST_TEST(verdict(R"({"Branches":[3]})") == "Branches[0]: expected an object, found a number");
    BOOST_TEST(verdict(R"({"Words":["a",["b"]]})") == "Words[1]: expected text, found a list");
    BOOST_TEST(verdict(R"({"Words":["a","b",{}]})") == "Words[2]: expected text, found an object");
    BOOST_TEST(verdict(R"({"branches":[{},{"leaves":[{"id":1},{"id":1},{"id":"x"}]}]})") ==
               "branches[1].leaves[2].id: expected an integer, found text that is no number");
}

BOOST_AUTO_TEST_CASE(a_document_that_is_no_object_is_refused)
{
    BOOST_TEST(verdict("[]") == "expected an object, found a list");
    BOOST_TEST(verdict("[{}]") == "expected an object, found a list");
    BOOST_TEST(verdict("\"text\"") == "expected an object, found text");
    BOOST_TEST(verdict("\"te\\nxt\"") == "expected an object, found text");
    BOOST_TEST(verdict("1") == "expected an object, found a number");
    BOOST_TEST(verdict("true") == "expected an object, found true or false");
    BOOST_TEST(verdict("null") == "expected an object, found null");
}

BOOST_AUTO_TEST_CASE(a_body_without_a_document_is_refused)
{
    for (auto const* const body : {"", " ", "\r\n\t ", "\xEF\xBB\xBF"})
        BOOST_TEST(verdict(body).starts_with("not JSON"));
}

BOOST_AUTO_TEST_CASE(text_behind_the_document_is_refused_and_blanks_are_not)
{
    for (auto const* const behind : {"x", "{}", " {}", "]", "}", ",", "\n\n0"})
        BOOST_TEST(verdict("{\"Number\":1}" + std::string(behind)) == "more text behind the document");
    BOOST_TEST(verdict(std::string_view("{}\0", 3)) == "more text behind the document");
    BOOST_TEST(verdict("{} \r\n\t ") == "ok");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_ignored)
{
    BOOST_TEST(json("\xEF\xBB\xBF{\"Number\":7}").value.number == 7);
    BOOST_TEST(verdict("\xEF\xBB\xBF\xEF\xBB\xBF{}").starts_with("not JSON"));
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_refused_wherever_it_stands)
{
    for (auto const* const bytes : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                    "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE4\xB8", "\xC3"})
        for (std::string const where : {"Text", "Secret", "Unknown", "Paint"})
        {
            BOOST_TEST(verdict("{\"" + where + "\":\"" + bytes + "\"}") == "not UTF-8");
            BOOST_TEST(verdict("{\"" + where + "\":\"a long text in front of it " + bytes +
                               " and a long text behind it\"}") == "not UTF-8");
            BOOST_TEST(verdict("{\"" + where + bytes + "\":\"\"}") == "not UTF-8");
        }
    BOOST_TEST(verdict("{}\xFF") == "not UTF-8");
    BOOST_TEST(json("{\"Text\":\"\u00fc\u4e2d\U0001F600\",\"\u4e2d\":1}").value.text == "\u00fc\u4e2d\U0001F600");
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_refused_without_recursion)
{
    for (std::size_t const depth : {65u, 100'000u})
    {
        std::string objects = "{\"Unknown\":";
        for (std::size_t i = 0; i < depth; ++i)
            objects += "{\"a\":";
        BOOST_TEST(verdict(objects) == "not JSON: too deep");
        BOOST_TEST(verdict("{\"Unknown\":" + std::string(depth, '[')) == "not JSON: too deep");
        BOOST_TEST(verdict("{\"Unknown\":" + std::string(depth, '[') + std::string(depth, ']') + "}") ==
                   "not JSON: too deep");
        BOOST_TEST(verdict(std::string(depth, '[')) == "expected an object, found a list");
    }
    // The outermost object is a level too.
    for (std::size_t const depth : {63u, 64u})
    {
        auto const* const expected = depth == 63 ? "ok" : "not JSON: too deep";
        BOOST_TEST(verdict("{\"Unknown\":" + std::string(depth, '[') + std::string(depth, ']') + "}") == expected);
        std::string objects = "{";
        for (std::size_t i = 0; i < depth; ++i)
            objects += "\"Unknown\":{";
        BOOST_TEST(verdict(objects + std::string(depth + 1, '}')) == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_body_cut_off_anywhere_is_refused)
{
    std::string_view const body = R"({"Text":"a\nb\u4e2d","Number":-12,"Flag":true,"Unknown":[1.5,null,{"a":"b"}],)"
                                  R"("Branches":[{"Title":"t","Leaves":[{"Id":"3","Token":"k\n"}]}],"Words":["w"]})";
    BOOST_TEST(verdict(body) == "ok");
    for (std::size_t size = 0; size < body.size(); ++size)
        BOOST_TEST(verdict(body.substr(0, size)).find("not JSON: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_that_the_response_lacks_go_to_the_envelope)
{
    auto const result =
        json(R"({"Number":1,"code":"Throttling.User","Message":"slow\ndown","RequestId":"R","HostId":"H",)"
             R"("Recommend":"https://x","Only":{"Code":"no"},"Unknown":{"Code":"no"}})");
    BOOST_TEST(result.verdict() == "ok");
    BOOST_TEST(result.envelope.code == "Throttling.User");
    BOOST_TEST(result.envelope.message == "slow\ndown");
    BOOST_TEST(result.envelope.request_id == "R");
    BOOST_TEST(result.envelope.host_id == "H");
    BOOST_TEST(result.envelope.recommend == "https://x");
    BOOST_TEST(json(R"({"Code":200})").envelope.code == "200");
}

BOOST_AUTO_TEST_CASE(an_envelope_field_of_another_kind_is_an_unknown_field)
{
    auto const result = json(R"({"Code":{"a":1},"Message":["x",{}],"Recommend":true,"HostId":null,"Number":4})");
    BOOST_TEST(result.verdict() == "ok");
    BOOST_TEST(result.value.number == 4);
    BOOST_TEST(result.envelope.code == "");
    BOOST_TEST(result.envelope.message == "");
    BOOST_TEST(result.envelope.recommend == "");
}

BOOST_AUTO_TEST_CASE(without_an_envelope_its_fields_are_unknown)
{
    for (auto* const decode : {&detail::parse_json, &detail::decode_json})
    {
        leaf value;
        auto const problem = decode(R"({"Code":"x","Id":4})", detail::layout_of<leaf>(), &value, nullptr);
        BOOST_TEST(!problem);
        BOOST_TEST(value.id == 4);
    }
}

BOOST_AUTO_TEST_CASE(no_part_of_a_value_is_in_a_verdict)
{
    for (auto const* const body : {R"({"Number":"hidden"})", R"({"Flag":"hidden"})", R"({"Only":"hidden"})",
                                   R"({"Secret":{"hidden":1}})", R"({"Secret":"hidden)", R"({"Secret":"hidden\x"})",
                                   R"({"Branches":["hidden"]})", R"({"hidden":tru})", "hidden"})
        BOOST_TEST(verdict(body).find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

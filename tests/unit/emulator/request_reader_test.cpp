// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// How the emulator reads the parameters of a request, hostile ones included.

#include "aliyun/cas/detail/emulator/request_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace
{

using namespace aliyun::cas::detail::emulated;
using namespace std::string_literals;

parameters read(std::string_view text)
{
    parameters all;
    read_pairs(text, all);
    return all;
}

parameters read(std::string_view method, std::string_view target, std::string_view type, std::string_view body)
{
    parameters all;
    read_parameters({.method = method, .target = target, .content_type = type, .body = body}, all);
    return all;
}

bool is_invalid_parameter(refusal const& why)
{
    return why.code == "InvalidParameter" && why.status == 400;
}
bool is_unknown_api(refusal const& why)
{
    return why.code == "InvalidAction.NotFound";
}

constexpr std::string_view form = "application/x-www-form-urlencoded";

BOOST_AUTO_TEST_SUITE(emulator_request_reader)

BOOST_AUTO_TEST_CASE(names_and_values_are_decoded)
{
    BOOST_TEST(read("").empty());
    BOOST_TEST((read("a=1&b=%E8%AF%81") == parameters{{"a", "1"}, {"b", "证"}}));
    BOOST_TEST((read("%61%3D=%3d%26") == parameters{{"a=", "=&"}}));
    BOOST_TEST((read("a=x%00y") == parameters{{"a", "x\0y"s}}));
}

BOOST_AUTO_TEST_CASE(what_looser_clients_leave_bare_is_read_as_it_stands)
{
    BOOST_TEST((read("a=!'()*~-_.") == parameters{{"a", "!'()*~-_."}}));
    BOOST_TEST((read("a=b=c=") == parameters{{"a", "b=c="}}));
    BOOST_TEST((read("a=x+y%2B") == parameters{{"a", "x y+"}}));
}

BOOST_AUTO_TEST_CASE(empty_pairs_are_skipped_and_a_lone_name_has_an_empty_value)
{
    BOOST_TEST((read("&a=&&b&") == parameters{{"a", ""}, {"b", ""}}));
}

BOOST_AUTO_TEST_CASE(parameters_come_in_byte_order)
{
    std::string names;
    for (auto const& [name, value] : read("b=&%C3%A9=&a=&Z=&a.1=&a-=&%EF%BC%A1="))
        names += name + ' ';
    BOOST_TEST(names == "Z a a- a.1 b é Ａ ");
}

BOOST_AUTO_TEST_CASE(damaged_percent_encoding_is_refused)
{
    for (auto const text : {"a=%", "a=%4", "a=%4G", "a=%G4", "a=%%41", "a=%-1", "%", "a%2=b", "a=%4&b=1", "a=% 1"})
        BOOST_CHECK_EXCEPTION(read(text), refusal, is_invalid_parameter);
}

BOOST_AUTO_TEST_CASE(bytes_that_must_be_encoded_are_refused)
{
    for (auto const& text : {"a=\x80"s, "a=\xC3\xA9"s, "a=b c"s, "a=\0"s, "a=\r\n"s, "a=\x7F"s, "a=#"s, "\t=1"s})
        BOOST_CHECK_EXCEPTION(read(text), refusal, is_invalid_parameter);
}

BOOST_AUTO_TEST_CASE(a_parameter_given_twice_is_refused)
{
    for (auto const text : {"a=1&a=1", "a=1&b=2&a=3", "a&%61", "Action=x&Actio%6E=y"})
        BOOST_CHECK_EXCEPTION(read(text), refusal, is_invalid_parameter);
    BOOST_TEST(read("a=1&A=2").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_parameter_without_a_name_is_refused)
{
    for (auto const text : {"=", "=1", "a=1&=2"})
        BOOST_CHECK_EXCEPTION(read(text), refusal, is_invalid_parameter);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused)
{
    // A lone continuation, an overlong form, a surrogate, one beyond U+10FFFF, and texts that are cut.
    for (auto const text : {"a=%80", "a=%C0%80", "a=%E0%80%80", "a=%F0%80%80%80", "a=%ED%A0%80", "a=%F4%90%80%80",
                            "a=%C3", "a=%E8%AF", "a=%F0%9F%98", "a=%FF", "%80=a", "a=%C3%41"})
        BOOST_CHECK_EXCEPTION(read(text), refusal, is_invalid_parameter);
    for (auto const text : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                            "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        BOOST_TEST(is_utf8(text));
}

BOOST_AUTO_TEST_CASE(a_huge_text_is_read_in_one_go)
{
    std::string text;
    for (int at = 0; at < 20'000; ++at)
        text += "&n" + std::to_string(at) + "=" + "%41";
    BOOST_TEST(read(text).size() == 20'000U);
    BOOST_TEST(read("a=" + std::string(1'000'000, 'x')).at("a").size() == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(url_and_form_body_are_read_together)
{
    BOOST_TEST((read("GET", "/?a=1", "", "") == parameters{{"a", "1"}}));
    BOOST_TEST((read("POST", "/", form, "a=1") == parameters{{"a", "1"}}));
    BOOST_TEST((read("POST", "/?a=1", form, "b=2") == parameters{{"a", "1"}, {"b", "2"}}));
    BOOST_TEST((read("POST", "/?a=1", "", "") == parameters{{"a", "1"}}));
    BOOST_CHECK_EXCEPTION(read("POST", "/?a=1", form, "a=1"), refusal, is_invalid_parameter);
}

BOOST_AUTO_TEST_CASE(the_type_of_a_form_may_have_a_charset_and_any_case)
{
    for (auto const type : {"application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-Urlencoded",
                            "application/x-www-form-urlencoded ;charset=UTF-8"})
        BOOST_TEST(read("POST", "/", type, "a=1").size() == 1U);
    for (auto const type : {"", "application/json", "application/x-www-form-urlencoded2", "text/plain"})
        BOOST_CHECK_EXCEPTION(read("POST", "/", type, "a=1"), refusal, is_invalid_parameter);
}

BOOST_AUTO_TEST_CASE(the_body_of_a_get_has_no_parameters)
{
    BOOST_TEST((read("GET", "/?a=1", form, "b=2") == parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(only_the_root_is_served)
{
    for (auto const target : {"/x", "", "//", "*", "/x?a=1", "https://cas.aliyuncs.com/?a=1", "/%2F"})
        BOOST_CHECK_EXCEPTION(read("GET", target, "", ""), refusal, is_unknown_api);
    BOOST_TEST(read("GET", "/?", "", "").empty());
    BOOST_TEST((read("GET", "/?a=?", "", "") == parameters{{"a", "?"}}));
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_refusal_is_kept)
{
    parameters all;
    BOOST_CHECK_THROW(
        read_parameters({.method = "GET", .target = "/?Format=JSON&a=%", .content_type = "", .body = ""}, all),
        refusal);
    BOOST_TEST(value_of(all, "Format") == "JSON");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "decode_support.hpp"

#include "aliyun/cas/detail/decode/decode_json.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace
{

using namespace decode_test;
using namespace aliyun::cas;
using detail::key_pattern;
using detail::layout_of;
using detail::object_layout;

/// Names that are hard to find: of one letter, long, not beginning with a letter, and alike in all that a lookup looks
/// at.
struct odd_names
{
    std::int32_t one_letter = -1;
    std::uint32_t fifteen = 1;
    std::int32_t sixteen = -1;
    std::string long_name{};
    std::string at_sign{};
    std::string backtick{};
    std::string alike{};
    std::string alike_too{};

    using fields = field_table<field<"I", &odd_names::one_letter>, field<"FifteenLetters1", &odd_names::fifteen>,
                               field<"SixteenLetters16", &odd_names::sixteen>,
                               field<"ANameThatIsLongerThanAnyOtherAndThanAllPatterns", &odd_names::long_name>,
                               field<"@type", &odd_names::at_sign>, field<"`type", &odd_names::backtick>,
                               field<"alike", &odd_names::alike>, field<"aXiYe", &odd_names::alike_too>>;
};

void check_names(object_layout const& layout)
{
    for (std::size_t i = 0; i < layout.size; ++i)
    {
        auto const& field = layout.fields[i];
        BOOST_TEST(field.index == i);
        std::string name(field.name);
        BOOST_TEST(layout.find(name) == &field);
        if (name[0] >= 'A' && name[0] <= 'Z')
        {
            name[0] = static_cast<char>(name[0] | 0x20);
            BOOST_TEST(layout.find(name) == &field);
        }
        for (auto const& other : {name + "x", "x" + name, name.substr(1), name.substr(0, name.size() - 1)})
            BOOST_TEST(layout.find(other) != &field);
        if (name.size() > 1)
        {
            name.back() = '\x7f';
            BOOST_TEST(layout.find(name) == nullptr);
        }
    }
    BOOST_TEST(layout.find("") == nullptr);
    BOOST_TEST(layout.find(std::string(1000, 'x')) == nullptr);
}

bool matches(std::string_view name, std::string text)
{
    text.resize(text.size() + key_pattern::size, 'x');
    return key_pattern(name).matches(text.data());
}

} // namespace

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(every_field_is_found_by_its_name_and_no_other)
{
    check_names(layout_of<everything>());
    check_names(layout_of<odd_names>());
    check_names(layout_of<certificate_page>());
    check_names(layout_of<certificate_detail>());
    check_names(layout_of<dv_order_result>());
    check_names(layout_of<order_instance>());
    check_names(layout_of<detail::service_error>());
    check_names(layout_of<detail::no_fields>());
}

BOOST_AUTO_TEST_CASE(a_pattern_matches_a_name_with_its_quote)
{
    BOOST_TEST(matches("Id", "Id\""));
    BOOST_TEST(matches("Id", "id\":1"));
    BOOST_TEST(matches("id", "Id\""));
    BOOST_TEST(matches("FifteenLetters1", "fifteenLetters1\""));
    BOOST_TEST(!matches("Id", "Idx\""));
    BOOST_TEST(!matches("Id", "I\""));
    BOOST_TEST(!matches("Id", "ID\""));
    BOOST_TEST(!matches("SixteenLetters16", "SixteenLetters16\""));
    BOOST_TEST(matches("@type", "@type\""));
    BOOST_TEST(!matches("@type", "`type\"")); // these differ in the bit that small letters have
    BOOST_TEST(!matches("`type", "@type\""));
}

BOOST_AUTO_TEST_CASE(fields_with_odd_names_are_decoded)
{
    auto const* const body =
        R"({"i":-2147483648,"fifteenLetters1":4294967295,"sixteenLetters16":2147483647,)"
        R"("aNameThatIsLongerThanAnyOtherAndThanAllPatterns":"l","@type":"t","`type":"u","alike":"a","aXiYe":"b","":1})";
    for (auto* const decode : {&detail::parse_json, &detail::decode_json})
    {
        auto const result = decode_with<odd_names>(decode, body);
        BOOST_TEST(result.verdict() == "ok");
        BOOST_TEST(result.value.one_letter == -2147483648);
        BOOST_TEST(result.value.fifteen == 4294967295u);
        BOOST_TEST(result.value.sixteen == 2147483647);
        BOOST_TEST(result.value.long_name == "l");
        BOOST_TEST(result.value.at_sign == "t");
        BOOST_TEST(result.value.backtick == "u");
        BOOST_TEST(result.value.alike == "a");
        BOOST_TEST(result.value.alike_too == "b");
        BOOST_TEST(decode_with<odd_names>(decode, R"({"I":2147483648})").verdict() ==
                   "I: expected an integer, found one out of range");
    }
}

BOOST_AUTO_TEST_CASE(an_object_that_is_reset_is_as_new)
{
    auto result =
        decode_with<everything>(&detail::decode_json, R"({"Text":"t","Words":["w"],"Only":{"Id":3},"Secret":"s"})");
    BOOST_TEST((result.value != everything{}));
    layout_of<everything>().reset(&result.value);
    BOOST_TEST((result.value == everything{}));
}

BOOST_AUTO_TEST_SUITE_END()

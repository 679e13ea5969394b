// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The scanner against Boost.JSON's parser, on bodies that dice make up; and that it does not simply give up.

#include "decode_checks.hpp"

#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace
{

using namespace decode_test;

/// splitmix64, so that all platforms throw the same.
class dice
{
public:
    explicit dice(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t below(std::uint64_t bound) noexcept
    {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (mixed ^ (mixed >> 31)) % bound;
    }

private:
    std::uint64_t state_;
};

/// Writes JSON that mostly, but not always, fits `everything`.
class author
{
public:
    explicit author(std::uint64_t seed) noexcept
        : dice_(seed), spacious_(dice_.below(4) == 0), odd_(dice_.below(3) == 0)
    {
    }

    std::string document()
    {
        return blank() +
               object({"Text",    "MaybeText", "Secret", "Number",  "MaybeNumber", "Large",    "Small",       "Byte",
                       "Flag",    "MaybeFlag", "Paint",  "Only",    "MaybeBranch", "Branches", "MaybeLeaves", "Words",
                       "Numbers", "Paints",    "Code",   "Message", "RequestId",   "Unknown",  "Other"}) +
               blank();
    }

private:
    using names = std::vector<std::string_view>;

    std::string blank()
    {
        static constexpr std::string_view blanks[] = {" ", "\n", "\t", "\r\n  ", ""};
        return spacious_ ? std::string(blanks[dice_.below(5)]) : "";
    }

    std::string object(names const& known)
    {
        std::string out = "{" + blank();
        for (std::size_t members = dice_.below(known.size() + 2), i = 0; i < members; ++i)
        {
            // Mostly in order, since that is what the scanner is made for.
            auto const name = known[dice_.below(4) == 0 ? dice_.below(known.size()) : i % known.size()];
            out += (i == 0 ? "" : "," + blank()) + key(name) + blank() + ":" + blank() + value(name) + blank();
        }
        return out + "}";
    }

    std::string key(std::string_view name)
    {
        std::string out(name);
        if (dice_.below(3) == 0)
            out[0] = static_cast<char>(out[0] ^ 0x20);
        if (odd_ && dice_.below(20) == 0)
            out[dice_.below(out.size())] = static_cast<char>(' ' + 2 + dice_.below(90));
        if (odd_ && dice_.below(20) == 0)
            out.insert(dice_.below(out.size()), "\\u0041");
        return '"' + out + '"';
    }

    std::string list(std::string (author::*element)())
    {
        std::string out = "[" + blank();
        for (std::size_t size = dice_.below(4), i = 0; i < size; ++i)
            out += (i == 0 ? "" : "," + blank()) + (odd_ && dice_.below(8) == 0 ? any() : (this->*element)()) + blank();
        return out + "]";
    }

    std::string leaf_object() { return object({"Id", "Name", "Token", "Green", "New"}); }
    std::string branch_object() { return object({"Title", "Leaves"}); }
    std::string boolean() { return dice_.below(2) == 0 ? "true" : "false"; }

    std::string number()
    {
        static constexpr std::string_view numbers[] = {"0",
                                                       "-0",
                                                       "1",
                                                       "12",
                                                       "-7",
                                                       "255",
                                                       "256",
                                                       "-32768",
                                                       "65536",
                                                       "9223372036854775807",
                                                       "9223372036854775808",
                                                       "18446744073709551615",
                                                       "18446744073709551616",
                                                       "1.0",
                                                       "1.5",
                                                       "1e3",
                                                       "-1E-3",
                                                       "123456789012345678",
                                                       "1234567890123456789",
                                                       "0.1e1",
                                                       "1e99999",
                                                       "01",
                                                       "1.",
                                                       "-",
                                                       "1e",
                                                       "+1"};
        return std::string(numbers[dice_.below(odd_ ? 26 : 4)]);
    }

    std::string text()
    {
        static constexpr std::string_view pieces[] = {"plain",      "a longer piece of text without anything in it",
                                                      "",           "red",
                                                      "12",         "true",
                                                      "\u00e9",     "\u4e2d\u6587",
                                                      "\U0001F600", "\\n",
                                                      "\\\"",       "\\\\",
                                                      "\\u4e2d",    "\\ud83d\\ude00",
                                                      "\\/",        "\\u0000",
                                                      "\\ud83d",    "\\x",
                                                      "\xC3",       "\xFF",
                                                      "\n",         "\x01"};
        std::string out = "\"";
        for (std::size_t size = dice_.below(4), i = 0; i < size; ++i)
            out += pieces[dice_.below(odd_ ? 22 : 15)];
        return out + "\"";
    }

    std::string colour_name()
    {
        static constexpr std::string_view colours[] = {"\"red\"", "\"blue\"", "\"\"", "\"\u00e9\"", "7"};
        return odd_ ? text() : std::string(colours[dice_.below(5)]);
    }

    std::string any()
    {
        static constexpr std::string_view odds[] = {"null",   "nul", "[]", "{}", "[[[]]]", "{\"a\":[1,{\"b\":null}]}",
                                                    "[1,2,]", "{,}"};
        switch (dice_.below(5))
        {
        case 0:
            return std::string(odds[dice_.below(odd_ ? 8 : 6)]);
        case 1:
            return number();
        case 2:
            return text();
        case 3:
            return leaf_object();
        default:
            return boolean();
        }
    }

    std::string value(std::string_view name)
    {
        if (odd_ && dice_.below(10) == 0)
            return any();
        if (name == "Text" || name == "MaybeText" || name == "Secret" || name == "Name" || name == "Token" ||
            name == "Title" || name == "Code" || name == "Message" || name == "RequestId")
            return text();
        if (name == "Only")
            return leaf_object();
        if (name == "MaybeBranch")
            return branch_object();
        if (name == "Branches")
            return list(&author::branch_object);
        if (name == "Leaves" || name == "MaybeLeaves")
            return list(&author::leaf_object);
        if (name == "Words")
            return list(&author::text);
        if (name == "Paint")
            return colour_name();
        if (name == "Paints")
            return list(&author::colour_name);
        if (name == "Numbers")
            return list(&author::number);
        if (name == "Flag" || name == "MaybeFlag" || name == "Green")
            return boolean();
        if (name == "Unknown" || name == "Other" || name == "New")
            return any();
        return number();
    }

    dice dice_;
    bool spacious_;
    bool odd_; ///< makes mistakes
};

template <typename Response>
bool scanner_takes(std::string_view body)
{
    Response value;
    cas::detail::service_error envelope;
    return cas::detail::json_scanner(body, &envelope).scan(cas::detail::layout_of<Response>(), &value);
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_scanner)

BOOST_AUTO_TEST_CASE(made_up_bodies_are_decoded_alike)
{
    std::size_t valid = 0;
    std::size_t taken = 0;
    for (std::uint64_t seed = 0; seed < 20'000; ++seed)
    {
        auto const body = author(seed).document();
        auto const wrong = disagreement_about(body);
        BOOST_TEST_REQUIRE(wrong.empty(), "seed " << seed << ": " << wrong);
        bool const is_valid = !decode_with<everything>(&cas::detail::parse_json, body).problem;
        valid += is_valid;
        taken += is_valid && scanner_takes<everything>(body);
    }
    // Or the comparison above would compare nothing.
    BOOST_TEST(valid > 12'000u);
    BOOST_TEST(taken > valid / 10 * 9);
}

BOOST_AUTO_TEST_CASE(damaged_bodies_are_decoded_alike)
{
    static constexpr std::string_view inserted[] = {"\"", "\\", "{", "}", "[",    "]",    ",", ":",
                                                    " ",  "0",  "-", "e", "\xE4", "\x80", "n"};
    for (std::uint64_t seed = 0; seed < 20'000; ++seed)
    {
        auto body = author(seed).document();
        dice damage(seed);
        for (auto count = 1 + damage.below(3); count > 0; --count)
        {
            auto const at = damage.below(body.size() + 1);
            if (damage.below(2) == 0)
                body.erase(at, 1 + damage.below(3));
            else
                body.insert(at, inserted[damage.below(std::size(inserted))]);
        }
        auto const wrong = disagreement_about(body);
        BOOST_TEST_REQUIRE(wrong.empty(), "seed " << seed << ": " << wrong);
    }
}

BOOST_AUTO_TEST_CASE(bodies_of_any_length_are_read_to_their_end_and_no_further)
{
    for (std::size_t size = 0; size < 200; ++size)
        for (auto const* const behind :
             {"\"}", "\",\"Number\":1}", "\",\"Flag\":true}", "\",\"Flag\":tru}", "\"", "", "\\", "\\u12"})
        {
            // In memory of its own, so that the address sanitizer sees a step too far.
            auto const text = "{\"Text\":\"" + std::string(size, 'x') + behind;
            std::vector<char> const body(text.begin(), text.end());
            auto const wrong = disagreement_about({body.data(), body.size()});
            BOOST_TEST_REQUIRE(wrong.empty(), "size " << size << ": " << wrong);
        }
}

BOOST_AUTO_TEST_CASE(the_answers_of_the_service_are_taken)
{
    using cas::certificate_detail;
    using cas::certificate_page;
    using cas::dv_order_result;
    using cas::order_instance_page;
    BOOST_TEST(scanner_takes<certificate_page>(
        R"({"RequestId":"R","CurrentPage":1,"ShowSize":50,"TotalCount":2,"CertificateList":[{"id":7000001,"name":"n","common":)"
        R"("c","sans":"c,d","orgName":"\"o\"","country":"CN","province":"x","city":"y","issuer":"i","startDate":"2018-07-13",)"
        R"("endDate":"2019-07-13","fingerprint":"AB","expired":false,"buyInAliyun":true,"added":{"later":[1.5]}},{"id":"8"}]})"));
    BOOST_TEST(
        scanner_takes<certificate_page>("{ \"TotalCount\" : 0 ,\n \"CertificateList\" : [ ] , \"Code\" : 200 }\n"));
    BOOST_TEST(scanner_takes<certificate_detail>(
        R"({"Cert":"-----BEGIN\nx\u003d\n","Key":"-----BEGIN\nx\u003d\n","Id":null})"));
    BOOST_TEST(scanner_takes<dv_order_result>(R"({"OrderStatus":"checking","CheckType":"DNS"})"));
    BOOST_TEST(scanner_takes<order_instance_page>(
                   R"({"OrderList":[{"Status":"Paid","Id":1.0},{"Status":"\u4e2d"}]})") == false);
    BOOST_TEST(scanner_takes<order_instance_page>(R"({"OrderList":[{"Status":"Paid","Id":1.0},null]})"));
}

BOOST_AUTO_TEST_CASE(an_order_of_fields_is_learned_and_forgotten)
{
    std::string body = R"({"Branches":[)";
    for (int i = 0; i < 40; ++i)
        body += std::string(i == 0 ? "" : ",") + R"({"Leaves":[{"Green":true,"Token":"t","Id":)" + std::to_string(i) +
                R"(},{"Name":"n","New":1,"Id":2,"Green":false}],"Title":"t)" + std::to_string(i) + "\"}";
    body += R"(],"MaybeLeaves":[{"Name":"b","Id":3},{"Name":"c","Id":4}]})";
    BOOST_TEST(disagreement_about(body) == "");
    BOOST_TEST(scanner_takes<everything>(body));
    auto const value = decode_with<everything>(&cas::detail::decode_json, body).value;
    BOOST_TEST_REQUIRE(value.branches.size() == 40u);
    BOOST_TEST(value.branches[39].title == "t39");
    BOOST_TEST(value.branches[39].leaves.at(0).id == 39);
    BOOST_TEST(value.branches[39].leaves.at(1).name == "n");
    BOOST_TEST(value.maybe_leaves.value().at(1).name == "c");
}

BOOST_AUTO_TEST_CASE(a_list_reserves_no_more_than_its_text_can_fill)
{
    // The first entry is short, what follows is not: room for 64 entries is made, not for thousands.
    auto const body = R"({"CertificateList":[{},{"name":")" + std::string(100'000, 'x') + "\"}]}";
    auto const page = decode_with<cas::certificate_page>(&cas::detail::decode_json, body).value;
    BOOST_TEST(page.certificate_list.size() == 2u);
    BOOST_TEST(page.certificate_list.capacity() <= 65u);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Operations that no service has: names that sort before, between and behind the common ones, and values of every kind.

#include "aliyun/cas/operations/common.hpp"
#include "naive_query.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using query_test::check_query;
using query_test::parameters;
using query_test::write_query;

struct nothing_of_its_own
{
    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "Nothing & more"};
    using params = cas::param_table<>;
};

struct everywhere
{
    std::string digit = "1";
    std::string before = "before";
    std::string adjacent = "adjacent";
    std::string between = "between";
    std::string behind = "behind";
    std::string tilde = "tilde";
    std::string accented = "accented";

    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "Everywhere"};
    // In no order at all.
    using params =
        cas::param_table<cas::param<"Zone", &everywhere::behind>, cas::param<"\u00e9t\u00e9", &everywhere::accented>,
                         cas::param<"AccessKeyI", &everywhere::before>, cas::param<"Actio", &everywhere::adjacent>,
                         cas::param<"~", &everywhere::tilde>, cas::param<"Signatur", &everywhere::between>,
                         cas::param<"0 &=%", &everywhere::digit>>;
};

struct constants_together
{
    std::optional<std::string> optional_between{};

    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "Constants"};
    using params =
        cas::param_table<cas::constant<"A", "first of all">, cas::constant<"AB", "">, cas::constant<"Actioo", "+/=">,
                         cas::constant<"Actiop", "\u8bc1">, cas::param<"Actioq", &constants_together::optional_between>,
                         cas::constant<"Actior", "x">, cas::constant<"Zz", "last">, cas::constant<"Zzz", "of all">>;
};

enum class mood
{
    calm,
    wild
};
constexpr std::string_view spelling(mood value) noexcept
{
    return value == mood::calm ? "calm" : "wild & free";
}

struct every_kind
{
    std::int64_t big = 0;
    std::uint64_t huge = 0;
    std::int8_t tiny = 0;
    bool flag = false;
    mood how = mood::calm;
    cas::secret_string secret{};
    std::string text{};
    std::optional<std::string> maybe_text{};
    std::optional<std::int64_t> maybe_big{};
    std::optional<bool> maybe_flag{};
    std::optional<mood> maybe_mood{};
    std::optional<cas::secret_string> maybe_secret{};

    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "EveryKind"};
    using params = cas::param_table<
        cas::param<"Big", &every_kind::big>, cas::param<"Huge", &every_kind::huge>,
        cas::param<"Tiny", &every_kind::tiny>, cas::param<"Flag", &every_kind::flag>,
        cas::param<"Mood", &every_kind::how>, cas::param<"Secret", &every_kind::secret>,
        cas::param<"Text", &every_kind::text>, cas::param<"MaybeText", &every_kind::maybe_text>,
        cas::param<"MaybeBig", &every_kind::maybe_big>, cas::param<"AMaybeFlag", &every_kind::maybe_flag>,
        cas::param<"MaybeMood", &every_kind::maybe_mood>, cas::param<"ZMaybeSecret", &every_kind::maybe_secret>>;
};

parameters required_of(every_kind const& op)
{
    return {{"Big", std::to_string(op.big)},
            {"Huge", std::to_string(op.huge)},
            {"Tiny", std::to_string(op.tiny)},
            {"Flag", op.flag ? "true" : "false"},
            {"Mood", std::string(spelling(op.how))},
            {"Secret", std::string(op.secret.reveal())},
            {"Text", op.text}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(canonical_order)

BOOST_AUTO_TEST_CASE(an_operation_without_parameters_sends_the_common_ones)
{
    check_query(nothing_of_its_own{}, {});
}

BOOST_AUTO_TEST_CASE(names_sort_by_bytes_before_between_and_behind_the_common_ones)
{
    check_query(everywhere{}, {{"0 &=%", "1"},
                               {"AccessKeyI", "before"},
                               {"Actio", "adjacent"},
                               {"Signatur", "between"},
                               {"Zone", "behind"},
                               {"~", "tilde"},
                               {"\u00e9t\u00e9", "accented"}});
    auto const written = write_query(everywhere{}).once;
    BOOST_TEST(written.starts_with("0%20%26%3D%25=1&AccessKeyI=before&AccessKeyId=testid&Actio=adjacent&Action="));
    BOOST_TEST(written.ends_with("&Version=2018-07-13&Zone=behind&~=tilde&%C3%A9t%C3%A9=accented"));
}

BOOST_AUTO_TEST_CASE(constants_that_stand_together_are_all_sent_whether_or_not_what_is_between_them_is)
{
    parameters const constants{{"A", "first of all"}, {"AB", ""},     {"Actioo", "+/="}, {"Actiop", "\u8bc1"},
                               {"Actior", "x"},       {"Zz", "last"}, {"Zzz", "of all"}};
    check_query(constants_together{}, constants);
    auto with_optional = constants;
    with_optional["Actioq"] = "o";
    check_query(constants_together{"o"}, with_optional);
}

BOOST_AUTO_TEST_CASE(an_unset_optional_is_absent_and_an_empty_one_is_sent_as_empty)
{
    every_kind op;
    check_query(op, required_of(op));

    op.maybe_text = "";
    op.maybe_secret.emplace();
    auto expected = required_of(op);
    expected["MaybeText"] = "";
    expected["ZMaybeSecret"] = "";
    check_query(op, expected);

    op.maybe_text = "set";
    op.maybe_secret = cas::secret_string("also set");
    op.maybe_big = 0;
    op.maybe_flag = false;
    op.maybe_mood = mood::wild;
    expected["MaybeText"] = "set";
    expected["ZMaybeSecret"] = "also set";
    expected["MaybeBig"] = "0";
    expected["AMaybeFlag"] = "false";
    expected["MaybeMood"] = "wild & free";
    check_query(op, expected);
}

BOOST_AUTO_TEST_CASE(extreme_values_of_every_kind_are_sent_and_fit_their_bound)
{
    every_kind op;
    op.text = std::string(300, '\xFF');
    op.secret = std::string(300, '&');
    op.how = mood::wild;
    op.flag = true;
    op.huge = std::numeric_limits<std::uint64_t>::max();
    for (auto const big : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{4'294'967'297},
                           std::numeric_limits<std::int64_t>::max()})
        for (int const tiny : {-128, -1, 0, 127})
        {
            op.big = big;
            op.maybe_big = big;
            op.tiny = static_cast<std::int8_t>(tiny);
            auto expected = required_of(op);
            expected["MaybeBig"] = std::to_string(big);
            check_query(op, expected);
        }
}

BOOST_AUTO_TEST_CASE(optional_common_parameters_take_their_place_when_they_are_set)
{
    auto context = query_test::fixed_context();
    context.region_id = "cn-hangzhou";
    context.resource_owner_account = "";
    context.security_token = "to/ken==";
    auto expected = query_test::common_parameters("Nothing & more");
    expected["RegionId"] = "cn-hangzhou";
    expected["ResourceOwnerAccount"] = "";
    expected["SecurityToken"] = "to/ken==";
    BOOST_TEST(write_query(nothing_of_its_own{}, context).once == query_test::canonical_query(expected));
}

BOOST_AUTO_TEST_CASE(another_table_of_common_parameters_decides_their_names_and_order)
{
    using common = cas::param_table<cas::param<"TimeStamp", &cas::request_context::timestamp>,
                                    cas::constant<"Sign", "a b">, cas::action_param<"Method">>;
    auto const written = write_query<common>(everywhere{});
    BOOST_TEST(written.once == "0%20%26%3D%25=1&AccessKeyI=before&Actio=adjacent&Method=Everywhere&Sign=a%20b&Signatur="
                               "between&TimeStamp=2026-11-24T05%3A12%3A24Z&Zone=behind&~=tilde&%C3%A9t%C3%A9=accented");
    BOOST_TEST(written.twice == query_test::percent_encoded(written.once));
}

BOOST_AUTO_TEST_CASE(names_and_constants_are_encoded_at_compile_time)
{
    using order = cas::detail::canonical_order<constants_together, cas::rpc_v1_params>;
    static_assert(order::own::parameter_slots[0].name == "A" &&
                  order::own::parameter_slots[order::own::parameter_slots.size() - 1].name == "Zzz");
    static_assert(!order::run<0>.is_shared && order::run<0>.last == 2 && order::run<1>.is_shared);
    // Nothing with a value follows the two constants in their run: they are written together.
    static_assert(cas::detail::leading_text<order::own, 0, 1>::once == "&A=first%20of%20all&AB=");
    static_assert(cas::detail::leading_text<order::own, 0, 1>::twice == "%26A%3Dfirst%2520of%2520all%26AB%3D");
    // Action among its neighbours, which an optional parameter follows.
    static_assert(cas::detail::leading_text<order::own, 2, 4>::once ==
                  "&Action=Constants&Actioo=%2B%2F%3D&Actiop=%E8%AF%81");
    // SignatureNonce has a value: the constant before it is written together with its name.
    static_assert(cas::detail::leading_text<order::shared, 1, 6>::once == "&SignatureMethod=HMAC-SHA1&SignatureNonce=");
    BOOST_TEST(order::own::parameter_slots.size() + order::shared::parameter_slots.size() ==
               cas::rpc_v1_params::size + 8);
}

BOOST_AUTO_TEST_CASE(a_secret_makes_its_table_secret)
{
    static_assert(every_kind::params::has_secret);
    static_assert(!everywhere::params::has_secret);
    static_assert(!constants_together::params::has_secret);
    struct marked
    {
        std::string text{};
        using params =
            cas::param_table<cas::constant<"A", "b">, cas::param<"Text", &marked::text, cas::visibility::secret>>;
    };
    BOOST_TEST(marked::params::has_secret);
}

BOOST_AUTO_TEST_SUITE_END()

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Which fault happens when, and what it makes of an answer.

#include "aliyun/cas/detail/emulator/fault_chooser.hpp"
#include "aliyun/cas/detail/emulator/reply.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using cas::emulator_fault;
using cas::emulator_fault_moment;
using cas::emulator_fault_rule;

std::string strikes(std::vector<emulator_fault_rule> const& rules, int requests, std::string_view action = "A")
{
    fault_chooser chooser{rules, 7};
    std::string all;
    for (int at = 0; at < requests; ++at)
        all += chooser.after_reading(action) != nullptr ? 'x' : '.';
    return all;
}

emulator_fault_rule rule(emulator_fault what = emulator_fault::garbage)
{
    return emulator_fault_rule{what};
}

play played(emulator_fault fault, answer_format format = answer_format::json)
{
    reply what;
    what.fields = "Date: today\r\n";
    what.body = R"({"RequestId":"R-1"})";
    return play_of(rule(fault), what, format, "R-1");
}

std::string text(play const& what)
{
    std::string all;
    for (auto const& piece : what.pieces)
        all += piece;
    return all;
}

BOOST_AUTO_TEST_SUITE(emulator_faults)

BOOST_AUTO_TEST_CASE(each_fault_has_a_name_of_its_own)
{
    std::set<std::string_view> names;
    for (std::size_t at = 0; at < cas::emulator_faults; ++at)
    {
        auto const fault = static_cast<emulator_fault>(at);
        names.insert(spelling(fault));
        BOOST_CHECK(cas::emulator_fault_named(spelling(fault)) == fault);
        BOOST_CHECK((moment_of(fault) == emulator_fault_moment::never) == (fault == emulator_fault::none));
    }
    BOOST_TEST(names.size() == cas::emulator_faults);
    BOOST_CHECK(!cas::emulator_fault_named("no such thing"));
}

BOOST_AUTO_TEST_CASE(a_rule_tells_from_when_on_how_often_and_how_many_times)
{
    auto r = rule();
    BOOST_TEST(strikes({r}, 4) == "xxxx");
    r.first = 3;
    BOOST_TEST(strikes({r}, 5) == "..xxx");
    r.times = 1;
    BOOST_TEST(strikes({r}, 5) == "..x..");
    r.times = 2;
    r.every = 3;
    BOOST_TEST(strikes({r}, 11) == "..x..x.....");
    r = rule();
    r.action = "B";
    BOOST_TEST(strikes({r}, 2) == "..");
    BOOST_TEST(strikes({r}, 2, "B") == "xx");
    r.every = 0;
    BOOST_CHECK_THROW((fault_chooser{{r}, 1}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(chance_is_as_likely_as_asked_for_and_comes_again_with_its_seed)
{
    auto r = rule();
    r.probability = 0.1;
    auto const once = strikes({r}, 10'000);
    auto const struck = std::count(once.begin(), once.end(), 'x');
    BOOST_TEST(struck > 850);
    BOOST_TEST(struck < 1150);
    BOOST_TEST(strikes({r}, 10'000) == once);
    r.probability = 0;
    BOOST_TEST(strikes({r}, 2) == "..");
}

BOOST_AUTO_TEST_CASE(the_first_rule_that_holds_counts_and_only_at_its_moment)
{
    auto early = rule(emulator_fault::reset_in_request);
    auto first = rule(emulator_fault::redirect);
    first.every = 2;
    std::vector<emulator_fault_rule> const rules{early, first, rule(emulator_fault::garbage)};
    fault_chooser chooser{rules, 1};
    BOOST_CHECK(chooser.after_reading("A")->fault == emulator_fault::redirect);
    BOOST_CHECK(chooser.after_reading("A")->fault == emulator_fault::garbage);
    BOOST_CHECK(chooser.before_reading(emulator_fault_moment::request)->fault == emulator_fault::reset_in_request);
    BOOST_CHECK(chooser.before_reading(emulator_fault_moment::connection) == nullptr);
}

BOOST_AUTO_TEST_CASE(without_a_fault_an_answer_is_whole)
{
    BOOST_TEST(text(played(emulator_fault::none)) ==
               "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 19\r\n\r\n{\"RequestId\":\"R-1\"}");
}

BOOST_AUTO_TEST_CASE(an_answer_is_broken_off_in_each_of_its_parts)
{
    auto const whole = text(played(emulator_fault::none));
    using enum emulator_fault;
    for (auto const& [fault, least, most] :
         {std::tuple{cut_after_request, 0U, 0U}, std::tuple{cut_in_status_line, 1U, 16U},
          std::tuple{cut_in_header, 18U, 50U}, std::tuple{cut_in_body, 54U, 71U}})
    {
        auto const cut = text(played(fault));
        BOOST_TEST(whole.starts_with(cut));
        BOOST_TEST(cut.size() >= least);
        BOOST_TEST(cut.size() <= most);
        BOOST_CHECK(played(fault).end == reply_end::close_notify);
    }
    BOOST_CHECK(played(reset_in_body).end == reply_end::reset);
    BOOST_CHECK(played(stall_in_header).end == reply_end::stall);
}

BOOST_AUTO_TEST_CASE(dripping_is_slow_and_complete)
{
    auto const whole = text(played(emulator_fault::none));
    for (auto const fault : {emulator_fault::drip_head, emulator_fault::drip_body})
    {
        auto const dripping = played(fault);
        BOOST_TEST(text(dripping) == whole);
        BOOST_TEST(dripping.pieces.size() > 15U);
        BOOST_TEST(dripping.pause.count() > 0);
    }
}

BOOST_AUTO_TEST_CASE(chunks_hold_the_body)
{
    auto const body = repeated("0123456789", 100);
    auto const chunks = in_chunks(body);
    BOOST_TEST(chunks.starts_with("ff;name=value;quoted=\"a;b\"\r\n0123456789"));
    BOOST_TEST(chunks.ends_with("\r\n0;last\r\nX-Trailer: value\r\n\r\n"));
    BOOST_TEST(in_chunks("").starts_with("0;last\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

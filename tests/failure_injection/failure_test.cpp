// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Every row of the table of faults over loopback TLS: a fault that stays, and a fault that happens once.

#include "failure_injection/fault_table.hpp"
#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>
#include <aliyun/cas/xml.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace aliyun::cas;
using namespace std::chrono_literals;
using namespace failure_injection;
using clock_type = std::chrono::steady_clock;

constexpr int most_attempts = 2;

enum class lasting
{
    once,
    always
};

bool takes_the_deadline(expectation const& row)
{
    return row.code == errc::deadline_exceeded;
}

bool is_repeated(expectation const& row, repeat_safety kind)
{
    return row.repeated == repeats::all || (row.repeated == repeats::unless_unsafe && kind != repeat_safety::unsafe);
}

emulator_options with_fault(expectation const& row, lasting how)
{
    emulator_fault_rule rule{row.fault};
    if (how == lasting::once)
        rule.times = 1;
    if (row.fault == emulator_fault::drip_head || row.fault == emulator_fault::drip_body)
        rule.pause = 20ms * support::slowness;
    emulator_options options;
    options.faults.push_back(rule);
    return options;
}

client_options impatient(support::running_emulator const& emulator, expectation const& row)
{
    auto options = support::options_for(emulator);
    options.deadline = takes_the_deadline(row) ? 100ms + 40ms * support::slowness : 20s;
    options.retry.max_attempts = most_attempts;
    options.max_body_size = std::size_t{256} * 1024; // so that what is endless ends soon
    return options;
}

/// How many requests the server has seen, carried out and not; those that never became one excepted.
std::size_t seen(support::running_emulator const& emulator)
{
    return emulator.history().size();
}

std::size_t executed(support::running_emulator const& emulator, std::string_view action)
{
    auto const history = emulator.history();
    return static_cast<std::size_t>(std::ranges::count_if(history, [action](emulator_request const& each)
                                                          { return each.executed() && each.action == action; }));
}

std::size_t different_nonces(support::running_emulator const& emulator)
{
    std::set<std::string> nonces;
    for (auto const& each : emulator.history())
        nonces.insert(each.nonce);
    return nonces.size();
}

/// Makes one call under a fault and holds against the row what came of it, at the client and at the server.
template <typename Op>
void check_row(expectation const& row, Op const& op, lasting how, response_format format = json_format)
{
    constexpr auto kind = Op::traits.repeat;
    support::running_emulator emulator{with_fault(row, how)};
    emulator.add_certificates(1);
    auto options = impatient(emulator, row);
    options.format = format;
    auto const begin = clock_type::now();
    std::optional<outcome<typename Op::response>> result;
    {
        support::session with{options};
        result.emplace(with.get(op)); // throws if anything of the client's is left under way
    }
    auto const took = clock_type::now() - begin;
    bool const again = is_repeated(row, kind);
    bool const succeeds = !row.code || (again && how == lasting::once);
    BOOST_TEST(took < options.deadline + 1s * support::slowness);

    bool const before_requests = moment_of(row.fault) == emulator_fault_moment::connection;
    std::size_t const attempts = again ? most_attempts : 1;
    std::size_t const requests = !before_requests ? attempts : succeeds ? 1 : 0;
    BOOST_TEST(seen(emulator) == requests);
    // Behind `attempts`: what a fault hides from the server has no nonce.
    if (moment_of(row.fault) == emulator_fault_moment::answer)
        BOOST_TEST(different_nonces(emulator) == requests);
    BOOST_TEST(emulator.wait_until_closed());

    if (succeeds)
        BOOST_TEST(result->has_value(), result->error());
    else
    {
        BOOST_TEST_REQUIRE(!result->has_value());
        auto const& why = result->error();
        BOOST_TEST(why.code == row.code, why);
        BOOST_TEST(why.attempts == static_cast<int>(attempts), why);
        BOOST_TEST(why.maybe_executed == (kind != repeat_safety::safe && row.write == write_is::maybe_executed), why);
    }
    if (kind != repeat_safety::safe)
    {
        auto const times = executed(emulator, Op::traits.action);
        BOOST_TEST(times <= 1U);
        if (succeeds)
            BOOST_TEST(times == 1U);
        else if (!result->error().maybe_executed)
            BOOST_TEST(times == 0U);
    }
}

create_user_certificate upload()
{
    static auto const pair = support::issued_identity("upload.example.com");
    return create_user_certificate{certificate_name{"upload"}, certificate_pem{pair.chain_pem},
                                   private_key_pem{pair.key_pem}};
}

template <typename Op>
void check_all_rows(Op const& op, lasting how, response_format format = json_format)
{
    for (auto const& row : table())
        BOOST_TEST_CONTEXT(spelling(row.fault))
    check_row(row, op, how, format);
}

describe_user_certificate_list const list{1, 50};
delete_user_certificate const remove_one{emulator_options{}.first_certificate_id};

BOOST_AUTO_TEST_SUITE(failure_injection)

BOOST_AUTO_TEST_CASE(the_table_has_every_fault_once)
{
    std::set<emulator_fault> rows;
    for (auto const& row : table())
        BOOST_TEST(rows.insert(row.fault).second, spelling(row.fault));
    BOOST_TEST(rows.size() == emulator_faults - 1);
}

BOOST_AUTO_TEST_CASE(a_read_under_a_fault_that_stays)
{
    check_all_rows(list, lasting::always);
}

BOOST_AUTO_TEST_CASE(a_read_under_a_fault_that_happens_once)
{
    check_all_rows(list, lasting::once);
}

BOOST_AUTO_TEST_CASE(a_read_in_xml_under_a_fault_that_stays)
{
    check_all_rows(list, lasting::always, xml_format);
}

BOOST_AUTO_TEST_CASE(an_idempotent_write_under_a_fault_that_stays)
{
    check_all_rows(remove_one, lasting::always);
}

BOOST_AUTO_TEST_CASE(an_idempotent_write_under_a_fault_that_happens_once)
{
    check_all_rows(remove_one, lasting::once);
}

BOOST_AUTO_TEST_CASE(an_unsafe_write_under_a_fault_that_stays)
{
    check_all_rows(upload(), lasting::always);
}

BOOST_AUTO_TEST_CASE(an_unsafe_write_under_a_fault_that_happens_once)
{
    check_all_rows(upload(), lasting::once);
}

BOOST_AUTO_TEST_CASE(a_redirection_is_never_followed)
{
    support::scripted_server const elsewhere{[](support::scripted_request const&)
                                             { return support::answer(200, "{}"); }};
    emulator_fault_rule rule{emulator_fault::redirect};
    rule.location = elsewhere.endpoint() + "/";
    emulator_options service;
    service.faults.push_back(rule);
    support::running_emulator const emulator{service};
    for (auto const method : {request_method::get, request_method::post})
    {
        auto options = support::options_for(emulator);
        options.method = method;
        auto const page = support::call_once(options, list);
        BOOST_REQUIRE(!page);
        BOOST_TEST(page.error().http_status == 302);
    }
    BOOST_TEST(elsewhere.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_tried_again_and_told)
{
    client_options options;
    options.quota = aliyun::cas::quota_options::unlimited();
    {
        support::running_emulator const gone; // and its port with it
        options = support::options_for(gone);
    }
    options.retry.max_attempts = most_attempts;
    auto const written = support::call_once(options, upload());
    BOOST_REQUIRE(!written);
    BOOST_TEST(written.error().code == boost::asio::error::connection_refused, written.error());
    BOOST_TEST(written.error().attempts == most_attempts);
    BOOST_TEST(!written.error().maybe_executed);
}

BOOST_AUTO_TEST_CASE(a_server_may_close_after_every_nth_answer)
{
    for (unsigned const every : {1U, 2U, 3U})
    {
        emulator_fault_rule rule{emulator_fault::close_after_response};
        rule.every = rule.first = every;
        emulator_options service;
        service.faults.push_back(rule);
        support::running_emulator const emulator{service};
        support::session with{support::options_for(emulator)};
        for (int at = 0; at < 12; ++at)
            BOOST_TEST(with.get(list).has_value());
        BOOST_TEST(emulator.connections_accepted() == 12U / every + (12U % every != 0 ? 1U : 0U));
        BOOST_TEST(seen(emulator) == 12U);
    }
}

BOOST_AUTO_TEST_CASE(a_duplicate_of_an_answer_is_not_taken_for_the_next_one)
{
    emulator_fault_rule rule{emulator_fault::duplicate_response};
    rule.times = 1;
    emulator_options service;
    service.faults.push_back(rule);
    support::running_emulator emulator{service};
    emulator.add_certificates(2);
    support::session with{support::options_for(emulator)};
    BOOST_TEST_REQUIRE(with.get(list).has_value());
    auto const detail = with.get(describe_user_certificate_detail{remove_one.cert_id + 1});
    BOOST_TEST_REQUIRE(detail.has_value(), detail.error());
    BOOST_TEST(detail->name == "certificate-2");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

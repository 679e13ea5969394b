// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The decisions of upload, rotate, prune and apply, without an account.

#include <certificates/naming.hpp>
#include <certificates/plan.hpp>
#include <certificates/problem.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace
{

using namespace certificates;
using std::chrono::days;

std::chrono::sys_seconds day(char const* text)
{
    return parse_day(text).value();
}
auto const now = day("2026-06-15") + std::chrono::hours(12);

certificate entry(std::int64_t id, std::string host, std::string start, std::string end)
{
    certificate one;
    one.id = id;
    one.name = "name-" + std::to_string(id);
    one.hosts = {std::move(host)};
    one.start_date = std::move(start);
    one.end_date = std::move(end);
    one.fingerprint = "FP" + std::to_string(id);
    one.uploaded = true;
    one.expired = *parse_day(one.end_date) < std::chrono::floor<days>(now);
    return one;
}

local_certificate pair(std::string fingerprint, std::string host, char const* end)
{
    local_certificate one;
    one.file = fingerprint + ".pem";
    one.key_file = fingerprint + ".key";
    one.common = host;
    one.hosts = {std::move(host)};
    one.starts = day("2026-06-01");
    one.ends = day(end);
    one.fingerprint = std::move(fingerprint);
    one.chain = "chain";
    return one;
}

naming const by_default{std::string(default_name_template), {}};

std::vector<std::int64_t> ids(std::vector<step> const& steps, action what)
{
    std::vector<std::int64_t> found;
    for (auto const& one : steps)
        if (one.what == what)
            found.push_back(one.id);
    std::sort(found.begin(), found.end());
    return found;
}
using list = std::vector<std::int64_t>;

/// A plan held against an account whose deletions were not ours.
plan_check held_against(std::vector<certificate> const& account, plan const& made,
                        std::map<std::int64_t, std::string> const& in_use = {})
{
    return check_plan(
        made, account, {}, [](std::int64_t) { return false; }, in_use, now);
}

pruning_options at_once()
{
    pruning_options options;
    options.now = now;
    options.grace = days(0);
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_plans)

BOOST_AUTO_TEST_CASE(what_is_in_the_account_by_fingerprint_is_not_uploaded)
{
    auto const steps =
        plan_uploads({entry(7, "a.com", "2026-01-01", "2026-12-01")},
                     {pair("FP7", "a.com", "2026-12-01"), pair("NEW", "a.com", "2027-01-01")}, by_default);
    BOOST_REQUIRE(steps.size() == 2U);
    BOOST_TEST((steps[0].what == action::none));
    BOOST_TEST(steps[0].id == 7);
    BOOST_TEST((steps[1].what == action::upload));
    BOOST_TEST(steps[1].name == "a.com-20270101-NEW");
}

BOOST_AUTO_TEST_CASE(what_fails_the_check_or_has_no_key_is_blocked_with_the_reason)
{
    auto bad = pair("BAD", "a.com", "2027-01-01");
    bad.findings.push_back({"BAD.pem", 3, true, "chain-order", "the chain is upside down", "turn it"});
    auto keyless = pair("KEYLESS", "b.com", "2027-01-01");
    keyless.key_file.clear();
    auto const steps = plan_uploads({}, {bad, keyless}, by_default);
    BOOST_TEST((steps[0].what == action::blocked));
    BOOST_TEST(steps[0].reason == "BAD.pem:3: the chain is upside down");
    BOOST_TEST((steps[1].what == action::blocked));
    BOOST_TEST(steps[1].reason == "no private key fits it");
}

BOOST_AUTO_TEST_CASE(a_name_that_another_has_blocks_and_a_remembered_name_is_kept)
{
    naming const fixed{"name-7", {}};
    auto const taken =
        plan_uploads({entry(7, "a.com", "2026-01-01", "2026-12-01")}, {pair("NEW", "a.com", "2027-01-01")}, fixed);
    BOOST_TEST((taken[0].what == action::blocked));
    auto const twice = plan_uploads({}, {pair("A", "a.com", "2027-01-01"), pair("B", "b.com", "2027-01-01")}, fixed);
    BOOST_TEST((twice[0].what == action::upload));
    BOOST_TEST((twice[1].what == action::blocked));
    auto const kept = plan_uploads({}, {pair("A", "a.com", "2027-01-01")}, {"other", {{"A", "as before"}}});
    BOOST_TEST(kept[0].name == "as before");
}

BOOST_AUTO_TEST_CASE(a_name_is_cut_to_what_the_service_takes_and_stays_unique)
{
    auto one = pair("0123456789ABCDEF", "*." + std::string(150, 'x') + ".com", "2027-01-01");
    auto const name = make_name("{host}", one);
    BOOST_TEST(name.size() == 128U);
    BOOST_TEST(name.starts_with("wildcard.xxx"));
    BOOST_TEST(name.ends_with("-01234567"));
    BOOST_CHECK_THROW((void)make_name("{colour}", one), problem);
    BOOST_CHECK_THROW((void)make_name("{host", one), problem);
}

BOOST_AUTO_TEST_CASE(a_rotation_uploads_then_binds_then_marks_what_it_replaces)
{
    rotation_options options;
    options.names = by_default;
    options.domains = {"a.com"};
    auto bought = entry(2, "a.com", "2026-01-01", "2026-07-15");
    bought.uploaded = false;
    auto const steps = plan_rotation(
        {entry(1, "A.com", "2026-01-01", "2026-07-01"), bought, entry(3, "other.com", "2026-01-01", "2026-07-01")},
        {pair("NEW", "a.com", "2027-01-01")}, options);
    BOOST_REQUIRE(steps.size() == 3U);
    BOOST_TEST((steps[0].what == action::upload));
    BOOST_TEST((steps[1].what == action::bind));
    BOOST_TEST(steps[1].domain == "a.com");
    BOOST_TEST((steps[2].what == action::supersede));
    BOOST_TEST(steps[2].id == 1);
    BOOST_TEST(steps[2].successor == "NEW");
}

BOOST_AUTO_TEST_CASE(a_rotation_of_what_is_there_and_marked_is_nothing_to_do)
{
    rotation_options options;
    options.names = by_default;
    options.marked = {1};
    plan made;
    made.steps =
        plan_rotation({entry(1, "a.com", "2026-01-01", "2026-07-01"), entry(2, "a.com", "2026-06-01", "2027-01-01")},
                      {pair("FP2", "a.com", "2027-01-01")}, options);
    BOOST_TEST(!made.does_anything());
}

BOOST_AUTO_TEST_CASE(a_rotation_never_goes_back_to_an_older_certificate)
{
    rotation_options options;
    options.names = by_default;
    plan made;
    made.steps = plan_rotation(
        {entry(1, "a.com", "2026-01-01", "2027-06-01")},
        {pair("OLD", "a.com", "2027-01-01"), pair("B1", "b.com", "2027-01-01"), pair("B2", "b.com", "2027-02-01")},
        options);
    BOOST_TEST((made.steps[0].what == action::none));
    BOOST_TEST((made.steps[1].what == action::none)); // B2 is newer
    BOOST_TEST((made.steps[2].what == action::upload));
    BOOST_TEST(made.steps.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_domain_that_no_pair_covers_is_told)
{
    rotation_options options;
    options.names = by_default;
    options.domains = {"x.a.com", "y.com"};
    auto const steps = plan_rotation({}, {pair("NEW", "*.a.com", "2027-01-01")}, options);
    BOOST_REQUIRE(steps.size() == 3U);
    BOOST_TEST((steps[1].what == action::bind));
    BOOST_TEST(steps[1].domain == "x.a.com");
    BOOST_TEST((steps[2].what == action::blocked));
    BOOST_TEST(steps[2].domain == "y.com");
}

BOOST_AUTO_TEST_CASE(pruning_takes_what_has_ended_and_what_was_replaced)
{
    auto const steps = plan_pruning({entry(1, "a.com", "2025-01-01", "2025-06-01"),  // ended
                                     entry(2, "a.com", "2026-01-01", "2026-07-01"),  // replaced
                                     entry(3, "a.com", "2026-05-01", "2026-12-01"),  // the newest
                                     entry(4, "b.com", "2026-01-01", "2026-07-01")}, // alone
                                    at_once());
    BOOST_TEST(ids(steps, action::remove) == (list{1, 2}));
    BOOST_TEST(steps[0].reason == "ended on 2025-06-01");
    BOOST_TEST(steps[1].reason == "replaced by certificate 3 on 2026-05-01");
    BOOST_TEST(steps[1].successor == "FP3");
}

BOOST_AUTO_TEST_CASE(pruning_never_takes_the_last_valid_one_of_a_set_of_hosts)
{
    // The newest is not valid yet: the one that is must stay, whatever --keep says.
    auto options = at_once();
    options.keep = 0;
    BOOST_TEST(
        ids(plan_pruning({entry(1, "a.com", "2026-01-01", "2026-07-01"), entry(2, "a.com", "2026-07-01", "2027-07-01")},
                         options),
            action::remove) == list{});
    // Nor one whose successor has ended already.
    BOOST_TEST(
        ids(plan_pruning({entry(1, "a.com", "2026-01-01", "2026-07-01"), entry(2, "a.com", "2026-01-01", "2026-06-01")},
                         options),
            action::remove) == (list{2}));
    // With --keep 0 what has ended goes, even the last one; by default it stays.
    BOOST_TEST(ids(plan_pruning({entry(1, "a.com", "2025-01-01", "2025-07-01")}, options), action::remove) ==
               (list{1}));
    BOOST_TEST(ids(plan_pruning({entry(1, "a.com", "2025-01-01", "2025-07-01")}, at_once()), action::remove) == list{});
}

BOOST_AUTO_TEST_CASE(pruning_leaves_what_was_bought_excluded_or_is_among_the_newest)
{
    auto bought = entry(1, "a.com", "2025-01-01", "2025-06-01");
    bought.uploaded = false;
    std::vector<certificate> const account{bought, entry(2, "a.com", "2025-01-01", "2025-06-02"),
                                           entry(3, "a.com", "2025-01-01", "2025-06-03"),
                                           entry(4, "a.com", "2026-01-01", "2026-12-01")};
    auto options = at_once();
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{2, 3}));
    options.keep = 2;
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{2}));
    options.keep = 1;
    for (auto const* const pattern : {"3", "FP3", "name-3"})
    {
        options.excluded = {pattern};
        BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{2}));
    }
    options.excluded.clear();
    options.in_use = {{3, "cdn.a.com"}};
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{2}));
    options.excluded = {"*.com"};
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == list{});
}

BOOST_AUTO_TEST_CASE(grace_counts_from_the_end_the_successors_start_its_upload_or_the_mark)
{
    auto options = at_once();
    options.grace = days(7);
    std::vector<certificate> const account{entry(1, "a.com", "2026-01-01", "2026-07-01"),
                                           entry(2, "a.com", "2026-06-01", "2026-12-01")};
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{1}));
    options.marked[1] = day("2026-06-09");
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == list{});
    options.marked[1] = day("2026-06-08");
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == (list{1}));
    options.uploaded_at["FP2"] = day("2026-06-10");
    BOOST_TEST(ids(plan_pruning(account, options), action::remove) == list{});
    auto const ended = [&](char const* end)
    {
        return ids(plan_pruning({entry(1, "a.com", "2026-01-01", end), entry(2, "a.com", "2026-01-01", "2026-12-01")},
                                options),
                   action::remove);
    };
    BOOST_TEST(ended("2026-06-08") == (list{1}));
    BOOST_TEST(ended("2026-06-09") == list{});
}

BOOST_AUTO_TEST_CASE(a_plan_is_held_against_the_account)
{
    std::vector<certificate> const account{entry(1, "a.com", "2026-01-01", "2026-07-01"),
                                           entry(2, "a.com", "2026-05-01", "2026-12-01")};
    plan made;
    made.steps = plan_pruning(account, at_once());
    BOOST_REQUIRE(made.count(action::remove) == 1U);
    auto const never = [](std::int64_t) { return false; };
    auto const check = [&](std::vector<certificate> const& is, auto const& begun)
    { return check_plan(made, is, {}, begun, {}, now); };

    BOOST_TEST(check(account, never).differences.empty());
    BOOST_TEST(check({account[1]}, never).differences.size() == 1U); // somebody else has deleted it
    auto const ours = check({account[1]}, [](std::int64_t id) { return id == 1; });
    BOOST_TEST(ours.differences.empty());
    BOOST_TEST(ours.done.count(0) == 1U);
    BOOST_TEST(check({account[0]}, never).differences.size() == 2U); // its successor is gone, it is the last one
    auto other = account;
    other[0].fingerprint = "OTHER";
    BOOST_TEST(check(other, never).differences.size() == 1U);
    other = account;
    other[0].uploaded = false;
    BOOST_TEST(check(other, never).differences.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_plan_that_has_grown_old_binds_nothing_older_and_nothing_ended)
{
    plan made;
    step one;
    one.what = action::bind;
    one.id = 1;
    one.domain = "a.com";
    one.fingerprint = one.successor = "FP1";
    made.steps = {one};
    auto const differences = [&](std::vector<certificate> const& account)
    { return held_against(account, made).differences.size(); };
    BOOST_TEST(differences({entry(1, "a.com", "2026-01-01", "2026-07-01")}) == 0U);
    BOOST_TEST(differences({entry(1, "a.com", "2026-01-01", "2026-07-01"),
                            entry(2, "b.com", "2026-05-01", "2026-12-01")}) == 0U);
    BOOST_TEST(differences({entry(1, "a.com", "2026-01-01", "2026-07-01"),
                            entry(2, "a.com", "2026-05-01", "2026-12-01")}) == 1U);
    BOOST_TEST(differences({entry(1, "a.com", "2026-01-01", "2026-06-01")}) == 1U);
}

BOOST_AUTO_TEST_CASE(what_serves_a_domain_is_not_deleted_by_a_plan)
{
    std::vector<certificate> const account{entry(1, "a.com", "2026-01-01", "2026-07-01"),
                                           entry(2, "a.com", "2026-05-01", "2026-12-01")};
    plan made;
    made.steps = plan_pruning(account, at_once());
    auto const checked = held_against(account, made, {{1, "cdn.a.com"}});
    BOOST_REQUIRE(checked.differences.size() == 1U);
    BOOST_TEST(checked.differences[0] == "certificate 1 (\"name-1\") serves cdn.a.com");
}

BOOST_AUTO_TEST_CASE(certificates_without_hosts_are_not_taken_for_each_other)
{
    auto first = entry(1, "", "2026-01-01", "2026-07-01");
    auto second = entry(2, "", "2026-05-01", "2026-12-01");
    first.hosts.clear();
    second.hosts.clear();
    BOOST_TEST(ids(plan_pruning({first, second}, at_once()), action::remove) == list{});
}

BOOST_AUTO_TEST_CASE(an_exclude_pattern_is_an_id_a_fingerprint_a_name_or_a_host)
{
    auto one = entry(7, "a.com", "2026-01-01", "2026-07-01");
    for (auto const* const pattern : {"7", "F:P7", "name-*", "A.com", "*"})
        BOOST_TEST(excludes(pattern, one), pattern);
    BOOST_TEST(!excludes("name", one));
    one.hosts.clear();
    one.common = "shop.example.com";
    BOOST_TEST(excludes("*.example.com", one));
}

BOOST_AUTO_TEST_CASE(a_wildcard_covers_the_domain_that_the_cdn_writes_without_its_star)
{
    BOOST_TEST(pair("A", "*.example.com", "2027-01-01").covers(".example.com"));
    BOOST_TEST(pair("A", "*.example.com", "2027-01-01").covers("www.example.com"));
    BOOST_TEST(!pair("A", "www.example.com", "2027-01-01").covers(".example.com"));
    BOOST_TEST(!pair("A", "*.www.example.com", "2027-01-01").covers(".example.com"));
}

BOOST_AUTO_TEST_CASE(a_plan_that_was_written_by_hand_does_not_take_the_last_valid_one)
{
    plan made;
    step one;
    one.what = action::remove;
    one.id = 1;
    one.name = "name-1";
    one.fingerprint = "FP1";
    made.steps = {one};
    auto const checked = held_against({entry(1, "a.com", "2026-01-01", "2026-07-01")}, made);
    BOOST_TEST(checked.differences.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

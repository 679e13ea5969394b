// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// upload, rotate, prune and apply against the emulator: what they print, what they do, and what they end with.

#include "tool_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace
{

using tool_test::fingerprint_of;
using tool_test::tool_fixture;
using tool_test::wait_for;

std::vector<std::string> const formats{"table", "json", "jsonl", "csv", "nagios"};

struct pairs : tool_fixture
{
    pairs()
    {
        auto const www = issue("www.example.com", "2020-01-01", "2049-12-31");
        auto const api = issue("api.example.com", "2020-01-01", "2049-11-30");
        write_pair("new/www", www);
        write_pair("new/api", api);
        stand("WWW", www);
        stand("API", api);
    }
    void stand(std::string const& name, support::issued const& what)
    {
        auto const fingerprint = fingerprint_of(what);
        stands_for(fingerprint, "FINGERPRINT-" + name);
        stands_for(fingerprint.substr(0, 8), "FP-" + name);
    }
};

std::size_t count_of(tool_fixture const& fixture, std::string const& operation)
{
    auto const history = fixture.emulator.history();
    return static_cast<std::size_t>(
        std::count_if(history.begin(), history.end(), [&](auto const& one) { return one.action == operation; }));
}

/// An emulator that is the CDN, too.
aliyun::cas::emulator_options
with_cdn(std::function<boost::json::object(aliyun::cas::emulator_parameters const&)> answer)
{
    aliyun::cas::emulator_operation bind("SetCdnDomainSSLCertificate", std::move(answer));
    bind.version = "2018-05-10";
    aliyun::cas::emulator_options options;
    options.operations.push_back(std::move(bind));
    return options;
}

std::vector<std::string> rotation_that_binds(tool_fixture const& with)
{
    return {"rotate",         "new",
            "--apply",        "-q",
            "--cdn-domain",   "www.example.com",
            "--cdn-endpoint", with.emulator.endpoint()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_writing)

BOOST_FIXTURE_TEST_CASE(upload_dry_run_in_every_format_changes_nothing, pairs)
{
    for (auto const& format : formats)
        expect("upload_dry." + format, {"upload", "new", "--dry-run", "--format", format});
    BOOST_TEST(emulator.certificates() == 0U);
    BOOST_TEST(run({"upload", "new", "-n", "-f", "prometheus"}).code == 3);
}

BOOST_FIXTURE_TEST_CASE(upload_takes_what_is_new_with_one_walk_and_nothing_twice, pairs)
{
    expect("upload.json", {"upload", "new", "-f", "json", "--concurrency", "1"});
    BOOST_TEST(emulator.certificates() == 2U);
    BOOST_TEST(count_of(*this, "DescribeUserCertificateList") == 1U);
    for (auto const& format : formats)
        expect("upload_again." + format, {"upload", "new", "-f", format});
    BOOST_TEST(emulator.certificates() == 2U);
    BOOST_TEST(count_of(*this, "CreateUserCertificate") == 2U);
}

BOOST_FIXTURE_TEST_CASE(upload_of_good_and_bad_pairs_fails_in_part, pairs)
{
    auto const ended = issue("old.example.com", "2019-01-01", "2020-01-01");
    write_pair("new/old", ended);
    auto const came = run({"upload", "new", "-f", "csv", "--fields", "result,reason,hosts"});
    BOOST_TEST(came.code == 2);
    BOOST_TEST(came.out.find("blocked,new/old/fullchain.pem:1: ") != std::string::npos);
    BOOST_TEST(emulator.certificates() == 2U);
    BOOST_TEST(run({"upload", "new/old"}).code == 1);
    BOOST_TEST(run({"upload", "nowhere"}).code == 3);
    BOOST_TEST(run({"upload", "new", "--region", "all"}).code == 3);
    BOOST_TEST(run({"upload", "new/www", "--name-template", "{x}"}).code == 3); // though no name has to be made
}

BOOST_FIXTURE_TEST_CASE(an_upload_whose_id_is_not_told_is_found_by_its_name, tool_fixture)
{
    aliyun::cas::emulator_options options;
    options.create_answer = aliyun::cas::emulator_create_answer::without_cert_id;
    support::running_emulator old_edition(options);
    write("old.pem", old_edition.ca_pem());
    environment["ALIYUN_CAS_ENDPOINT"] = old_edition.endpoint();
    environment["ALIYUN_CAS_CA_FILE"] = (folder / "old.pem").string();
    write_pair("p", issue("www.example.com", "2020-01-01", "2049-12-31"));
    auto const came = run({"upload", "p", "-f", "csv", "--fields", "result,id"});
    BOOST_TEST(came.code == 0);
    BOOST_TEST(came.out == "result,id\ndone,4294968001\n");
}

BOOST_FIXTURE_TEST_CASE(the_journal_is_for_its_owner_and_holds_no_key, pairs)
{
    BOOST_TEST(run({"upload", "new", "--journal", "state/j"}).code == 0);
    auto const mode = std::filesystem::status(folder / "state/j").permissions();
    BOOST_TEST(static_cast<int>(mode) == 0600);
    auto const key = read("new/www/privkey.pem");
    auto const part = key.substr(key.find('\n') + 1, 40);
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder / "state"))
        if (entry.is_regular_file())
        {
            auto const text = read(std::filesystem::relative(entry.path(), folder).string());
            BOOST_TEST(text.find(part) == std::string::npos);
            BOOST_TEST(text.find("PRIVATE") == std::string::npos);
            BOOST_TEST(text.find("testsecret") == std::string::npos);
        }
}

BOOST_FIXTURE_TEST_CASE(rotate_prints_a_plan_and_changes_nothing_without_apply, pairs)
{
    add("www-old", issue("www.example.com", "2019-01-01", "2049-02-01"));
    for (auto const& format : formats)
        expect("rotate_plan." + format, {"rotate", "new", "--format", format});
    BOOST_TEST(emulator.certificates() == 1U);
}

BOOST_FIXTURE_TEST_CASE(rotate_then_prune_leaves_the_new_ones, pairs)
{
    add("www-old", issue("www.example.com", "2019-01-01", "2049-02-01"));
    expect("rotate.json", {"rotate", "new", "--apply", "-f", "json", "--concurrency", "1"});
    BOOST_TEST(emulator.certificates() == 3U);
    for (auto const& format : formats)
        expect("rotate_again." + format, {"rotate", "new", "--apply", "-f", format});
    BOOST_TEST(emulator.certificates() == 3U);
    environment["ALIYUN_CERTIFICATES_NOW"] = "2493072001";
    expect("prune_plan.json", {"prune", "--grace", "0d", "-f", "json"});
    BOOST_TEST(emulator.certificates() == 3U);
    for (auto const& format : formats)
        if (format != "json")
            expect("prune_plan." + format, {"prune", "--grace", "0d", "-f", format});
    BOOST_TEST(run({"prune", "--apply", "--grace", "0d", "--max-delete", "0"}).code == 1);
    BOOST_TEST(emulator.certificates() == 3U);
    expect("prune.json", {"prune", "--apply", "--grace", "0d", "-f", "json"});
    BOOST_TEST(emulator.certificates() == 2U);
    for (auto const& format : formats)
        expect("prune_again." + format, {"prune", "--apply", "--grace", "0d", "-f", format});
}

BOOST_FIXTURE_TEST_CASE(apply_carries_out_a_plan_and_refuses_one_that_is_no_longer_true, pairs)
{
    auto const old = add("www-old", issue("www.example.com", "2019-01-01", "2049-02-01"));
    write("plan.json", run({"rotate", "new", "-f", "json"}).out);
    write("elsewhere.json", read("plan.json"));
    expect("apply.json", {"apply", "plan.json", "-f", "json", "--concurrency", "1"});
    BOOST_TEST(emulator.certificates() == 3U);
    for (auto const& format : formats) // all of it is done
        expect("apply_again." + format, {"apply", "plan.json", "-f", format});
    BOOST_TEST(emulator.certificates() == 3U);

    write("prune.jsonl", run({"prune", "--grace", "0d", "-f", "jsonl"}).out);
    BOOST_TEST(run({"apply", "prune.jsonl", "--max-delete", "0"}).code == 1);
    BOOST_TEST(emulator.certificates() == 3U);
    BOOST_TEST(run({"apply", "prune.jsonl"}).code == 0);
    BOOST_TEST(emulator.certificates() == 2U);
    BOOST_TEST(run({"apply", "prune.jsonl"}).code == 0);                       // it was us who deleted it
    BOOST_TEST(run({"apply", "prune.jsonl", "--journal", "other"}).code == 1); // somebody has
    auto const gone = run({"apply", "prune.jsonl", "--journal", "other"}).err;
    BOOST_TEST(gone.find("certificate " + std::to_string(old) + " (\"www-old\") is gone") != std::string::npos);

    write("half.json", read("plan.json").substr(0, 300));
    BOOST_TEST(run({"apply", "half.json"}).code == 3);
    write("list.json", run({"list", "-f", "json"}).out);
    BOOST_TEST(run({"apply", "list.json"}).code == 3);
    BOOST_TEST(run({"apply", "nowhere.json"}).code == 3);
}

BOOST_FIXTURE_TEST_CASE(a_plan_that_was_edited_wrongly_or_is_of_another_edition_is_refused, pairs)
{
    auto const plan = run({"rotate", "new", "-f", "json"}).out;
    auto const refused = [&](std::string const& what, std::string const& by, std::string const& told)
    {
        auto edited = plan;
        auto const at = edited.find(what);
        BOOST_TEST_REQUIRE(at != std::string::npos, what);
        edited.replace(at, what.size(), by);
        write("plan.json", edited);
        auto const came = run({"apply", "plan.json"});
        BOOST_TEST(came.code == 3, came.err);
        BOOST_TEST(came.err.find(told) != std::string::npos, came.err);
    };
    auto const first = plan.substr(plan.find("{\"action\""), plan.find("},\n") + 3 - plan.find("{\"action\""));
    auto const name = plan.substr(plan.find("\"name\":"), plan.find(",\"hosts\"") - plan.find("\"name\":"));
    refused("plan/1", "plan/0", "its schema is \"plan/0\"");
    refused("\"upload\"", "\"uplaod\"", "there is no action \"uplaod\"");
    refused("\"planned\"", "\"done\"", "it is what came of a plan");
    refused("\"complete\":true", "\"complete\":false", "it is not complete");
    refused("{\"action\"", first + "{\"action\"", "is there twice");
    refused(name, "\"name\":\"\"", "the name \"\"");
    refused(name, "\"name\":\"" + std::string(129, 'x') + '"', "129 characters");
    BOOST_TEST(emulator.certificates() == 0U);
}

BOOST_AUTO_TEST_CASE(rotate_binds_a_domain_of_the_cdn_before_it_marks)
{
    std::mutex guard;
    std::vector<aliyun::cas::emulator_parameters> seen;
    tool_fixture fixture(with_cdn(
        [&](aliyun::cas::emulator_parameters const& sent)
        {
            std::scoped_lock const lock(guard);
            seen.push_back(sent);
            if (sent.at("DomainName") == "bad.example.com")
                throw aliyun::cas::emulator_refusal{404, "InvalidDomain.NotFound", "no such domain"};
            return boost::json::object();
        }));
    fixture.environment["ALIYUN_CDN_ENDPOINT"] = fixture.emulator.endpoint();
    fixture.write_pair("new/www", fixture.issue("www.example.com", "2020-01-01", "2049-12-31"));
    fixture.write_pair("new/bad", fixture.issue("bad.example.com", "2020-01-01", "2049-12-31"));
    fixture.add("bad-old", fixture.issue("bad.example.com", "2019-01-01", "2049-02-01"));

    auto const came = fixture.run({"rotate", "new", "--apply", "--cdn-domain", "www.example.com,bad.example.com", "-f",
                                   "csv", "--fields", "action,result,domain"});
    BOOST_TEST(came.code == 2);
    BOOST_TEST(came.out.find("bind,done,www.example.com") != std::string::npos);
    BOOST_TEST(came.out.find("bind,failed,bad.example.com") != std::string::npos);
    BOOST_TEST(came.out.find("supersede,failed") != std::string::npos);
    BOOST_TEST(came.err.find("InvalidDomain.NotFound") != std::string::npos);
    BOOST_REQUIRE(seen.size() == 2U);
    auto const& sent = seen[0].at("DomainName") == "www.example.com" ? seen[0] : seen[1];
    BOOST_TEST(sent.at("CertType") == "cas");
    BOOST_TEST(sent.at("SSLProtocol") == "on");
    BOOST_TEST(sent.at("CertRegion") == "cn-hangzhou");
    BOOST_TEST(sent.at("CertName").starts_with("www.example.com-20491231-"));
}

BOOST_FIXTURE_TEST_CASE(an_exclude_file_may_have_comments_and_names_with_their_sign, pairs)
{
    add("shop#1", issue("a.example.com", "2019-01-01", "2020-01-01"));
    add("a2", issue("a.example.com", "2019-01-01", "2020-01-02"));
    add("b1", issue("b.example.com", "2019-01-01", "2020-01-01"));
    add("b2", issue("b.example.com", "2019-01-01", "2020-01-02"));
    write("stay", "\xEF\xBB\xBFshop#1\n# b*\nb1\t# for now\nnowhere.example.org # gone?\n");
    auto const came = run({"prune", "--apply", "--exclude", "stay"});
    BOOST_TEST(came.code == 0);
    BOOST_TEST(emulator.certificates() == 4U);
    BOOST_TEST(came.err.find("--exclude: \"nowhere.example.org\" is no certificate of the account") !=
               std::string::npos);
    BOOST_TEST(came.err.find("\"b1\"") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_writes_ends_as_a_plugin_too, pairs)
{
    write("bad/one.pem", "no certificate");
    write("bad/cert.pem", issue("www.example.com", "2019-01-01", "2049-12-31").pem()); // without its key
    BOOST_TEST(run({"upload", "bad", "-f", "nagios"}).code == 2);
    BOOST_TEST(run({"upload", "bad", "-n", "-f", "nagios"}).code == 2);
    BOOST_TEST(run({"rotate", "bad", "-f", "nagios"}).code == 2);
    auto const unknown = run({"show", "999", "-f", "nagios"});
    BOOST_TEST(unknown.code == 3);
    BOOST_TEST(unknown.out.starts_with("CERTIFICATES UNKNOWN - "));
}

BOOST_AUTO_TEST_CASE(a_binding_in_doubt_counts_as_one)
{
    std::atomic<bool> asked = false;
    tool_fixture fixture(with_cdn(
        [&](aliyun::cas::emulator_parameters const&)
        {
            asked = true;
            std::this_thread::sleep_for(std::chrono::seconds(1));
            return boost::json::object();
        }));
    auto const rotate = rotation_that_binds(fixture);
    fixture.write_pair("new", fixture.issue("www.example.com", "2019-01-01", "2049-02-01"));
    auto running = fixture.start(rotate);
    BOOST_TEST(wait_for([&] { return asked.load(); }));
    running.signal(SIGKILL); // it has arrived, and nobody has heard
    static_cast<void>(running.wait());
    fixture.write_pair("later", fixture.issue("www.example.com", "2020-01-01", "2049-12-31"));
    BOOST_TEST(fixture.run({"upload", "later"}).code == 0);
    BOOST_TEST(fixture.run({"prune", "--apply", "--grace", "0d"}).code == 0);
    BOOST_TEST(fixture.emulator.certificates() == 2U);
}

BOOST_AUTO_TEST_CASE(a_wildcard_domain_is_bound_as_the_cdn_writes_it)
{
    std::mutex guard;
    std::vector<std::string> bound;
    tool_fixture fixture(with_cdn(
        [&](aliyun::cas::emulator_parameters const& sent)
        {
            std::scoped_lock const lock(guard);
            bound.push_back(sent.at("DomainName"));
            return boost::json::object();
        }));
    fixture.environment["ALIYUN_CDN_ENDPOINT"] = fixture.emulator.endpoint();
    fixture.write_pair("new", fixture.issue("*.example.com", "2019-01-01", "2049-12-31"));
    for (auto const* const domain : {"*.example.com", ".example.com"})
        BOOST_TEST(fixture.run({"rotate", "new", "--apply", "--cdn-domain", domain}).code == 0);
    BOOST_TEST(bound == std::vector<std::string>(2, ".example.com"), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_ctrl_c_does_not_wait_for_a_binding)
{
    std::atomic<bool> asked = false;
    tool_fixture fixture(with_cdn(
        [&](aliyun::cas::emulator_parameters const&)
        {
            asked = true;
            std::this_thread::sleep_for(std::chrono::seconds(5));
            return boost::json::object();
        }));
    fixture.write_pair("new", fixture.issue("www.example.com", "2019-01-01", "2049-12-31"));
    auto running = fixture.start(rotation_that_binds(fixture));
    BOOST_TEST(wait_for([&] { return asked.load(); }));
    auto const begin = std::chrono::steady_clock::now();
    running.signal(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    running.signal(SIGINT);
    BOOST_TEST(running.wait().code == 130);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(4)));
}

BOOST_FIXTURE_TEST_CASE(a_plan_is_for_a_store_however_its_region_is_named, pairs)
{
    auto plan = run({"rotate", "new", "-f", "json"}).out;
    auto const own = emulator.endpoint().substr(std::string_view("https://").size());
    for (auto at = plan.find(own); at != std::string::npos; at = plan.find(own))
        plan.replace(at, own.size(), "cas.aliyuncs.com");
    write("plan.json", plan);
    environment.erase("ALIYUN_CAS_ENDPOINT");
    environment["https_proxy"] = "http://127.0.0.1:1"; // nothing leaves this machine
    auto const fits = [&](char const* region)
    {
        auto const came = run({"apply", "plan.json", "--region", region, "--timeout", "1s"});
        BOOST_TEST(came.code != 0);
        return came.err.find("it was made for") == std::string::npos;
    };
    BOOST_TEST(fits("cn-hangzhou"));
    BOOST_TEST(fits("cn-shanghai"));
    BOOST_TEST(!fits("ap-southeast-1"));
}

BOOST_AUTO_TEST_CASE(what_serves_a_domain_of_the_cdn_is_not_pruned)
{
    bool refuses = false;
    tool_fixture fixture(with_cdn(
        [&](aliyun::cas::emulator_parameters const&)
        {
            if (refuses)
                throw aliyun::cas::emulator_refusal{403, "Forbidden.RAM", "not allowed"};
            return boost::json::object();
        }));
    auto const rotate = rotation_that_binds(fixture);
    fixture.write_pair("new", fixture.issue("www.example.com", "2019-01-01", "2049-02-01"));
    BOOST_TEST(fixture.run(rotate).code == 0);
    fixture.write_pair("new", fixture.issue("www.example.com", "2020-01-01", "2049-12-31"));
    refuses = true;
    BOOST_TEST(fixture.run(rotate).code == 2);
    BOOST_TEST(fixture.run({"prune", "--apply", "--grace", "0d"}).code == 0);
    BOOST_TEST(fixture.emulator.certificates() == 2U);
    refuses = false;
    BOOST_TEST(fixture.run(rotate).code == 0);
    BOOST_TEST(fixture.run({"prune", "--apply", "--grace", "0d"}).code == 0);
    BOOST_TEST(fixture.emulator.certificates() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

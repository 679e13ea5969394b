// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// list, show, check and expiring: what they print in each format, and their exit codes.

#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace
{

using tool_test::tool_fixture;

std::vector<std::string> const formats{"table", "json", "jsonl", "csv", "prometheus", "nagios"};

// Three uploaded certificates: one for long, one for nine days more, one that has ended and has a successor.
struct small_account : tool_fixture
{
    small_account()
    {
        add("www-2020", issue("www.example.com", "2019-06-01", "2020-06-01"));
        add("www-2049", issue("www.example.com", "2019-06-01", "2049-12-31"));
        add("api", issue("api.example.com", "2019-06-01", "2049-01-10"));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_reading)

BOOST_FIXTURE_TEST_CASE(list_in_every_format, small_account)
{
    for (auto const& format : formats)
        expect("list." + format, {"list", "--format", format});
}

BOOST_FIXTURE_TEST_CASE(list_filters_and_chooses_fields, small_account)
{
    expect("list_filtered.csv", {"list", "-f", "csv", "--host", "www.example.com", "--valid", "--fields", "name,id"});
    expect("list_none.json", {"list", "-f", "json", "--name", "nothing*"});
    auto const wrong = run({"list", "--fields", "colour"});
    BOOST_TEST(wrong.code == 3);
    BOOST_TEST(wrong.err.find("no field \"colour\"") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(expiring_in_every_format, small_account)
{
    for (auto const& format : formats)
        expect("expiring." + format, {"expiring", "--format", format}, format == "nagios" ? 1 : 0);
}

BOOST_FIXTURE_TEST_CASE(expiring_tells_by_its_exit_code_when_asked, small_account)
{
    BOOST_TEST(run({"expiring"}).code == 0);
    BOOST_TEST(run({"expiring", "--exit-code"}).code == 10);
    BOOST_TEST(run({"expiring", "--exit-code", "--critical", "10d"}).code == 11);
    BOOST_TEST(run({"expiring", "--exit-code", "--replaced"}).code == 11);
    BOOST_TEST(run({"expiring", "--exit-code", "--within", "8d"}).code == 0);
    BOOST_TEST(run({"expiring", "--within", "8"}).code == 3);
    BOOST_TEST(run({"expiring", "--within", "1d"}).code == 3);
}

BOOST_FIXTURE_TEST_CASE(show_in_every_format_and_never_a_key, small_account)
{
    for (auto const& format : formats)
        expect("show." + format,
               {"show", "api", "4294968001", "--format", format, "--fields", "id,name,has_key,fingerprint,days_left"});
    auto const all = run({"show", "api", "-f", "json", "-v"});
    BOOST_TEST(all.out.find("BEGIN CERTIFICATE") != std::string::npos);
    BOOST_TEST((all.out + all.err).find("PRIVATE KEY") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(show_saves_the_key_for_its_owner_alone, small_account)
{
    may_hold_a_key("api.key");
    BOOST_TEST(run({"show", "api", "--key-out", "api.key", "--cert-out", "api.pem"}).code == 0);
    BOOST_TEST(read("api.key").starts_with("-----BEGIN PRIVATE KEY-----"));
    BOOST_TEST(read("api.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    auto const mode = std::filesystem::status(folder / "api.key").permissions();
    BOOST_TEST(static_cast<int>(mode) == 0600);
    BOOST_TEST(run({"check", "api.key", "api.pem"}).code == 0);
}

BOOST_FIXTURE_TEST_CASE(show_of_what_is_not_there_fails_in_part_or_whole, small_account)
{
    BOOST_TEST(run({"show", "api", "17"}).code == 2);
    auto const refused = run({"show", "17"});
    BOOST_TEST(refused.code == 5);
    BOOST_TEST(refused.err.find("service code NotFound") != std::string::npos);
    BOOST_TEST(refused.err.find("request id ") != std::string::npos);
    BOOST_TEST(run({"show", "nobody"}).code == 1);
}

BOOST_FIXTURE_TEST_CASE(check_finds_pairs_by_content_and_tells_what_is_wrong, tool_fixture)
{
    auto const good = issue("www.example.com", "2019-06-01", "2049-12-31");
    auto const late = issue("old.example.com", "2019-06-01", "2020-06-01");
    write("mixed/first.txt", good.key_pem());
    write("mixed/second.pem", chain_of(good));
    write("mixed/both.pem", chain_of(late) + late.key_pem());
    write("mixed/README", "nothing to see");
    expect("check_good.table", {"check", "mixed/first.txt", "mixed/second.pem"});
    for (auto const& format : formats)
        expect("check." + format, {"check", "mixed", "--format", format}, format == "nagios" ? 2 : 1);
    BOOST_TEST(run({"check", "mixed", "--exit-code"}).code == 11);
    BOOST_TEST(run({"check", "mixed/second.pem", "--exit-code", "--within", "400d"}).code == 10);
    BOOST_TEST(run({"check", "mixed/second.pem", "--name", std::string(200, 'x')}).code == 1);
    BOOST_TEST(run({"check", "nowhere"}).code == 3);
    BOOST_TEST(run({"check"}).code == 3);
    BOOST_TEST(run({"check", "mixed/README"}).code == 1);
    auto const mismatch = run({"check", "mixed/second.pem", "mixed/both.pem", "-f", "csv"});
    BOOST_TEST(mismatch.out.find("key-mismatch") == std::string::npos); // the key has its own certificate
    write("other.key", late.key_pem());
    BOOST_TEST(run({"check", "mixed/second.pem", "other.key", "-f", "csv"}).out.find("key-mismatch") !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(check_follows_certbots_links_and_leaves_the_rest_of_its_directory, tool_fixture)
{
    auto const good = issue("www.example.com", "2019-06-01", "2049-12-31");
    write("archive/www/fullchain1.pem", chain_of(good));
    write("archive/www/cert1.pem", good.pem());
    write("archive/www/privkey1.pem", good.key_pem());
    std::filesystem::create_directories(folder / "live/www");
    for (auto const* const name : {"fullchain", "cert", "privkey"})
        std::filesystem::create_symlink("../../archive/www/" + std::string(name) + "1.pem",
                                        folder / "live/www" / (std::string(name) + ".pem"));
    std::filesystem::create_symlink("nowhere", folder / "live/dangling.pem");
    write("live/.hidden.pem", "-----BEGIN CERTIFICATE-----\n");
    auto const came = run({"check", "live"});
    BOOST_TEST(came.code == 0, came.out);
    BOOST_TEST(came.out == "1 certificate, 0 errors, 0 warnings\n"); // the one with its chain
    std::filesystem::remove_all(folder / "live");                    // the search for keys follows links
}

BOOST_AUTO_TEST_SUITE_END()

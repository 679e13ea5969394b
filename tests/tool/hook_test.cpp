// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `hook`, run as certbot, lego and acme.sh run their deploy hooks.

#include "certificates/hook_files.hpp"
#include "certificates/problem.hpp"
#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace
{

namespace fs = std::filesystem;
using certificates::find_hook_files;

using variables = std::map<std::string, std::string>;

std::function<std::optional<std::string>(char const*)> from(variables const& set)
{
    return [set](char const* name)
    {
        auto const found = set.find(name);
        return found == set.end() ? std::nullopt : std::optional(found->second);
    };
}

bool refused(std::vector<std::string> const& arguments, variables const& set)
{
    try
    {
        static_cast<void>(find_hook_files(arguments, from(set)));
        return false;
    }
    catch (certificates::problem const& wrong)
    {
        return wrong.code() == certificates::exit_code::usage;
    }
}

struct renewals : tool_test::tool_fixture
{
    renewals() { environment["LC_ALL"] = "C.UTF-8"; }

    /// The environment of certbot 2.1: a lineage of links into an archive.
    void renew_by_certbot(support::issued const& what)
    {
        write_pair("config/archive/www.example.com", what);
        auto const live = folder / "config/live/www.example.com";
        fs::create_directories(live);
        for (auto const* const name : {"fullchain.pem", "privkey.pem"})
        {
            fs::remove(live / name);
            fs::create_symlink(fs::path("../../archive/www.example.com") / name, live / name);
            may_hold_a_key("config/live/www.example.com/" + std::string(name));
        }
        environment["RENEWED_LINEAGE"] = live.string();
        environment["RENEWED_DOMAINS"] = "www.example.com";
    }
    /// That of lego, by its page on hooks; the names differ between the versions 4 and 5.
    void renew_by_lego(support::issued const& what, int version)
    {
        auto const prefix = std::string(version == 4 ? "LEGO_" : "LEGO_HOOK_");
        auto const path = (folder / ".lego/certificates/www.example.com").string();
        write(".lego/certificates/www.example.com.crt", chain_of(what));
        write(".lego/certificates/www.example.com.key", what.key_pem());
        environment[prefix + "ACCOUNT_EMAIL"] = "a@example.com";
        environment[version == 4 ? "LEGO_CERT_DOMAIN" : "LEGO_HOOK_CERT_NAME"] = "www.example.com";
        environment[prefix + "CERT_PATH"] = path + ".crt";
        environment[prefix + "CERT_KEY_PATH"] = path + ".key";
        environment[prefix + "CERT_PEM_PATH"] = path + ".pem"; // told of, though not there
    }
    std::vector<std::string> renew_by_acme_sh(support::issued const& what)
    {
        std::string const at = "acme.sh/www.example.com_ecc/";
        write(at + "www.example.com.key", what.key_pem());
        write(at + "www.example.com.cer", what.pem());
        write(at + "ca.cer", chain_of(what).substr(what.pem().size()));
        write(at + "fullchain.cer", chain_of(what));
        std::vector<std::string> arguments{"hook", "www.example.com"};
        for (auto const* const name : {"www.example.com.key", "www.example.com.cer", "ca.cer", "fullchain.cer"})
            arguments.push_back((folder / at / name).string());
        return arguments;
    }
    void run_silently(std::vector<std::string> const& arguments, int times = 3)
    {
        for (int time = 0; time < times; ++time)
        {
            auto const ended = run(arguments);
            BOOST_TEST(ended.code == 0, ended.err);
            BOOST_TEST(ended.out == "");
            BOOST_TEST(ended.err == "");
        }
    }
    std::size_t uploads() const
    {
        auto const history = emulator.history();
        return static_cast<std::size_t>(std::count_if(
            history.begin(), history.end(), [](auto const& one) { return one.action == "CreateUserCertificate"; }));
    }
    support::issued const first = issue("www.example.com", "2048-12-01", "2049-03-01");
};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_hook)

BOOST_AUTO_TEST_CASE(each_client_tells_of_its_files_in_its_own_way)
{
    auto const is = [](certificates::hook_files const& found, char const* client, char const* chain, char const* key)
    {
        BOOST_TEST(found.client == client);
        BOOST_TEST(found.chain == chain);
        BOOST_TEST(found.key == key);
    };
    is(find_hook_files({}, from({{"RENEWED_LINEAGE", "/live/a"}})), "certbot", "/live/a/fullchain.pem",
       "/live/a/privkey.pem");
    is(find_hook_files({}, from({{"LEGO_HOOK_CERT_PATH", "a.crt"}, {"LEGO_HOOK_CERT_KEY_PATH", "a.key"}})), "lego",
       "a.crt", "a.key");
    is(find_hook_files({}, from({{"LEGO_CERT_PATH", "b.crt"}, {"LEGO_CERT_KEY_PATH", "b.key"}})), "lego", "b.crt",
       "b.key");
    is(find_hook_files({"a", "a.key", "a.cer", "ca.cer", "full.cer"}, from({})), "acme.sh", "full.cer", "a.key");
    is(find_hook_files({"a", "a.key", "a.cer", "", ""}, from({{"RENEWED_LINEAGE", "/live/a"}})), "acme.sh", "a.cer",
       "a.key");
}

BOOST_AUTO_TEST_CASE(what_is_told_in_part_is_refused)
{
    BOOST_TEST(refused({}, {}));
    BOOST_TEST(refused({}, {{"RENEWED_LINEAGE", ""}}));
    BOOST_TEST(refused({}, {{"LEGO_HOOK_CERT_PATH", "a.crt"}}));
    BOOST_TEST(refused({}, {{"LEGO_CERT_PATH", "a.crt"}, {"LEGO_CERT_KEY_PATH", ""}}));
    BOOST_TEST(refused({"one", "two"}, {{"RENEWED_LINEAGE", "/live/a"}}));
}

BOOST_FIXTURE_TEST_CASE(certbot_three_times_in_a_row_leaves_one_certificate, renewals)
{
    renew_by_certbot(first);
    run_silently({"hook"});
    BOOST_TEST(emulator.certificates() == 1U);
    BOOST_TEST(uploads() == 1U);
}

BOOST_FIXTURE_TEST_CASE(lego_three_times_in_a_row_leaves_one_certificate, renewals)
{
    renew_by_lego(first, 5);
    run_silently({"hook"});
    BOOST_TEST(emulator.certificates() == 1U);
    BOOST_TEST(uploads() == 1U);
}

BOOST_FIXTURE_TEST_CASE(lego_4_three_times_in_a_row_leaves_one_certificate, renewals)
{
    renew_by_lego(first, 4);
    run_silently({"hook"});
    BOOST_TEST(emulator.certificates() == 1U);
    BOOST_TEST(uploads() == 1U);
}

BOOST_FIXTURE_TEST_CASE(acme_sh_three_times_in_a_row_leaves_one_certificate, renewals)
{
    run_silently(renew_by_acme_sh(first));
    BOOST_TEST(emulator.certificates() == 1U);
    BOOST_TEST(uploads() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_renewal_is_uploaded_and_what_it_replaces_is_left_to_prune, renewals)
{
    renew_by_certbot(first);
    run_silently({"hook"}, 1);
    renew_by_certbot(issue("www.example.com", "2048-12-15", "2049-03-15"));
    run_silently({"hook"}, 2);
    BOOST_TEST(emulator.certificates() == 2U);
    auto const pruned = run({"prune", "--grace", "0d", "--apply"});
    BOOST_TEST(pruned.code == 0, pruned.err);
    BOOST_TEST(emulator.certificates() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_hook_that_fails_says_so_and_names_the_file, renewals)
{
    renew_by_certbot(first);
    auto const other = issue("www.example.com", "2048-12-01", "2049-03-01");
    write("config/archive/www.example.com/privkey.pem", other.key_pem());
    auto const wrong = run({"hook"});
    BOOST_TEST(wrong.code != 0);
    BOOST_TEST(wrong.err.find("config/live/www.example.com/fullchain.pem") != std::string::npos, wrong.err);
    BOOST_TEST(emulator.certificates() == 0U);

    fs::remove(folder / "config/archive/www.example.com/fullchain.pem");
    BOOST_TEST(run({"hook"}).code == 3);
    environment.erase("RENEWED_LINEAGE");
    BOOST_TEST(run({"hook"}).code == 3);
}

BOOST_AUTO_TEST_SUITE_END()

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

    /// certbot 2.1 (certbot/certbot, certbot/certbot/_internal/hooks.py): a lineage of links into an archive.
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
    /// lego 4 (go-acme/lego, cmd/hook.go) and lego 5 (cmd/internal/hook/metadata.go), without --pem and --pfx.
    void renew_by_lego(support::issued const& what, int version)
    {
        auto const path = (folder / ".lego/certificates/www.example.com").string();
        write(".lego/certificates/www.example.com.crt", chain_of(what));
        write(".lego/certificates/www.example.com.issuer.crt", chain_of(what).substr(what.pem().size()));
        write(".lego/certificates/www.example.com.key", what.key_pem());
        variables of_certificate{{"ACCOUNT_EMAIL", "a@example.com"},
                                 {"CERT_PATH", path + ".crt"},
                                 {"CERT_KEY_PATH", path + ".key"},
                                 {"ISSUER_CERT_PATH", path + ".issuer.crt"}};
        if (version == 4)
            of_certificate["CERT_DOMAIN"] = "www.example.com";
        else
            of_certificate.insert({{"ACCOUNT_ID", "a@example.com"},
                                   {"ACCOUNT_SERVER", "https://acme.example.com/directory"},
                                   {"CERT_NAME", "www.example.com"},
                                   {"CERT_NAME_SANITIZED", "www.example.com"},
                                   {"CERT_KEY_TYPE", "ec256"},
                                   {"CERT_DOMAINS", "www.example.com"}});
        for (auto const& [name, value] : of_certificate)
            environment[(version == 4 ? "LEGO_" : "LEGO_HOOK_") + name] = value;
    }
    /// acme.sh (acmesh-official/acme.sh, acme.sh, `_deploy` and `_split_cert_chain`): a shell function that is given
    /// the files, and of late a sixth one that only who wants PFX has. Nothing of acme.sh's is in the environment. With
    /// one certificate from the authority only the first of the three files is written.
    /// @returns the command that does what acme.sh does once it has renewed
    std::vector<std::string> renew_by_acme_sh(support::issued const& what, bool has_pfx = true, bool has_chain = true)
    {
        std::string const at = "acme.sh/www.example.com_ecc/";
        write(at + "www.example.com.key", what.key_pem());
        write(at + "www.example.com.cer", what.pem());
        if (has_chain)
        {
            write(at + "ca.cer", chain_of(what).substr(what.pem().size()));
            write(at + "fullchain.cer", chain_of(what));
        }
        write("acme.sh/deploy/aliyun.sh",
              "aliyun_deploy() { aliyun-certificates hook \"$@\"; }\n"); // as the README says
        auto const domain_path = (folder / at).string();
        write("deploy", ". acme.sh/deploy/aliyun.sh\naliyun_deploy www.example.com " + domain_path +
                            "www.example.com.key " + domain_path + "www.example.com.cer " + domain_path + "ca.cer " +
                            domain_path + "fullchain.cer " +
                            (has_pfx ? domain_path + "www.example.com.pfx\n" : std::string("\n")));
        environment["PATH"] = fs::path(ALIYUN_CERTIFICATES).parent_path().string() + ":/usr/bin:/bin";
        return {"/bin/sh", "deploy"};
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
    void expect_one_upload() const
    {
        BOOST_TEST(emulator.certificates() == 1U);
        auto const history = emulator.history();
        BOOST_TEST(std::count_if(history.begin(), history.end(),
                                 [](auto const& one) { return one.action == "CreateUserCertificate"; }) == 1);
    }
    support::issued const first = issue("www.example.com", "2048-12-01", "2049-03-01");
};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_hook)

BOOST_AUTO_TEST_CASE(each_client_tells_of_its_files_in_its_own_way)
{
    auto const is = [](certificates::hook_files const& found, char const* client, std::vector<std::string> const& paths)
    {
        BOOST_TEST(found.client == client);
        BOOST_TEST(found.paths == paths, boost::test_tools::per_element());
    };
    is(find_hook_files({}, from({{"RENEWED_LINEAGE", "/live/a"}})), "certbot",
       {"/live/a/fullchain.pem", "/live/a/privkey.pem"});
    is(find_hook_files({}, from({{"LEGO_HOOK_CERT_PATH", "a.crt"}, {"LEGO_HOOK_CERT_KEY_PATH", "a.key"}})), "lego",
       {"a.crt", "a.key"});
    is(find_hook_files({}, from({{"LEGO_CERT_PATH", "b.crt"}, {"LEGO_CERT_KEY_PATH", "b.key"}})), "lego",
       {"b.crt", "b.key"});
    is(find_hook_files({"a", "a.key", "a.cer", "ca.cer", "/dev/null"}, from({})), "acme.sh",
       {"a.cer", "a.key", "/dev/null"});
    is(find_hook_files({"a", "a.key", "a.cer", "ca.cer", "absent.cer", "absent.pfx"},
                       from({{"RENEWED_LINEAGE", "/live/a"}})),
       "acme.sh", {"a.cer", "a.key"});
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
    expect_one_upload();
}

BOOST_FIXTURE_TEST_CASE(lego_three_times_in_a_row_leaves_one_certificate, renewals)
{
    renew_by_lego(first, 5);
    run_silently({"hook"});
    expect_one_upload();
}

BOOST_FIXTURE_TEST_CASE(lego_4_three_times_in_a_row_leaves_one_certificate, renewals)
{
    renew_by_lego(first, 4);
    run_silently({"hook"});
    expect_one_upload();
}

BOOST_FIXTURE_TEST_CASE(acme_sh_three_times_in_a_row_leaves_one_certificate, renewals)
{
    run_silently(renew_by_acme_sh(first));
    expect_one_upload();
}

BOOST_FIXTURE_TEST_CASE(acme_sh_without_a_pfx_file_three_times_in_a_row_leaves_one_certificate, renewals)
{
    run_silently(renew_by_acme_sh(first, false));
    expect_one_upload();
}

BOOST_FIXTURE_TEST_CASE(a_chain_that_acme_sh_names_may_be_absent_or_that_of_an_earlier_renewal, renewals)
{
    run_silently(renew_by_acme_sh(first, true, false), 1);
    BOOST_TEST(emulator.certificates() == 1U);
    write("acme.sh/www.example.com_ecc/fullchain.cer", chain_of(first));
    auto const second = issue("www.example.com", "2048-12-15", "2049-03-15");
    run_silently(renew_by_acme_sh(second, true, false), 2);
    BOOST_TEST(emulator.certificates() == 2U);
    BOOST_TEST(run({"list", "-f", "csv", "--fields", "fingerprint"}).out.find(tool_test::fingerprint_of(second)) !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_chain_of_acme_sh_is_uploaded_with_the_certificate, renewals)
{
    run_silently(renew_by_acme_sh(first), 1);
    BOOST_TEST(run({"show", "4294968001", "--cert-out", "uploaded.pem"}).code == 0);
    BOOST_TEST(read("uploaded.pem") == chain_of(first));
}

BOOST_FIXTURE_TEST_CASE(domains_that_the_certificate_does_not_cover_are_left_to_others, renewals)
{
    renew_by_certbot(first);
    run_silently({"hook", "--cdn-domain", "cdn.example.org", "--cdn-endpoint", "https://127.0.0.1:1"}, 1);
    BOOST_TEST(emulator.certificates() == 1U);
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

BOOST_FIXTURE_TEST_CASE(a_hook_waits_longer_than_a_call_may_take, renewals)
{
    renew_by_certbot(first);
    auto holder = start(holding_the_journal("j", 3));
    BOOST_TEST(tool_test::wait_for([&] { return is_held("j"); }));
    auto const came = run({"hook", "--journal", "j", "--timeout", "1s"});
    BOOST_TEST(came.code == 0, came.err);
    BOOST_TEST(came.err.find("another run holds it; waiting") != std::string::npos);
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

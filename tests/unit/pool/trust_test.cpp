// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Whom a client trusts: where roots are looked for, what is said of it, and what is shared.

#include "tls_peer.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace
{

using namespace tls_test;
using aliyun::cas::tls_options;
using status = tls_engine::status;

/// A folder that is gone afterwards, and the environment as it was.
class trust_folder
{
public:
    trust_folder()
        : path_(std::filesystem::temp_directory_path() /
                ("aliyun_cas_trust_" +
                 std::to_string(std::filesystem::hash_value(std::to_string(reinterpret_cast<std::uintptr_t>(this)))) +
                 std::to_string(std::rand())))
    {
        std::filesystem::create_directory(path_);
        ::unsetenv("SSL_CERT_FILE");
        ::unsetenv("SSL_CERT_DIR");
    }
    ~trust_folder()
    {
        ::unsetenv("SSL_CERT_FILE");
        ::unsetenv("SSL_CERT_DIR");
        std::filesystem::remove_all(path_);
    }
    trust_folder(trust_folder const&) = delete;
    trust_folder& operator=(trust_folder const&) = delete;

    std::string put(std::string const& name, std::string const& text) const
    {
        std::ofstream{path_ / name} << text;
        return path() + '/' + name;
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

bool accepts(tls_context const& context, identity const& who)
{
    server_settings const settings{who};
    tls_engine client{context, "localhost"};
    server peer{settings};
    return run_handshake(client, peer) == status::done;
}

identity const& someone()
{
    static identity const made = make_identity("DNS:localhost");
    return made;
}
identity const& other()
{
    static identity const made = make_identity("DNS:localhost,DNS:other");
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(trust)

BOOST_AUTO_TEST_CASE(the_environment_names_a_file)
{
    trust_folder const at;
    auto const file = at.put("roots.pem", "words\n" + someone().pem() + other().pem());
    ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    at.put("0123abcd.0", someone().pem()); // the same one again
    ::setenv("SSL_CERT_DIR", at.path().c_str(), 1);
    tls_context const context{tls_options()};
    BOOST_TEST(context.trusted() == "2 roots from SSL_CERT_FILE=" + file + ", SSL_CERT_DIR=" + at.path());
    BOOST_TEST(accepts(context, someone()));
    BOOST_TEST(accepts(context, other()));
}

BOOST_AUTO_TEST_CASE(the_environment_names_folders_whose_files_are_named_by_hash)
{
    trust_folder const at;
    trust_folder const second;
    at.put("0123abcd.0", someone().pem());
    at.put("0123abcd.1", other().pem());
    at.put("0123abcd.r0", other().pem()); // a list of revocations would be
    at.put("other.pem", make_identity("DNS:localhost,DNS:third").pem());
    second.put("README", "nothing");
    ::setenv("SSL_CERT_DIR", (second.path() + ':' + at.path()).c_str(), 1);
    tls_context const context{tls_options()};
    BOOST_TEST(context.trusted() == "2 roots from SSL_CERT_DIR=" + at.path());
    BOOST_TEST(accepts(context, someone()));
    BOOST_TEST(accepts(context, other()));
}

BOOST_AUTO_TEST_CASE(where_there_are_none_it_says_where_was_looked)
{
    trust_folder const at;
    auto const empty = at.put("empty.pem", "");
    ::setenv("SSL_CERT_FILE", "/nowhere/roots.pem", 1);
    ::setenv("SSL_CERT_DIR", at.path().c_str(), 1);
    tls_context const none{tls_options()};
    BOOST_TEST(none.trusted() ==
               "0 roots, looked for in SSL_CERT_FILE=/nowhere/roots.pem (No such file or directory), SSL_CERT_DIR=" +
                   at.path() + " (none in it)");
    BOOST_TEST(!accepts(none, someone()));
    ::unsetenv("SSL_CERT_DIR");
    ::setenv("SSL_CERT_FILE", empty.c_str(), 1);
    BOOST_TEST(tls_context{tls_options()}.trusted() ==
               "0 roots, looked for in SSL_CERT_FILE=" + empty + " (none in it)");
}

BOOST_AUTO_TEST_CASE(without_environment_the_systems_are_read)
{
    trust_folder const at;
    tls_context const context{tls_options()};
    auto const& said = context.trusted();
    BOOST_TEST_MESSAGE(said);
    BOOST_TEST((said.find(" roots from /") != said.npos || said.starts_with("0 roots, looked for in ")), said);
    BOOST_TEST(!accepts(context, someone()));
}

BOOST_AUTO_TEST_CASE(what_the_options_give_is_trusted_instead_of_all_else)
{
    trust_folder const at;
    ::setenv("SSL_CERT_FILE", at.put("other.pem", other().pem()).c_str(), 1);
    tls_options options;
    options.ca_pem = someone().pem();
    tls_context const by_text{options};
    BOOST_TEST(by_text.trusted() == "1 root from the option ca_pem");
    BOOST_TEST(accepts(by_text, someone()));
    BOOST_TEST(!accepts(by_text, other()));

    options.ca_file = at.put("given.pem", other().pem());
    tls_context const by_both{options};
    BOOST_TEST(by_both.trusted() == "2 roots from the option ca_file `" + options.ca_file + "` and ca_pem");
    BOOST_TEST(accepts(by_both, someone()));
    BOOST_TEST(accepts(by_both, other()));
}

BOOST_AUTO_TEST_CASE(what_the_options_give_must_be_good_to_its_end)
{
    tls_options options;
    auto broken = other().pem();
    broken[100] = broken[100] == 'A' ? 'B' : 'A';
    broken[200] = '?';
    options.ca_pem = someone().pem() + broken;
    BOOST_CHECK_EXCEPTION(tls_context{options}, std::invalid_argument,
                          [](std::invalid_argument const& problem)
                          { return std::string(problem.what()).starts_with("aliyun::cas::tls_options::ca_pem: "); });
}

BOOST_AUTO_TEST_CASE(a_refused_certificate_is_named)
{
    tls_options options;
    options.ca_pem = someone().pem();
    tls_context const context{options};
    auto const refused_of = [&](identity const& who, std::string const& host)
    {
        server_settings const settings{who};
        tls_engine client{context, host};
        server peer{settings};
        BOOST_CHECK(run_handshake(client, peer) == status::failed);
        return client.trust_problem() + "; " + client.refused_certificate();
    };
    BOOST_TEST(refused_of(someone(), "elsewhere") == "hostname mismatch; depth 0, subject /CN=test of DNS:localhost");
    BOOST_TEST(refused_of(other(), "localhost") ==
               "self-signed certificate; depth 0, subject /CN=test of DNS:localhost,DNS:other");
}

BOOST_AUTO_TEST_CASE(clients_that_trust_the_same_share_a_context)
{
    trust_folder const at;
    tls_options options;
    options.ca_file = at.put("ca.pem", someone().pem());
    auto const first = tls_context::shared(options);
    BOOST_TEST(tls_context::shared(options) == first);
    at.put("ca.pem", other().pem()); // the file has changed: so has the trust
    auto const second = tls_context::shared(options);
    BOOST_TEST(second != first);
    BOOST_TEST(accepts(*second, other()));
    BOOST_TEST(!accepts(*second, someone()));

    auto const of_system = tls_context::shared({});
    BOOST_TEST(tls_context::shared({}) == of_system);
    ::setenv("SSL_CERT_FILE", options.ca_file.c_str(), 1);
    BOOST_TEST(tls_context::shared({}) != of_system);
}

BOOST_AUTO_TEST_SUITE_END()

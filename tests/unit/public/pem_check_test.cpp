// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The offline check against a corpus of bad files, each with the finding that it must give; and against the emulator,
// which reads uploads by itself: what the check passes it must take, what it refuses the check must have found.

#include <aliyun/cas/detail/emulator/pem_reader.hpp>
#include <aliyun/cas/pem_check.hpp>

#include "support/bad_pairs.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace aliyun::cas;
using support::a_family;
using support::bad_pair;
using support::bad_pairs;
using support::leaf_with;
using support::recipe;

namespace
{

pem_report check(bad_pair const& pair)
{
    pem_check_options options;
    options.warn_before = std::chrono::hours(24 * 30);
    return check_upload(pem_file("cert.pem", pair.certificate), pem_file("key.pem", pair.key), pair.name, options);
}

bool emulator_takes(std::string const& certificate, std::string const& key)
{
    try
    {
        static_cast<void>(detail::emulated::read_pair(certificate, key));
        return true;
    }
    catch (detail::emulated::refusal const&)
    {
        return false;
    }
}

std::string told(pem_report const& report)
{
    std::ostringstream out;
    for (auto const& one : report.findings)
        out << one << '\n';
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(pem_check)

BOOST_AUTO_TEST_CASE(a_good_pair_passes_without_a_finding)
{
    auto const& f = a_family();
    auto const rsa = leaf_with([](recipe& one) { one.key = support::rsa_key(2048); });
    for (auto const& [leaf, key] :
         {std::pair(&f.leaf, f.leaf.key_pem()), std::pair(&f.leaf, f.leaf.traditional_key_pem()),
          std::pair(&rsa, rsa.key_pem()), std::pair(&rsa, rsa.traditional_key_pem())})
    {
        auto const chain = leaf->pem() + f.middle.pem();
        auto const report = check_upload(pem_file("c", chain), pem_file("k", key), "good");
        BOOST_TEST(told(report) == "");
        BOOST_TEST(report.passes());
        BOOST_TEST(emulator_takes(chain, key));
    }
}

BOOST_AUTO_TEST_CASE(parameters_before_an_ec_key_are_fine)
{
    auto const key = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" +
                     a_family().leaf.traditional_key_pem();
    auto const chain = a_family().chain();
    BOOST_TEST(told(check_upload(pem_file("c", chain), pem_file("k", key))) == "");
    BOOST_TEST(emulator_takes(chain, key));
}

BOOST_AUTO_TEST_CASE(lines_of_dashes_between_blocks_are_no_damage)
{
    auto const& f = a_family();
    auto const report = check_upload(pem_file("c", "---\n" + f.leaf.pem() + "------ issuer ------\n" + f.middle.pem()),
                                     pem_file("k", f.leaf.key_pem()));
    BOOST_TEST(report.passes(), told(report));
    BOOST_REQUIRE(!report.findings.empty());
    BOOST_CHECK(report.findings.front().problem == pem_problem::text_outside);
}

BOOST_AUTO_TEST_CASE(a_key_with_a_damaged_secret_half_is_found)
{
    // The DER stays well-formed and its public half right: only what it signs tells.
    auto const& f = a_family();
    auto const text = f.leaf.traditional_key_pem(); // SEQUENCE { version, OCTET STRING { 32 bytes }, ...
    auto const first = text.find('\n') + 1;
    auto damaged = text;
    auto& character = damaged[first + 20]; // within the scalar
    character = character == 'A' ? 'B' : 'A';
    auto const report = check_upload(pem_file("c", f.chain()), pem_file("k", damaged));
    BOOST_TEST(!report.passes());
    BOOST_REQUIRE_EQUAL(report.findings.size(), 1u);
    BOOST_CHECK(report.findings.front().problem == pem_problem::unreadable_key);
    BOOST_TEST(report.findings.front().file == "k");
}

BOOST_AUTO_TEST_CASE(each_bad_file_has_its_finding)
{
    auto const& bad = bad_pairs();
    BOOST_TEST(bad.size() >= 60u);
    for (auto const& pair : bad)
    {
        auto const report = check(pair);
        BOOST_TEST(report.has(pair.expected), pair.about << ": expected " << spelling(pair.expected) << ", found\n"
                                                         << told(report));
        auto const [file, line] = support::place_of(pair);
        for (auto const& one : report.findings)
            if (one.problem == pair.expected)
            {
                BOOST_TEST(one.file == file, pair.about);
                BOOST_TEST(one.line == line, pair.about << ": line " << one.line << " in place of " << line);
                BOOST_TEST(one.what.starts_with(pair.words), pair.about << ": " << one.what);
                break;
            }
        BOOST_TEST((grade_of(pair.expected) == pem_grade::warning || !report.passes()), pair.about);
        // A warning stands alone: nothing else was wrong with the file.
        if (grade_of(pair.expected) == pem_grade::warning)
            BOOST_TEST(report.passes(), pair.about << "\n" << told(report));
    }
}

BOOST_AUTO_TEST_CASE(what_passes_the_emulator_takes_and_what_it_refuses_is_found)
{
    for (auto const& pair : bad_pairs())
    {
        if (check(pair).passes())
            BOOST_TEST(emulator_takes(pair.certificate, pair.key), pair.about << " passes and is refused");
    }
}

BOOST_AUTO_TEST_CASE(no_finding_holds_a_part_of_a_key)
{
    for (auto const& pair : bad_pairs())
    {
        auto const text = told(check(pair));
        for (auto const& secret : {pair.key, pair.certificate})
            for (std::size_t at = 28; at + 16 < secret.size(); at += 16)
                if (auto const part = secret.substr(at, 16);
                    part.find_first_of(" -\n\r<") == part.npos && part.find('\0') == part.npos)
                    BOOST_TEST(text.find(part) == text.npos, pair.about << " shows " << part);
    }
}

BOOST_AUTO_TEST_CASE(a_finding_names_the_file_and_the_line_and_says_how_to_mend_it)
{
    auto const chain = a_family().middle.pem() + a_family().leaf.pem();
    auto const key = a_family().leaf.key_pem();
    auto const report = check_upload(pem_file("dir/c.pem", chain), pem_file("k", key));
    BOOST_REQUIRE(report.has(pem_problem::chain_order));
    auto const line =
        1 + std::count(chain.begin(), chain.begin() + static_cast<long>(a_family().middle.pem().size()), '\n');
    auto const text = told(report);
    BOOST_TEST(text.find("dir/c.pem:" + std::to_string(line) + ": error: ") != text.npos, text);
    BOOST_TEST(text.find("[chain-order]: put the server's certificate first") != text.npos, text);
}

BOOST_AUTO_TEST_CASE(the_key_of_another_certificate_of_the_chain_is_told_as_such)
{
    auto const chain = a_family().chain();
    auto const text = told(check_upload(pem_file("c", chain), pem_file("k", a_family().middle.key_pem())));
    BOOST_TEST(text.find("but to certificate 2") != text.npos, text);
}

BOOST_AUTO_TEST_CASE(a_report_tells_what_the_certificate_says)
{
    auto const chain = a_family().chain();
    auto const report = check_certificate(pem_file("c", chain));
    BOOST_REQUIRE(report.certificate.has_value());
    auto const& leaf = *report.certificate;
    BOOST_TEST(leaf.common_name == "www.example.com");
    BOOST_TEST(leaf.issuer == "Test Intermediate");
    BOOST_TEST(leaf.names == (std::vector<std::string>{"www.example.com", "example.com"}),
               boost::test_tools::per_element());
    BOOST_TEST(leaf.key == "EC prime256v1");
    auto const facts = detail::emulated::read_pair(chain, a_family().leaf.key_pem());
    BOOST_TEST(leaf.fingerprint == facts.fingerprint);
}

BOOST_AUTO_TEST_CASE(addresses_are_names_too)
{
    auto const leaf = leaf_with([](recipe& one) { one.names = "IP:192.0.2.7,IP:2001:db8::1"; });
    auto const report = check_certificate(pem_file("c", leaf.pem() + a_family().middle.pem()));
    BOOST_REQUIRE(report.certificate.has_value());
    BOOST_TEST(report.certificate->names.size() == 2u);
    BOOST_TEST(report.certificate->names.front() == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(the_spellings_are_all_different)
{
    for (auto const& one : detail::pem_problems)
        for (auto const& other : detail::pem_problems)
            BOOST_TEST((&one == &other || one.code != other.code));
}

BOOST_AUTO_TEST_CASE(cut_anywhere_it_is_never_passed_and_refused)
{
    auto const chain = a_family().chain();
    auto const key = a_family().leaf.key_pem();
    for (std::size_t size = 0; size < chain.size(); size += 7)
    {
        auto const cut = chain.substr(0, size);
        if (check_upload(pem_file("c", cut), pem_file("k", key)).passes())
            BOOST_TEST(emulator_takes(cut, key), size);
    }
    for (std::size_t size = 0; size < key.size(); ++size)
    {
        auto const cut = key.substr(0, size);
        if (check_upload(pem_file("c", chain), pem_file("k", cut)).passes())
            BOOST_TEST(emulator_takes(chain, cut), size);
    }
}

BOOST_AUTO_TEST_SUITE_END()

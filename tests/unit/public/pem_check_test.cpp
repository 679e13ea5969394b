// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The offline check against a corpus of bad files, each with the finding that it must give; and against the emulator,
// which reads uploads by itself: what the check passes it must take, what it refuses the check must have found.

#include <aliyun/cas/detail/emulator/pem_reader.hpp>
#include <aliyun/cas/pem_check.hpp>

#include "support/certificate_maker.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace aliyun::cas;
using support::issued;
using support::make;
using support::recipe;

namespace
{

/// A root, an intermediate and a leaf, and what stands beside them.
struct family
{
    issued root = make(recipe::authority_named("Test Root"));
    issued middle = below(root, recipe::authority_named("Test Intermediate"));
    issued leaf = below(middle, recipe{});
    issued other_leaf = below(middle, other());
    issued stranger = make(recipe::authority_named("Somebody Else"));

    [[nodiscard]] std::string chain() const { return leaf.pem() + middle.pem(); }

    static issued below(issued const& issuer, recipe wanted)
    {
        wanted.issuer = &issuer;
        return make(std::move(wanted));
    }
    static recipe other()
    {
        recipe one;
        one.subject = "other.example.com";
        one.names = "DNS:other.example.com";
        return one;
    }
};

family const& all()
{
    static family const one;
    return one;
}

struct bad_pair
{
    std::string about;
    std::string certificate;
    std::string key;
    pem_problem expected;
    std::string name = "a name";
};

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    BOOST_REQUIRE(at != text.npos);
    return text.replace(at, what.size(), by);
}
std::string with_crlf(std::string const& text)
{
    std::string made;
    for (char const c : text)
        made += c == '\n' ? "\r\n" : std::string(1, c);
    return made;
}
std::string without_line(std::string const& text, std::string_view start)
{
    auto const at = text.find(start);
    BOOST_REQUIRE(at != text.npos);
    auto made = text;
    return made.erase(at, text.find('\n', at) + 1 - at);
}
std::string utf16(std::string_view text)
{
    std::string made = "\xff\xfe";
    for (char const c : text)
        (made += c) += '\0';
    return made;
}
std::string relabelled(std::string text, std::string const& from, std::string const& to)
{
    return replaced(replaced(std::move(text), "BEGIN " + from, "BEGIN " + to), "END " + from, "END " + to);
}
std::string without_last_newline(std::string text)
{
    text.pop_back();
    return text;
}

issued leaf_with(void (*change)(recipe&))
{
    recipe one;
    change(one);
    return family::below(all().middle, std::move(one));
}
bad_pair about_leaf(std::string about, pem_problem expected, void (*change)(recipe&))
{
    auto const leaf = leaf_with(change);
    return {std::move(about), leaf.pem() + all().middle.pem(), leaf.key_pem(), expected};
}
bad_pair about_issuer(std::string about, pem_problem expected, void (*change)(recipe&))
{
    auto authority = recipe::authority_named("Another Intermediate");
    change(authority);
    auto const middle = family::below(all().root, std::move(authority));
    auto const leaf = family::below(middle, recipe{});
    return {std::move(about), leaf.pem() + middle.pem(), leaf.key_pem(), expected};
}

std::vector<bad_pair> bad_pairs()
{
    using p = pem_problem;
    auto const& f = all();
    auto const chain = f.chain();
    auto const key = f.leaf.key_pem();
    auto const leaf = f.leaf.pem();
    std::string const long_name(129, 'n');
    std::string chinese;
    for (int i = 0; i < 129; ++i)
        chinese += "\xe8\xaf\x81";
    std::vector<bad_pair> bad{
        // The form of the certificate file.
        {"an empty certificate file", "", key, p::empty_file},
        {"a certificate file of a megabyte", chain + std::string(1 << 20, '\n'), key, p::too_large},
        {"blank lines only", "\n\n\n", key, p::no_certificate},
        {"prose", "my certificate\n", key, p::no_certificate},
        {"a web page", "<html><body>Sign in</body></html>\n", key, p::no_certificate},
        {"UTF-16", utf16(chain), key, p::not_text},
        {"a byte order mark", "\xef\xbb\xbf" + chain, key, p::byte_order_mark},
        {"Windows line ends", with_crlf(chain), key, p::carriage_returns},
        {"no newline at the end", without_last_newline(chain), key, p::no_final_newline},
        {"bag attributes", "Bag Attributes\n    friendlyName: x\n    localKeyID: 01 02\nsubject=CN = a\n" + chain, key,
         p::bag_attributes},
        {"the text of openssl x509 -text", "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + chain, key,
         p::text_outside},
        {"four dashes before BEGIN", replaced(chain, "-----BEGIN", "----BEGIN"), key, p::damaged_marker},
        {"an indented BEGIN", " " + chain, key, p::damaged_marker},
        {"BEGIN with something behind", replaced(chain, "CERTIFICATE-----\n", "CERTIFICATE----- x\n"), key,
         p::damaged_marker},
        {"two blocks glued together", without_last_newline(leaf) + f.middle.pem(), key, p::glued_blocks},
        {"no END", without_line(leaf, "-----END"), key, p::unfinished_block},
        {"no END before the next block", without_line(leaf, "-----END") + f.middle.pem(), key, p::unfinished_block},
        {"END of another kind", replaced(leaf, "END CERTIFICATE", "END PRIVATE KEY"), key, p::unfinished_block},
        {"no BEGIN", without_line(leaf, "-----BEGIN"), key, p::stray_end},
        {"a character that is not base64", replaced(leaf, "MII", "M*I"), key, p::not_base64},
        {"an ellipsis in the middle", replaced(leaf, "MII", "MII...\n"), key, p::not_base64},
        {"a quoted mail", replaced(leaf, "MII", "> MII"), key, p::not_base64},
        {"a lost character", replaced(leaf, "MII", "MI"), key, p::damaged_block},
        {"a block without content", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", key, p::damaged_block},
        {"base64 of something else", "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n", key,
         p::unreadable_certificate},
        {"a lost line", without_line(leaf, std::string_view(leaf).substr(28, 64)), key, p::unreadable_certificate},
        {"DER", f.leaf.der(), key, p::der_given},
        {"PKCS#12", f.leaf.pfx(), key, p::pfx_given},
        {"a label of PKCS#7", relabelled(leaf, "CERTIFICATE", "PKCS7"), key, p::pkcs7_given},
        // What is in it.
        {"the key in place of the certificate", key, key, p::key_among_certificates},
        {"certificate and key in one file", chain + key, key, p::key_among_certificates},
        {"a signing request", relabelled(leaf, "CERTIFICATE", "CERTIFICATE REQUEST"), key, p::request_given},
        {"a trusted certificate", relabelled(leaf, "CERTIFICATE", "TRUSTED CERTIFICATE"), key, p::unexpected_block},
        {"a revocation list", chain + relabelled(leaf, "CERTIFICATE", "X509 CRL"), key, p::unexpected_block},
        // The key file.
        {"an empty key file", chain, "", p::empty_file},
        {"the certificate in place of the key", chain, leaf, p::certificate_among_keys},
        {"a certificate behind the key", chain, key + leaf, p::certificate_among_keys},
        {"a public key", chain, f.leaf.public_key_pem(), p::public_key_given},
        {"an encrypted key, PKCS#8", chain, f.leaf.encrypted_key_pem(), p::encrypted_key},
        {"an encrypted key, with headers", chain, f.leaf.encrypted_key_pem(true), p::encrypted_key},
        {"a key of OpenSSH", chain, relabelled(key, "PRIVATE KEY", "OPENSSH PRIVATE KEY"), p::openssh_key},
        {"a DSA label", chain, relabelled(key, "PRIVATE KEY", "DSA PRIVATE KEY"), p::unexpected_block},
        {"two keys", chain, key + f.other_leaf.key_pem(), p::several_keys},
        {"a key in DER", chain, f.leaf.key_der(), p::der_given},
        {"a key file with a byte order mark", chain, "\xef\xbb\xbf" + key, p::byte_order_mark},
        {"a key in UTF-16", chain, utf16(key), p::not_text},
        {"a key with Windows line ends", chain, with_crlf(key), p::carriage_returns},
        {"a key without a newline at the end", chain, without_last_newline(key), p::no_final_newline},
        {"a key with bag attributes", chain,
         "Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n" + key, p::bag_attributes},
        {"a key without END", chain, without_line(key, "-----END"), p::unfinished_block},
        {"a key with a lost character", chain, replaced(key, "MI", "M"), p::damaged_block},
        {"a key of nothing", chain, "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n",
         p::unreadable_key},
        {"prose in place of a key", chain, "no key here\n", p::no_key},
        {"parameters without a key", chain,
         "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n", p::no_key},
        // Whose is whose.
        {"the key of another certificate", chain, f.other_leaf.key_pem(), p::key_mismatch},
        {"the key of the authority", chain, f.middle.key_pem(), p::key_mismatch},
        {"a key of another kind", chain, issued{{}, support::rsa_key(2048)}.key_pem(), p::key_mismatch},
        {"the chain upside down", f.middle.pem() + leaf, key, p::chain_order},
        {"the root before the intermediate", leaf + f.root.pem() + f.middle.pem(), key, p::chain_order},
        {"a stranger's authority", leaf + f.stranger.pem(), key, p::chain_gap},
        {"an authority left out", leaf + f.root.pem(), key, p::chain_gap},
        {"two server certificates", leaf + f.other_leaf.pem(), key, p::several_leaves},
        {"two server certificates and their authority", leaf + f.other_leaf.pem() + f.middle.pem(), key,
         p::several_leaves},
        {"the leaf twice", leaf + leaf + f.middle.pem(), key, p::duplicate_certificate},
        {"the authority twice", chain + f.middle.pem(), key, p::duplicate_certificate},
        {"no intermediate", leaf, key, p::chain_incomplete},
        {"with the root", chain + f.root.pem(), key, p::root_included},
        // The name.
        {"no name", chain, key, p::name_empty, ""},
        {"a name of 129 characters", chain, key, p::name_too_long, long_name},
        {"a name of 129 Chinese characters", chain, key, p::name_too_long, chinese},
        {"a name with a line feed", chain, key, p::name_not_plain, "a\nb"},
        {"a name that is not UTF-8", chain, key, p::name_not_plain, "a\xff"},
    };
    auto const namesake = make(recipe::authority_named("Test Intermediate"));
    bad.push_back({"an authority of the same name", leaf + namesake.pem(), key, p::wrong_signature});
    auto const alone = make(recipe{});
    bad.push_back({"self-signed", alone.pem(), alone.key_pem(), p::self_signed});
    bad.push_back(about_leaf("expired", p::expired, [](recipe& one) { one.until = -10; }));
    bad.push_back(about_leaf("not yet valid", p::not_yet_valid, [](recipe& one) { one.from = 86400; }));
    bad.push_back(about_leaf("ends before it begins", p::dates_reversed,
                             [](recipe& one)
                             {
                                 one.from = 86400;
                                 one.until = 10;
                             }));
    bad.push_back(about_leaf("ends in a day", p::expires_soon, [](recipe& one) { one.until = 86400; }));
    bad.push_back(about_leaf("no names", p::no_names, [](recipe& one) { one.names.clear(); }));
    bad.push_back(
        about_leaf("mail addresses only", p::no_names, [](recipe& one) { one.names = "email:a@example.com"; }));
    bad.push_back(about_leaf("an authority as leaf", p::leaf_is_authority, [](recipe& one) { one.authority = true; }));
    bad.push_back(about_leaf("for clients only", p::not_for_servers, [](recipe& one) { one.usage = "clientAuth"; }));
    bad.push_back(about_leaf("RSA 1024", p::weak_key, [](recipe& one) { one.key = support::rsa_key(1024); }));
    bad.push_back(about_leaf("EC P-224", p::weak_key, [](recipe& one) { one.key = support::ec_key("P-224"); }));
    bad.push_back(about_leaf("Ed25519", p::unusual_key, [](recipe& one) { one.key = support::ed25519_key(); }));
    bad.push_back(about_leaf("signed with SHA-1", p::weak_digest, [](recipe& one) { one.digest = EVP_sha1(); }));
    bad.push_back(about_issuer("an issuer that expired", p::expired, [](recipe& one) { one.until = -10; }));
    bad.push_back(
        about_issuer("an issuer that is none", p::not_an_authority, [](recipe& one) { one.authority = false; }));
    bad.push_back(
        about_issuer("an issuer with a weak key", p::weak_key, [](recipe& one) { one.key = support::rsa_key(1024); }));
    bad.push_back(
        about_issuer("an issuer signed with SHA-1", p::weak_digest, [](recipe& one) { one.digest = EVP_sha1(); }));
    return bad;
}

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
    auto const& f = all();
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
                     all().leaf.traditional_key_pem();
    auto const chain = all().chain();
    BOOST_TEST(told(check_upload(pem_file("c", chain), pem_file("k", key))) == "");
    BOOST_TEST(emulator_takes(chain, key));
}

BOOST_AUTO_TEST_CASE(each_bad_file_has_its_finding)
{
    auto const bad = bad_pairs();
    BOOST_TEST(bad.size() >= 60u);
    for (auto const& pair : bad)
    {
        auto const report = check(pair);
        BOOST_TEST(report.has(pair.expected), pair.about << ": expected " << spelling(pair.expected) << ", found\n"
                                                         << told(report));
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
    auto const chain = all().middle.pem() + all().leaf.pem();
    auto const key = all().leaf.key_pem();
    auto const report = check_upload(pem_file("dir/c.pem", chain), pem_file("k", key));
    BOOST_REQUIRE(report.has(pem_problem::chain_order));
    auto const line = 1 + std::count(chain.begin(), chain.begin() + static_cast<long>(all().middle.pem().size()), '\n');
    auto const text = told(report);
    BOOST_TEST(text.find("dir/c.pem:" + std::to_string(line) + ": error: ") != text.npos, text);
    BOOST_TEST(text.find("[chain-order]: put the server's certificate first") != text.npos, text);
}

BOOST_AUTO_TEST_CASE(the_key_of_another_certificate_of_the_chain_is_told_as_such)
{
    auto const chain = all().chain();
    auto const text = told(check_upload(pem_file("c", chain), pem_file("k", all().middle.key_pem())));
    BOOST_TEST(text.find("but to certificate 2") != text.npos, text);
}

BOOST_AUTO_TEST_CASE(a_report_tells_what_the_certificate_says)
{
    auto const chain = all().chain();
    auto const report = check_certificate(pem_file("c", chain));
    BOOST_REQUIRE(report.certificate.has_value());
    auto const& leaf = *report.certificate;
    BOOST_TEST(leaf.common_name == "www.example.com");
    BOOST_TEST(leaf.issuer == "Test Intermediate");
    BOOST_TEST(leaf.names == (std::vector<std::string>{"www.example.com", "example.com"}),
               boost::test_tools::per_element());
    BOOST_TEST(leaf.key == "EC prime256v1");
    auto const facts = detail::emulated::read_pair(chain, all().leaf.key_pem());
    BOOST_TEST(leaf.fingerprint == facts.fingerprint);
}

BOOST_AUTO_TEST_CASE(addresses_are_names_too)
{
    auto const leaf = leaf_with([](recipe& one) { one.names = "IP:192.0.2.7,IP:2001:db8::1"; });
    auto const report = check_certificate(pem_file("c", leaf.pem() + all().middle.pem()));
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
    auto const chain = all().chain();
    auto const key = all().leaf.key_pem();
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

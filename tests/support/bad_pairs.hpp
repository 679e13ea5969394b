// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Certificates and keys as people get them wrong, each with what a check has to say of it.

#include "certificate_maker.hpp"

#include <aliyun/cas/pem_finding.hpp>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support
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

inline family const& a_family()
{
    static family const one;
    return one;
}

/// Two files, `cert.pem` and `key.pem`, and a name to upload them by.
struct bad_pair
{
    std::string about;
    std::string certificate;
    std::string key;
    aliyun::cas::pem_problem expected;
    std::string at;    ///< where it is told: `cert.pem`, `key.pem` or `name`, and the line: `:2`, `:block 2`, `:end 2`
    std::string words; ///< what is told begins with them
    std::string name = "a name";
};

/// The file of `at`, and its line in the pair's text; 0: none.
inline std::pair<std::string, std::size_t> place_of(bad_pair const& pair)
{
    auto const colon = pair.at.find(':');
    auto file = pair.at.substr(0, colon);
    if (colon == pair.at.npos)
        return {std::move(file), 0};
    auto const which = std::string_view(pair.at).substr(colon + 1);
    auto const blank = which.find(' ');
    std::size_t number = std::stoul(std::string(which.substr(blank + 1)));
    if (blank == which.npos)
        return {std::move(file), number};
    std::string const marker = which.starts_with("block") ? "-----BEGIN" : "-----END";
    auto const& text = file == "cert.pem" ? pair.certificate : pair.key;
    std::size_t at = text.find(marker);
    while (--number > 0)
        at = text.find(marker, at + 1);
    return {std::move(file), 1 + static_cast<std::size_t>(std::count(text.data(), text.data() + at, '\n'))};
}

inline std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    if (at == text.npos)
        throw std::logic_error("what is to be damaged is not in it");
    return text.replace(at, what.size(), by);
}
inline std::string with_crlf(std::string const& text)
{
    std::string made;
    for (char const c : text)
        made += c == '\n' ? "\r\n" : std::string(1, c);
    return made;
}
inline std::string without_line(std::string const& text, std::string_view start)
{
    auto const at = text.find(start);
    if (at == text.npos)
        throw std::logic_error("what is to be damaged is not in it");
    auto made = text;
    return made.erase(at, text.find('\n', at) + 1 - at);
}
inline std::string utf16(std::string_view text)
{
    std::string made = "\xff\xfe";
    for (char const c : text)
        (made += c) += '\0';
    return made;
}
inline std::string relabelled(std::string text, std::string const& from, std::string const& to)
{
    return replaced(replaced(std::move(text), "BEGIN " + from, "BEGIN " + to), "END " + from, "END " + to);
}
inline std::string without_last_newline(std::string text)
{
    text.pop_back();
    return text;
}

inline issued leaf_with(void (*change)(recipe&))
{
    recipe one;
    change(one);
    return family::below(a_family().middle, std::move(one));
}
inline bad_pair about_leaf(std::string about, aliyun::cas::pem_problem expected, std::string words,
                           void (*change)(recipe&))
{
    auto const leaf = leaf_with(change);
    return {std::move(about), leaf.pem() + a_family().middle.pem(), leaf.key_pem(), expected, "cert.pem:block 1",
            std::move(words)};
}
inline bad_pair about_issuer(std::string about, aliyun::cas::pem_problem expected, std::string words,
                             void (*change)(recipe&))
{
    auto authority = recipe::authority_named("Another Intermediate");
    change(authority);
    auto const middle = family::below(a_family().root, std::move(authority));
    auto const leaf = family::below(middle, recipe{});
    return {std::move(about), leaf.pem() + middle.pem(), leaf.key_pem(),
            expected,         "cert.pem:block 2",        std::move(words)};
}

inline std::vector<bad_pair> make_bad_pairs()
{
    using p = aliyun::cas::pem_problem;
    auto const& f = a_family();
    auto const chain = f.chain();
    auto const key = f.leaf.key_pem();
    auto const leaf = f.leaf.pem();
    std::string const long_name(129, 'n');
    std::string chinese;
    for (int i = 0; i < 129; ++i)
        chinese += "\xe8\xaf\x81";
    std::vector<bad_pair> bad{
        // The form of the certificate file.
        {"an empty certificate file", "", key, p::empty_file, "cert.pem", "the file is empty"},
        {"a certificate file of a megabyte", chain + std::string(1 << 20, '\n'), key, p::too_large, "cert.pem",
         "the file has "},
        {"blank lines only", "\n\n\n", key, p::no_certificate, "cert.pem", "there is no certificate in it"},
        {"prose", "my certificate\n", key, p::no_certificate, "cert.pem", "there is no certificate in it"},
        {"a web page", "<html><body>Sign in</body></html>\n", key, p::no_certificate, "cert.pem",
         "there is no certificate in it"},
        {"UTF-16", utf16(chain), key, p::not_text, "cert.pem:1", "the file has NUL bytes"},
        {"a byte order mark", "\xef\xbb\xbf" + chain, key, p::byte_order_mark, "cert.pem:1",
         "the file begins with a byte order mark, which hides the first block"},
        {"Windows line ends", with_crlf(chain), key, p::carriage_returns, "cert.pem:1", "the lines end in CR LF"},
        {"no newline at the end", without_last_newline(chain), key, p::no_final_newline, "cert.pem:end 2",
         "the last line does not end"},
        {"bag attributes", "Bag Attributes\n    friendlyName: x\n    localKeyID: 01 02\nsubject=CN = a\n" + chain, key,
         p::bag_attributes, "cert.pem:1", "attributes of a PKCS#12 file stand between the blocks"},
        {"the text of openssl x509 -text", "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + chain, key,
         p::text_outside, "cert.pem:1", "there is text outside of the blocks"},
        {"four dashes before BEGIN", replaced(chain, "-----BEGIN", "----BEGIN"), key, p::damaged_marker, "cert.pem:1",
         "this is nearly the first or the last line of a block"},
        {"an indented BEGIN", " " + chain, key, p::damaged_marker, "cert.pem:1",
         "this is nearly the first or the last line of a block"},
        {"BEGIN with something behind", replaced(chain, "CERTIFICATE-----\n", "CERTIFICATE----- x\n"), key,
         p::damaged_marker, "cert.pem:1", "this is nearly the first or the last line of a block"},
        {"two blocks glued together", without_last_newline(leaf) + f.middle.pem(), key, p::glued_blocks,
         "cert.pem:end 1", "the end of a block and the start of the next one stand in one line"},
        {"no END", without_line(leaf, "-----END"), key, p::unfinished_block, "cert.pem:1",
         "this block does not end as it begins"},
        {"no END before the next block", without_line(leaf, "-----END") + f.middle.pem(), key, p::unfinished_block,
         "cert.pem:1", "this block does not end as it begins"},
        {"END of another kind", replaced(leaf, "END CERTIFICATE", "END PRIVATE KEY"), key, p::unfinished_block,
         "cert.pem:1", "this block does not end as it begins"},
        {"no BEGIN", without_line(leaf, "-----BEGIN"), key, p::stray_end, "cert.pem:end 1",
         "this block has no beginning"},
        {"a character that is not base64", replaced(leaf, "MII", "M*I"), key, p::not_base64, "cert.pem:2",
         "this line of a block is not base64"},
        {"an ellipsis in the middle", replaced(leaf, "MII", "MII...\n"), key, p::not_base64, "cert.pem:2",
         "this line of a block is not base64"},
        {"a quoted mail", replaced(leaf, "MII", "> MII"), key, p::not_base64, "cert.pem:2",
         "this line of a block is not base64"},
        {"a lost character", replaced(leaf, "MII", "MI"), key, p::damaged_block, "cert.pem:1",
         "the block `CERTIFICATE` cannot be decoded"},
        {"a block without content", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", key, p::damaged_block,
         "cert.pem:1", "the block `CERTIFICATE` cannot be decoded"},
        {"base64 of something else", "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n", key,
         p::unreadable_certificate, "cert.pem:1", "the certificate cannot be read"},
        {"a lost line", without_line(leaf, std::string_view(leaf).substr(28, 64)), key, p::unreadable_certificate,
         "cert.pem:1", "the certificate cannot be read"},
        {"DER", f.leaf.der(), key, p::der_given, "cert.pem", "it is a certificate in DER, not in PEM"},
        {"PKCS#12", f.leaf.pfx(), key, p::pfx_given, "cert.pem", "it is a PKCS#12 file (.pfx, .p12)"},
        {"a label of PKCS#7", relabelled(leaf, "CERTIFICATE", "PKCS7"), key, p::pkcs7_given, "cert.pem:1",
         "the certificates are packed into PKCS#7"},
        // What is in it.
        {"the key in place of the certificate", key, key, p::key_among_certificates, "cert.pem:1",
         "a private key stands among the certificates"},
        {"certificate and key in one file", chain + key, key, p::key_among_certificates, "cert.pem:block 3",
         "a private key stands among the certificates"},
        {"a signing request", relabelled(leaf, "CERTIFICATE", "CERTIFICATE REQUEST"), key, p::request_given,
         "cert.pem:1", "it is a signing request"},
        {"a trusted certificate", relabelled(leaf, "CERTIFICATE", "TRUSTED CERTIFICATE"), key, p::unexpected_block,
         "cert.pem:1", "a block `TRUSTED CERTIFICATE` stands among the certificates"},
        {"a revocation list", chain + relabelled(leaf, "CERTIFICATE", "X509 CRL"), key, p::unexpected_block,
         "cert.pem:block 3", "a block `X509 CRL` stands among the certificates"},
        // The key file.
        {"an empty key file", chain, "", p::empty_file, "key.pem", "the file is empty"},
        {"the certificate in place of the key", chain, leaf, p::certificate_among_keys, "key.pem:1",
         "a certificate stands beside the private key"},
        {"a certificate behind the key", chain, key + leaf, p::certificate_among_keys, "key.pem:block 2",
         "a certificate stands beside the private key"},
        {"a public key", chain, f.leaf.public_key_pem(), p::public_key_given, "key.pem:1", "it is a public key"},
        {"an encrypted key, PKCS#8", chain, f.leaf.encrypted_key_pem(), p::encrypted_key, "key.pem:1",
         "the private key is encrypted"},
        {"an encrypted key, with headers", chain, f.leaf.encrypted_key_pem(true), p::encrypted_key, "key.pem:1",
         "the private key is encrypted"},
        {"a key of OpenSSH", chain, relabelled(key, "PRIVATE KEY", "OPENSSH PRIVATE KEY"), p::openssh_key, "key.pem:1",
         "it is a key in OpenSSH's own form"},
        {"a DSA label", chain, relabelled(key, "PRIVATE KEY", "DSA PRIVATE KEY"), p::unexpected_block, "key.pem:1",
         "a block `DSA PRIVATE KEY` stands beside the private key"},
        {"two keys", chain, key + f.other_leaf.key_pem(), p::several_keys, "key.pem:block 2",
         "it is a second private key"},
        {"a key in DER", chain, f.leaf.key_der(), p::der_given, "key.pem", "it is a private key in DER, not in PEM"},
        {"a key file with a byte order mark", chain, "\xef\xbb\xbf" + key, p::byte_order_mark, "key.pem:1",
         "the file begins with a byte order mark, which hides the first block"},
        {"a key in UTF-16", chain, utf16(key), p::not_text, "key.pem:1", "the file has NUL bytes"},
        {"a key with Windows line ends", chain, with_crlf(key), p::carriage_returns, "key.pem:1",
         "the lines end in CR LF"},
        {"a key without a newline at the end", chain, without_last_newline(key), p::no_final_newline, "key.pem:end 1",
         "the last line does not end"},
        {"a key with bag attributes", chain,
         "Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n" + key, p::bag_attributes, "key.pem:1",
         "attributes of a PKCS#12 file stand between the blocks"},
        {"a key without END", chain, without_line(key, "-----END"), p::unfinished_block, "key.pem:1",
         "this block does not end as it begins"},
        {"a key with a lost character", chain, replaced(key, "MI", "M"), p::damaged_block, "key.pem:1",
         "the block `PRIVATE KEY` cannot be decoded"},
        {"a key of nothing", chain, "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n",
         p::unreadable_key, "key.pem:1", "the private key cannot be read"},
        {"prose in place of a key", chain, "no key here\n", p::no_key, "key.pem", "there is no private key in it"},
        {"parameters without a key", chain,
         "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n", p::no_key, "key.pem",
         "there is no private key in it"},
        // Whose is whose.
        {"the key of another certificate", chain, f.other_leaf.key_pem(), p::key_mismatch, "key.pem:1",
         "the key (EC prime256v1) does not belong to the first certificate (EC prime256v1)"},
        {"the key of the authority", chain, f.middle.key_pem(), p::key_mismatch, "key.pem:1",
         "the key (EC prime256v1) does not belong to the first certificate (EC prime256v1), but to certificate 2"},
        {"a key of another kind", chain, issued{{}, rsa_key(2048)}.key_pem(), p::key_mismatch, "key.pem:1",
         "the key (RSA 2048) does not belong to the first certificate (EC prime256v1)"},
        {"the chain upside down", f.middle.pem() + leaf, key, p::chain_order, "cert.pem:block 2",
         "`www.example.com` did not issue `Test Intermediate` before it; all the certificates of a chain are there, "
         "but not in its order"},
        {"the root before the intermediate", leaf + f.root.pem() + f.middle.pem(), key, p::chain_order,
         "cert.pem:block 2",
         "`Test Root` did not issue `www.example.com` before it; all the certificates of a chain are there, but not in "
         "its order"},
        {"a stranger's authority", leaf + f.stranger.pem(), key, p::chain_gap, "cert.pem:block 2",
         "`Somebody Else` did not issue `www.example.com` before it, which names `Test Intermediate`"},
        {"an authority left out", leaf + f.root.pem(), key, p::chain_gap, "cert.pem:block 2",
         "`Test Root` did not issue `www.example.com` before it, which names `Test Intermediate`"},
        {"two server certificates", leaf + f.other_leaf.pem(), key, p::several_leaves, "cert.pem:block 2",
         "`other.example.com` is a second server certificate"},
        {"two server certificates and their authority", leaf + f.other_leaf.pem() + f.middle.pem(), key,
         p::several_leaves, "cert.pem:block 2", "`other.example.com` is a second server certificate"},
        {"the leaf twice", leaf + leaf + f.middle.pem(), key, p::duplicate_certificate, "cert.pem:block 2",
         "certificate 2 is certificate 1 once more"},
        {"the authority twice", chain + f.middle.pem(), key, p::duplicate_certificate, "cert.pem:block 3",
         "certificate 3 is certificate 2 once more"},
        {"no intermediate", leaf, key, p::chain_incomplete, "cert.pem:1",
         "the certificate of `Test Intermediate`, which issued this one, does not stand behind it"},
        {"with the root", chain + f.root.pem(), key, p::root_included, "cert.pem:block 3", "`Test Root` is a root"},
        // The name.
        {"no name", chain, key, p::name_empty, "name", "the certificate has no name", ""},
        {"a name of 129 characters", chain, key, p::name_too_long, "name", "the name has 129 characters", long_name},
        {"a name of 129 Chinese characters", chain, key, p::name_too_long, "name", "the name has 129 characters",
         chinese},
        {"a name with a line feed", chain, key, p::name_not_plain, "name",
         "the name has a control character or is not UTF-8", "a\nb"},
        {"a name that is not UTF-8", chain, key, p::name_not_plain, "name",
         "the name has a control character or is not UTF-8", "a\xff"},
    };
    auto const namesake = make(recipe::authority_named("Test Intermediate"));
    bad.push_back({"an authority of the same name", leaf + namesake.pem(), key, p::wrong_signature, "cert.pem:1",
                   "`www.example.com` is not signed with the key of `Test Intermediate` behind it"});
    auto const alone = make(recipe{});
    bad.push_back(
        {"self-signed", alone.pem(), alone.key_pem(), p::self_signed, "cert.pem:1", "`www.example.com` issued itself"});
    bad.push_back(
        about_leaf("expired", p::expired, "`www.example.com` expired on ", [](recipe& one) { one.until = -10; }));
    bad.push_back(about_leaf("not yet valid", p::not_yet_valid, "`www.example.com` is not valid before ",
                             [](recipe& one) { one.from = 86400; }));
    bad.push_back(about_leaf("ends before it begins", p::dates_reversed, "`www.example.com` ends on ",
                             [](recipe& one)
                             {
                                 one.from = 86400;
                                 one.until = 10;
                             }));
    bad.push_back(about_leaf("ends in a day", p::expires_soon, "`www.example.com` expires on ",
                             [](recipe& one) { one.until = 86400; }));
    bad.push_back(about_leaf("no names", p::no_names,
                             "`www.example.com` has no host name or address in a subjectAltName extension",
                             [](recipe& one) { one.names.clear(); }));
    bad.push_back(about_leaf("mail addresses only", p::no_names,
                             "`www.example.com` has no host name or address in a subjectAltName extension",
                             [](recipe& one) { one.names = "email:a@example.com"; }));
    bad.push_back(about_leaf("an authority as leaf", p::leaf_is_authority, "`www.example.com` is an authority itself",
                             [](recipe& one) { one.authority = true; }));
    bad.push_back(about_leaf("for clients only", p::not_for_servers,
                             "`www.example.com` may be used for other things than to serve TLS",
                             [](recipe& one) { one.usage = "clientAuth"; }));
    bad.push_back(about_leaf("RSA 1024", p::weak_key, "`www.example.com` has a key of RSA 1024",
                             [](recipe& one) { one.key = rsa_key(1024); }));
    bad.push_back(about_leaf("EC P-224", p::weak_key, "`www.example.com` has a key of EC secp224r1",
                             [](recipe& one) { one.key = ec_key("P-224"); }));
    bad.push_back(about_leaf("Ed25519", p::unusual_key, "`www.example.com` has a key of ED25519",
                             [](recipe& one) { one.key = ed25519_key(); }));
    bad.push_back(about_leaf("signed with SHA-1", p::weak_digest, "`www.example.com` is signed with SHA1",
                             [](recipe& one) { one.digest = EVP_sha1(); }));
    bad.push_back(about_issuer("an issuer that expired", p::expired, "`Another Intermediate` expired on ",
                               [](recipe& one) { one.until = -10; }));
    bad.push_back(about_issuer("an issuer that is none", p::not_an_authority,
                               "`Another Intermediate` issued the certificate before it, but is no authority",
                               [](recipe& one) { one.authority = false; }));
    bad.push_back(about_issuer("an issuer with a weak key", p::weak_key, "`Another Intermediate` has a key of RSA 1024",
                               [](recipe& one) { one.key = rsa_key(1024); }));
    bad.push_back(about_issuer("an issuer signed with SHA-1", p::weak_digest,
                               "`Another Intermediate` is signed with SHA1",
                               [](recipe& one) { one.digest = EVP_sha1(); }));
    return bad;
}

/// All of them; made once, and valid for as long as the program runs.
inline std::vector<bad_pair> const& bad_pairs()
{
    static auto const made = make_bad_pairs();
    return made;
}

} // namespace support

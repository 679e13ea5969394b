// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What can be wrong with a certificate and its key before they are uploaded, and how each of it is mended.

#include "version.hpp"

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What the check of `pem_check.hpp` can find. The spellings are stable: programs may rely on them.
enum class pem_problem
{
    // The form of a file.
    empty_file,
    too_large,
    not_text,
    byte_order_mark,
    carriage_returns,
    no_final_newline,
    bag_attributes,
    text_outside,
    damaged_marker,
    glued_blocks,
    unfinished_block,
    stray_end,
    not_base64,
    damaged_block,
    der_given,
    pfx_given,
    pkcs7_given,
    // What is in it.
    no_certificate,
    no_key,
    unexpected_block,
    key_among_certificates,
    certificate_among_keys,
    request_given,
    public_key_given,
    openssh_key,
    encrypted_key,
    several_keys,
    unreadable_certificate,
    unreadable_key,
    // The certificates.
    key_mismatch,
    several_leaves,
    duplicate_certificate,
    chain_order,
    chain_gap,
    wrong_signature,
    chain_incomplete,
    root_included,
    self_signed,
    not_an_authority,
    leaf_is_authority,
    expired,
    not_yet_valid,
    expires_soon,
    dates_reversed,
    no_names,
    not_for_servers,
    weak_key,
    weak_digest,
    unusual_key,
    // The name to upload it by.
    name_empty,
    name_too_long,
    name_not_plain
};

/// Whether a pair with this finding should be uploaded.
enum class pem_grade
{
    warning, ///< the service takes it, and some client or person will stumble over it
    error    ///< the service refuses it, or what it serves would not work
};

[[nodiscard]] constexpr std::string_view spelling(pem_grade grade) noexcept
{
    return grade == pem_grade::error ? "error" : "warning";
}

namespace detail
{

struct pem_problem_facts
{
    pem_problem problem; ///< which one
    std::string_view code;
    pem_grade grade;
    std::string_view mend;
};

inline constexpr std::array pem_problems{
    pem_problem_facts{pem_problem::empty_file, "empty-file", pem_grade::error, "name the file that holds the PEM text"},
    pem_problem_facts{pem_problem::too_large, "too-large", pem_grade::error,
                      "name the file of one certificate with its chain: those have a few kilobytes"},
    pem_problem_facts{pem_problem::not_text, "not-text", pem_grade::error,
                      "save it as plain ASCII; for UTF-16: iconv -f UTF-16 -t ASCII"},
    pem_problem_facts{pem_problem::byte_order_mark, "byte-order-mark", pem_grade::error,
                      "save it without a byte order mark: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE"},
    pem_problem_facts{pem_problem::carriage_returns, "carriage-returns", pem_grade::warning,
                      "turn the line ends into those of Unix: sed -i 's/\\r$//' FILE"},
    pem_problem_facts{pem_problem::no_final_newline, "no-final-newline", pem_grade::warning,
                      "end the last line, or the next file that is appended is glued to it: echo >> FILE"},
    pem_problem_facts{pem_problem::bag_attributes, "bag-attributes", pem_grade::warning,
                      "take the attributes out: openssl x509 -in FILE, or openssl pkey for a key"},
    pem_problem_facts{pem_problem::text_outside, "text-outside", pem_grade::warning,
                      "keep only what stands from -----BEGIN to -----END"},
    pem_problem_facts{
        pem_problem::damaged_marker, "damaged-marker", pem_grade::error,
        "the line must be -----BEGIN …----- or -----END …-----, with five dashes, alone and not indented"},
    pem_problem_facts{pem_problem::glued_blocks, "glued-blocks", pem_grade::error,
                      "put -----BEGIN on a line of its own"},
    pem_problem_facts{pem_problem::unfinished_block, "unfinished-block", pem_grade::error,
                      "copy the file again: the -----END line of this block is missing or of another kind"},
    pem_problem_facts{pem_problem::stray_end, "stray-end", pem_grade::error,
                      "copy the file again: the -----BEGIN line of this block is missing"},
    pem_problem_facts{pem_problem::not_base64, "not-base64", pem_grade::error,
                      "copy the file again: between its markers a block has only letters, digits, +, / and ="},
    pem_problem_facts{pem_problem::damaged_block, "damaged-block", pem_grade::error, "copy the file again"},
    pem_problem_facts{pem_problem::der_given, "der-given", pem_grade::error,
                      "turn it into PEM: openssl x509 -inform DER -in FILE, or openssl pkey -inform DER for a key"},
    pem_problem_facts{pem_problem::pfx_given, "pfx-given", pem_grade::error,
                      "take it apart: openssl pkcs12 -in FILE -nodes, then the certificates and the key"},
    pem_problem_facts{pem_problem::pkcs7_given, "pkcs7-given", pem_grade::error,
                      "take the certificates out: openssl pkcs7 -print_certs -in FILE"},
    pem_problem_facts{pem_problem::no_certificate, "no-certificate", pem_grade::error,
                      "name the file with -----BEGIN CERTIFICATE----- in it"},
    pem_problem_facts{pem_problem::no_key, "no-key", pem_grade::error,
                      "name the file with -----BEGIN PRIVATE KEY----- in it"},
    pem_problem_facts{pem_problem::unexpected_block, "unexpected-block", pem_grade::error, "take the block out"},
    pem_problem_facts{pem_problem::key_among_certificates, "key-among-certificates", pem_grade::error,
                      "keep the private key in a file of its own"},
    pem_problem_facts{pem_problem::certificate_among_keys, "certificate-among-keys", pem_grade::error,
                      "keep the certificates in a file of their own"},
    pem_problem_facts{pem_problem::request_given, "request-given", pem_grade::error,
                      "a signing request is no certificate: take the file that the authority sent back"},
    pem_problem_facts{pem_problem::public_key_given, "public-key-given", pem_grade::error,
                      "take the private key: the public one is in the certificate already"},
    pem_problem_facts{pem_problem::openssh_key, "openssh-key", pem_grade::error,
                      "turn a copy of it into PEM: ssh-keygen -p -m PEM -f COPY"},
    pem_problem_facts{pem_problem::encrypted_key, "encrypted-key", pem_grade::error,
                      "decrypt it: openssl pkey -in FILE -out PLAIN, and keep that file to yourself (mode 0600)"},
    pem_problem_facts{pem_problem::several_keys, "several-keys", pem_grade::error, "keep one private key a file"},
    pem_problem_facts{pem_problem::unreadable_certificate, "unreadable-certificate", pem_grade::error,
                      "copy the certificate again: its content is damaged"},
    pem_problem_facts{pem_problem::unreadable_key, "unreadable-key", pem_grade::error,
                      "copy the key again: its content is damaged, or of a kind that OpenSSL does not know"},
    pem_problem_facts{pem_problem::key_mismatch, "key-mismatch", pem_grade::error,
                      "take the key that the certificate was requested with"},
    pem_problem_facts{pem_problem::several_leaves, "several-leaves", pem_grade::error,
                      "keep one server certificate a file, with the authorities that issued it behind it"},
    pem_problem_facts{pem_problem::duplicate_certificate, "duplicate-certificate", pem_grade::error,
                      "remove the second copy"},
    pem_problem_facts{pem_problem::chain_order, "chain-order", pem_grade::error,
                      "put the server's certificate first, then the one that issued it, and so on"},
    pem_problem_facts{pem_problem::chain_gap, "chain-gap", pem_grade::error,
                      "remove what did not issue the one before it, or insert what is missing between them"},
    pem_problem_facts{pem_problem::wrong_signature, "wrong-signature", pem_grade::error,
                      "take the authority's certificate of the same key: this one only has the same name"},
    pem_problem_facts{pem_problem::chain_incomplete, "chain-incomplete", pem_grade::warning,
                      "append the intermediate certificate of the authority: many clients do not fetch it themselves"},
    pem_problem_facts{pem_problem::root_included, "root-included", pem_grade::warning,
                      "remove the last certificate: clients have the root already, or do not trust it"},
    pem_problem_facts{pem_problem::self_signed, "self-signed", pem_grade::warning,
                      "no client trusts it unless told to: take a certificate of an authority"},
    pem_problem_facts{pem_problem::not_an_authority, "not-an-authority", pem_grade::error,
                      "take the authority's own certificate: this one may not issue any"},
    pem_problem_facts{pem_problem::leaf_is_authority, "leaf-is-authority", pem_grade::warning,
                      "some clients refuse an authority as a server: let it be issued with CA:FALSE"},
    pem_problem_facts{pem_problem::expired, "expired", pem_grade::error, "renew it first"},
    pem_problem_facts{pem_problem::not_yet_valid, "not-yet-valid", pem_grade::warning,
                      "wait until then before it is used, and check this machine's clock"},
    pem_problem_facts{pem_problem::expires_soon, "expires-soon", pem_grade::warning, "renew it soon"},
    pem_problem_facts{pem_problem::dates_reversed, "dates-reversed", pem_grade::error,
                      "let it be issued anew: it ends before it begins"},
    pem_problem_facts{pem_problem::no_names, "no-names", pem_grade::error,
                      "let it be issued with a subjectAltName: clients do not look at the common name"},
    pem_problem_facts{pem_problem::not_for_servers, "not-for-servers", pem_grade::warning,
                      "let it be issued with the extended key usage serverAuth"},
    pem_problem_facts{pem_problem::weak_key, "weak-key", pem_grade::error,
                      "make a new key: RSA of 2048 bits or more, or EC on P-256"},
    pem_problem_facts{pem_problem::weak_digest, "weak-digest", pem_grade::error,
                      "let it be issued with SHA-256: clients refuse what is signed with MD5 or SHA-1"},
    pem_problem_facts{pem_problem::unusual_key, "unusual-key", pem_grade::warning,
                      "few clients take this kind of key: prefer RSA or EC on P-256"},
    pem_problem_facts{pem_problem::name_empty, "name-empty", pem_grade::error, "give it a name"},
    pem_problem_facts{pem_problem::name_too_long, "name-too-long", pem_grade::error,
                      "give it a name of at most 128 characters"},
    pem_problem_facts{pem_problem::name_not_plain, "name-not-plain", pem_grade::error,
                      "give it a name in UTF-8 without control characters"},
};

constexpr pem_problem_facts const& facts_of(pem_problem problem) noexcept
{
    return pem_problems[static_cast<std::size_t>(problem)];
}

static_assert(
    []
    {
        for (std::size_t i = 0; i < pem_problems.size(); ++i)
            if (pem_problems[i].problem != static_cast<pem_problem>(i))
                return false;
        return pem_problems.back().problem == pem_problem::name_not_plain;
    }(),
    "aliyun::cas: the table of PEM problems stands in the order of the enumeration");

} // namespace detail

/// A short code, for example `chain-order`.
[[nodiscard]] constexpr std::string_view spelling(pem_problem problem) noexcept
{
    return detail::facts_of(problem).code;
}
[[nodiscard]] constexpr pem_grade grade_of(pem_problem problem) noexcept
{
    return detail::facts_of(problem).grade;
}
/// What to do about it, in one clause.
[[nodiscard]] constexpr std::string_view mend_of(pem_problem problem) noexcept
{
    return detail::facts_of(problem).mend;
}

/// One thing that was found. No text of it ever holds a part of a private key.
struct pem_finding
{
    pem_finding(pem_problem found, std::string in, std::size_t at, std::string words)
        : problem(found), file(std::move(in)), line(at), what(std::move(words))
    {
    }

    pem_problem problem;  ///< which one
    std::string file;     ///< as the caller named it
    std::size_t line = 0; ///< from 1; 0: the file as a whole
    std::string what;     ///< one clause that says what is wrong, with names, numbers and dates

    /// How bad it is.
    [[nodiscard]] pem_grade grade() const noexcept { return grade_of(problem); }
    /// What to do about it.
    [[nodiscard]] std::string_view mend() const noexcept { return mend_of(problem); }

    /// `FILE:LINE: error: WHAT [CODE]: MEND`, as compilers do.
    friend std::ostream& operator<<(std::ostream& out, pem_finding const& one)
    {
        out << one.file;
        if (one.line != 0)
            out << ':' << one.line;
        return out << ": " << spelling(one.grade()) << ": " << one.what << " [" << spelling(one.problem)
                   << "]: " << one.mend();
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

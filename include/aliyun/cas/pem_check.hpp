// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Looks at a certificate and its private key before they are uploaded, without a connection: all that the service would
// refuse, and what would hurt once it is served.

#include "detail/decode/utf8.hpp"
#include "detail/pem/chain_check.hpp"
#include "detail/pem/key_check.hpp"
#include "detail/pem/pem_scan.hpp"
#include "pem_finding.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A text and the name by which findings speak of it. A view: the text must outlive the check.
struct pem_file
{
    pem_file(std::string file_name, std::string_view content) : name(std::move(file_name)), text(content) {}

    std::string name;      ///< for findings
    std::string_view text; ///< of the whole file
};

/// How strict a check is.
struct pem_check_options
{
    pem_check_options() {}

    /// The time at which the certificate must be valid.
    std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    /// A certificate that ends within this time is told as `expires_soon`.
    std::chrono::seconds warn_before{0};
};

/// What the first certificate of a file says of itself.
struct pem_certificate
{
    std::string common_name{};             ///< of the subject
    std::string issuer{};                  ///< its common name
    std::vector<std::string> names{};      ///< host names and addresses, as the subjectAltName lists them
    std::chrono::sys_seconds not_before{}; ///< begin of its validity
    std::chrono::sys_seconds not_after{};  ///< end of its validity
    std::string fingerprint{}; ///< SHA-1 in upper-case digits without colons, as the service's lists show it
    std::string key{};         ///< for example `RSA 2048`
};

/// The result of a check.
struct pem_report
{
    std::vector<pem_finding> findings{};          ///< in the order of the files and their lines
    std::optional<pem_certificate> certificate{}; ///< if there is one that can be read

    /// No finding is an error: the service would take it.
    [[nodiscard]] bool passes() const noexcept
    {
        return std::none_of(findings.begin(), findings.end(),
                            [](pem_finding const& one) { return one.grade() == pem_grade::error; });
    }
    /// Whether this was found.
    [[nodiscard]] bool has(pem_problem problem) const noexcept
    {
        return std::any_of(findings.begin(), findings.end(),
                           [problem](pem_finding const& one) { return one.problem == problem; });
    }
};

namespace detail
{

class pem_checker
{
public:
    explicit pem_checker(pem_check_options const& options) : options_(options) {}

    void check_certificates(pem_file const& file)
    {
        report_in(file.name);
        auto const blocks = scan(file, pem_problem::no_certificate);
        std::vector<placed_certificate> chain;
        for (auto const& block : blocks)
            read_certificate(block, chain);
        if (chain.empty())
        {
            if (!has_error_)
                add(pem_problem::no_certificate, 0, "there is no certificate in it");
            return;
        }
        auto const report = [this](pem_problem problem, std::size_t line, std::string what)
        { add(problem, line, std::move(what)); };
        chain_check(chain, options_.now, options_.warn_before, report).run();
        summarise(chain.front().certificate.get());
        chain_ = std::move(chain);
    }

    void check_key(pem_file const& file)
    {
        report_in(file.name);
        auto const blocks = scan(file, pem_problem::no_key);
        private_key_ptr key;
        std::size_t line = 0;
        for (auto const& block : blocks)
            read_key(block, key, line);
        if (!key)
        {
            if (!has_error_)
                add(pem_problem::no_key, 0, "there is no private key in it");
            return;
        }
        if (!chain_.empty())
            compare(key.get(), line);
    }

    void check_name(std::string_view name)
    {
        constexpr std::size_t longest = 128; // of the service
        report_in("name");
        bool const is_plain =
            is_utf8(name) && std::none_of(name.begin(), name.end(),
                                          [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
        auto const characters = std::count_if(name.begin(), name.end(),
                                              [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
        if (name.empty())
            add(pem_problem::name_empty, 0, "the certificate has no name");
        else if (!is_plain)
            add(pem_problem::name_not_plain, 0, "the name has a control character or is not UTF-8");
        else if (static_cast<std::size_t>(characters) > longest)
            add(pem_problem::name_too_long, 0, "the name has " + std::to_string(characters) + " characters");
    }

    [[nodiscard]] pem_report take() { return std::move(result_); }

private:
    static constexpr std::size_t largest_file = std::size_t{1} << 20;

    void report_in(std::string const& file)
    {
        file_ = file;
        has_error_ = false;
    }
    void add(pem_problem problem, std::size_t line, std::string what)
    {
        has_error_ |= grade_of(problem) == pem_grade::error;
        result_.findings.emplace_back(problem, file_, line, std::move(what));
    }

    // The blocks of a file, with all that is wrong with its form told. `nothing` is what a file without any block
    // lacks.
    std::vector<pem_block> scan(pem_file const& file, pem_problem nothing)
    {
        if (file.text.empty())
        {
            add(pem_problem::empty_file, 0, "the file is empty");
            return {};
        }
        if (file.text.size() > largest_file)
        {
            add(pem_problem::too_large, 0, "the file has " + std::to_string(file.text.size()) + " bytes");
            return {};
        }
        if (tell_binary(file.text))
            return {};
        auto scanned = pem_scanner::scan(file.text);
        for (auto const& note : scanned.notes)
            if (!scanned.blocks.empty() || note.problem != pem_problem::text_outside)
                add(note.problem, note.line, std::string(words_for(note.problem)));
        if (scanned.blocks.empty() && !has_error_)
            add(nothing, 0,
                nothing == pem_problem::no_key ? "there is no private key in it" : "there is no certificate in it");
        if (has_error_)
            return std::move(scanned.blocks);

        // OpenSSL is what reads it in the end: both must see the same blocks.
        auto const source = pem_source(file.text);
        for (auto const& block : scanned.blocks)
        {
            decoded_block const same(source.get());
            if (same.status() != decoded_block::state::read || same.label() != block.label)
                add(pem_problem::damaged_block, block.line,
                    "the block `" + std::string(block.label) + "` cannot be decoded");
            if (same.status() != decoded_block::state::read)
                break;
        }
        return std::move(scanned.blocks);
    }

    bool tell_binary(std::string_view bytes)
    {
        switch (kind_of_binary(bytes))
        {
        case binary_kind::certificate:
            add(pem_problem::der_given, 0, "it is a certificate in DER, not in PEM");
            return true;
        case binary_kind::key:
            add(pem_problem::der_given, 0, "it is a private key in DER, not in PEM");
            return true;
        case binary_kind::pkcs12:
            add(pem_problem::pfx_given, 0, "it is a PKCS#12 file (.pfx, .p12)");
            return true;
        case binary_kind::pkcs7:
            add(pem_problem::pkcs7_given, 0, "it is a PKCS#7 file (.p7b)");
            return true;
        case binary_kind::unknown:
            break;
        }
        return false;
    }

    void read_certificate(pem_block const& block, std::vector<placed_certificate>& chain)
    {
        if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE")
        {
            auto const source = pem_source(block.text);
            decoded_block const content(source.get());
            if (content.status() != decoded_block::state::read)
                return add_damaged(block);
            if (auto certificate = content.certificate())
                chain.push_back({std::move(certificate), block.line});
            else
                add(pem_problem::unreadable_certificate, block.line, "the certificate cannot be read");
        }
        else if (block.label.ends_with("PRIVATE KEY"))
            add(pem_problem::key_among_certificates, block.line, "a private key stands among the certificates");
        else if (block.label.ends_with("CERTIFICATE REQUEST"))
            add(pem_problem::request_given, block.line, "it is a signing request");
        else if (block.label == "PKCS7")
            add(pem_problem::pkcs7_given, block.line, "the certificates are packed into PKCS#7");
        else
            add(pem_problem::unexpected_block, block.line,
                "a block `" + std::string(block.label) + "` stands among the certificates");
    }

    void read_key(pem_block const& block, private_key_ptr& key, std::size_t& line)
    {
        if (block.label == "EC PARAMETERS") // `openssl ecparam -genkey` writes them before the key
            return;
        if (block.label == "ENCRYPTED PRIVATE KEY" || block.encrypted)
            return add(pem_problem::encrypted_key, block.line, "the private key is encrypted");
        if (block.label == "OPENSSH PRIVATE KEY")
            return add(pem_problem::openssh_key, block.line, "it is a key in OpenSSH's own form");
        if (block.label == "PUBLIC KEY" || block.label == "RSA PUBLIC KEY")
            return add(pem_problem::public_key_given, block.line, "it is a public key");
        if (block.label.ends_with("CERTIFICATE"))
            return add(pem_problem::certificate_among_keys, block.line, "a certificate stands beside the private key");
        if (block.label != "PRIVATE KEY" && block.label != "RSA PRIVATE KEY" && block.label != "EC PRIVATE KEY")
            return add(pem_problem::unexpected_block, block.line,
                       "a block `" + std::string(block.label) + "` stands beside the private key");
        if (key)
            return add(pem_problem::several_keys, block.line, "it is a second private key");
        auto const source = pem_source(block.text);
        decoded_block const content(source.get());
        if (content.status() != decoded_block::state::read)
            return add_damaged(block);
        key = content.private_key();
        line = block.line;
        if (!key)
            add(pem_problem::unreadable_key, block.line, "the private key cannot be read");
    }

    void add_damaged(pem_block const& block)
    {
        bool const known =
            std::any_of(result_.findings.begin(), result_.findings.end(),
                        [&](pem_finding const& one)
                        { return one.file == file_ && one.grade() == pem_grade::error && one.line >= block.line; });
        if (!known)
            add(pem_problem::damaged_block, block.line,
                "the block `" + std::string(block.label) + "` cannot be decoded");
    }

    void compare(EVP_PKEY* key, std::size_t line)
    {
        auto const fits = [key](placed_certificate const& one)
        { return X509_check_private_key(one.certificate.get(), key) == 1; };
        auto const owner = std::find_if(chain_.begin(), chain_.end(), fits);
        ERR_clear_error();
        if (owner == chain_.begin())
        {
            if (signs_in_vain(key, X509_get0_pubkey(owner->certificate.get())))
                add(pem_problem::unreadable_key, line, "the private key is damaged: what it signs does not verify");
            return;
        }
        auto const wanted = key_name(X509_get0_pubkey(chain_.front().certificate.get()));
        auto what = "the key (" + key_name(key) + ") does not belong to the first certificate (" + wanted + ")";
        if (owner != chain_.end())
            what += ", but to certificate " + std::to_string(owner - chain_.begin() + 1);
        ERR_clear_error();
        add(pem_problem::key_mismatch, line, std::move(what));
    }

    void summarise(X509 const* leaf)
    {
        auto& summary = result_.certificate.emplace();
        summary.common_name = short_name(X509_get_subject_name(leaf));
        summary.issuer = short_name(X509_get_issuer_name(leaf));
        summary.names = alternative_names(leaf);
        summary.not_before = instant_of(X509_get0_notBefore(leaf)).value_or(utc_seconds{});
        summary.not_after = instant_of(X509_get0_notAfter(leaf)).value_or(utc_seconds{});
        summary.fingerprint = fingerprint_of(leaf);
        summary.key = key_name(X509_get0_pubkey(leaf));
        ERR_clear_error();
    }

    static constexpr std::string_view words_for(pem_problem problem) noexcept
    {
        switch (problem)
        {
        case pem_problem::not_text:
            return "the file has NUL bytes";
        case pem_problem::byte_order_mark:
            return "the file begins with a byte order mark, which hides the first block";
        case pem_problem::carriage_returns:
            return "the lines end in CR LF";
        case pem_problem::no_final_newline:
            return "the last line does not end";
        case pem_problem::bag_attributes:
            return "attributes of a PKCS#12 file stand between the blocks";
        case pem_problem::text_outside:
            return "there is text outside of the blocks";
        case pem_problem::damaged_marker:
            return "this is nearly the first or the last line of a block";
        case pem_problem::glued_blocks:
            return "the end of a block and the start of the next one stand in one line";
        case pem_problem::unfinished_block:
            return "this block does not end as it begins";
        case pem_problem::stray_end:
            return "this block has no beginning";
        default:
            return "this line of a block is not base64";
        }
    }

    pem_check_options const& options_;
    pem_report result_;
    std::string file_;
    bool has_error_ = false; ///< in the file that is being checked
    std::vector<placed_certificate> chain_;
};

} // namespace detail

/// Checks a certificate file: its form, the certificate, and the chain behind it.
///
/// @par Errors none: whatever is wrong is a finding. Throws `std::bad_alloc` only.
[[nodiscard]] inline pem_report check_certificate(pem_file const& certificate,
                                                  pem_check_options const& options = pem_check_options{})
{
    detail::pem_checker checker(options);
    checker.check_certificates(certificate);
    return checker.take();
}

/// Checks what an upload would send: the certificate file, the key that must fit it, and the name.
///
/// Of the key nothing is kept, and nothing of it stands in a finding; the text of the file is the caller's to wipe.
/// What passes has no finding that is an error. The rules are the service's (`CreateUserCertificate`: leaf first, a
/// plain key in PKCS#1, SEC1 or PKCS#8, a name of at most 128 characters), and those of clients that will meet it.
///
/// @param name the name to upload it by; none: not checked
[[nodiscard]] inline pem_report check_upload(pem_file const& certificate, pem_file const& key,
                                             std::optional<std::string_view> name = std::nullopt,
                                             pem_check_options const& options = pem_check_options{})
{
    detail::pem_checker checker(options);
    checker.check_certificates(certificate);
    checker.check_key(key);
    if (name)
        checker.check_name(*name);
    return checker.take();
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

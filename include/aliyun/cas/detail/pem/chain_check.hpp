// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A leaf and the authorities behind it: order, completeness, signatures, dates, strength.

#include "../../pem_finding.hpp"
#include "certificate_facts.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct placed_certificate
{
    certificate_ptr certificate;
    std::size_t line;
};

/// Looks at the certificates of one file; `chain` is not empty.
class chain_check
{
public:
    using sink = std::function<void(pem_problem, std::size_t line, std::string what)>;

    chain_check(std::vector<placed_certificate> const& chain, utc_seconds now, std::chrono::seconds warn_before,
                sink const& report)
        : chain_(chain), now_(now), warn_before_(warn_before), report_(report)
    {
    }

    void run() const
    {
        check_order();
        for (std::size_t i = 0; i < chain_.size(); ++i)
        {
            check_dates(i);
            check_strength(i);
        }
        check_leaf();
    }

private:
    [[nodiscard]] X509* at(std::size_t i) const noexcept { return chain_[i].certificate.get(); }
    [[nodiscard]] std::string subject(std::size_t i) const { return short_name(X509_get_subject_name(at(i))); }
    [[nodiscard]] std::string issuer(std::size_t i) const { return short_name(X509_get_issuer_name(at(i))); }
    [[nodiscard]] bool is_self_issued(std::size_t i) const { return names_issuer(i, i); }
    [[nodiscard]] bool is_authority(std::size_t i) const { return X509_check_ca(at(i)) >= 1; }
    /// Whether the certificate `child` names `parent` as its issuer.
    [[nodiscard]] bool names_issuer(std::size_t child, std::size_t parent) const
    {
        return X509_NAME_cmp(X509_get_issuer_name(at(child)), X509_get_subject_name(at(parent))) == 0;
    }
    void report(pem_problem problem, std::size_t i, std::string what) const
    {
        report_(problem, chain_[i].line, std::move(what));
    }

    void check_order() const
    {
        auto const size = chain_.size();
        for (std::size_t i = 1; i < size; ++i)
        {
            for (std::size_t before = 0; before < i; ++before)
                if (X509_cmp(at(before), at(i)) == 0)
                    return report(pem_problem::duplicate_certificate, i,
                                  "certificate " + std::to_string(i + 1) + " is certificate " +
                                      std::to_string(before + 1) + " once more");
        }
        for (std::size_t i = 1; i < size; ++i)
            if (!names_issuer(i - 1, i))
                return explain_disorder(i);
        for (std::size_t i = 1; i < size; ++i)
        {
            if (!is_authority(i))
                report(pem_problem::not_an_authority, i,
                       "`" + subject(i) + "` issued the certificate before it, but is no authority");
            if (X509_verify(at(i - 1), X509_get0_pubkey(at(i))) != 1)
                report(pem_problem::wrong_signature, i - 1,
                       "`" + subject(i - 1) + "` is not signed with the key of `" + subject(i) + "` behind it");
        }
        ERR_clear_error();
        if (is_self_issued(size - 1))
        {
            if (size > 1)
                report(pem_problem::root_included, size - 1, "`" + subject(size - 1) + "` is a root");
            else
                report(pem_problem::self_signed, 0, "`" + subject(0) + "` issued itself");
        }
        else if (size == 1)
            report(pem_problem::chain_incomplete, 0,
                   "the certificate of `" + issuer(0) + "`, which issued this one, does not stand behind it");
    }

    // Certificate `i` did not issue the one before it: is it the order, or what stands there?
    void explain_disorder(std::size_t i) const
    {
        if (forms_a_chain_in_another_order())
            return report(pem_problem::chain_order, i,
                          "`" + subject(i) + "` did not issue `" + subject(i - 1) +
                              "` before it; all the certificates "
                              "of a chain are there, but not in its order");
        auto const leaves =
            std::count_if(chain_.begin(), chain_.end(),
                          [](placed_certificate const& one) { return X509_check_ca(one.certificate.get()) == 0; });
        if (leaves > 1 && !is_authority(i))
            return report(pem_problem::several_leaves, i, "`" + subject(i) + "` is a second server certificate");
        report(pem_problem::chain_gap, i,
               "`" + subject(i) + "` did not issue `" + subject(i - 1) + "` before it, which names `" + issuer(i - 1) +
                   "`");
    }

    [[nodiscard]] bool forms_a_chain_in_another_order() const
    {
        auto const size = chain_.size();
        for (std::size_t first = 0; first < size; ++first)
        {
            std::vector<bool> used(size, false);
            used[first] = true;
            auto current = first;
            for (std::size_t steps = 1;; ++steps)
            {
                if (steps == size)
                    return true;
                std::size_t next = 0;
                while (next < size && (used[next] || !names_issuer(current, next)))
                    ++next;
                if (next == size)
                    break;
                used[next] = true;
                current = next;
            }
        }
        return false;
    }

    void check_dates(std::size_t i) const
    {
        auto const begin = instant_of(X509_get0_notBefore(at(i)));
        auto const end = instant_of(X509_get0_notAfter(at(i)));
        if (!begin || !end)
            return report(pem_problem::unreadable_certificate, i,
                          "the dates of certificate " + std::to_string(i + 1) + " cannot be read");
        auto const name = "`" + subject(i) + "`";
        if (*end < *begin)
            report(pem_problem::dates_reversed, i, name + " ends on " + day(*end) + " and begins on " + day(*begin));
        else if (now_ > *end)
            report(pem_problem::expired, i, name + " expired on " + day(*end));
        else if (now_ < *begin)
            report(pem_problem::not_yet_valid, i, name + " is not valid before " + day(*begin));
        else if (i == 0 && *end - now_ < warn_before_)
            report(pem_problem::expires_soon, i, name + " expires on " + day(*end));
    }

    void check_strength(std::size_t i) const
    {
        auto const* const key = X509_get0_pubkey(at(i));
        auto const strength = strength_of(key);
        if (strength != key_strength::good)
            report(strength == key_strength::weak ? pem_problem::weak_key : pem_problem::unusual_key, i,
                   "`" + subject(i) + "` has a key of " + key_name(key));
        ERR_clear_error();
        if (auto const digest = weak_digest_of(at(i)); digest && !is_self_issued(i)) // nobody checks a root's signature
            report(pem_problem::weak_digest, i, "`" + subject(i) + "` is signed with " + std::string(*digest));
    }

    void check_leaf() const
    {
        if (alternative_names(at(0)).empty())
            report(pem_problem::no_names, 0,
                   "`" + subject(0) + "` has no host name or address in a subjectAltName extension");
        if (X509_check_ca(at(0)) == 1)
            report(pem_problem::leaf_is_authority, 0, "`" + subject(0) + "` is an authority itself");
        if ((X509_get_extension_flags(at(0)) & EXFLAG_XKUSAGE) != 0 &&
            (X509_get_extended_key_usage(at(0)) & (XKU_SSL_SERVER | XKU_ANYEKU)) == 0)
            report(pem_problem::not_for_servers, 0,
                   "`" + subject(0) + "` may be used for other things than to serve TLS");
        ERR_clear_error();
    }

    static std::string day(utc_seconds when)
    {
        auto const text = format_timestamp(when);
        return {text.data(), 10};
    }

    std::vector<placed_certificate> const& chain_;
    utc_seconds now_;
    std::chrono::seconds warn_before_;
    sink const& report_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The certificates of an account: upload, list, read, delete.

#include "../paging.hpp"
#include "common.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A certificate chain in PEM, the leaf first. A type of its own, so that it cannot be mistaken for the key or the
/// name.
struct certificate_pem
{
    explicit certificate_pem(std::string pem) : text(std::move(pem)) {}
    std::string text;
};

/// A private key in PEM: PKCS#1, SEC1 or PKCS#8, not encrypted. Wiped when dropped; the text that it is made from is
/// the caller's to wipe.
struct private_key_pem
{
    explicit private_key_pem(secret_string pem) : text(std::move(pem)) {}
    secret_string text;
};

/// The name of a certificate in the account: unique there, at most 128 characters.
struct certificate_name
{
    explicit certificate_name(std::string name) : text(std::move(name)) {}
    std::string text;
};

/// Response of `create_user_certificate`.
struct created_certificate
{
    std::string request_id{};
    /// The new certificate's id. Some editions of the service do not send it: then find the certificate by its name.
    std::optional<std::int64_t> cert_id{};

    using fields = field_table<field<"RequestId", &created_certificate::request_id>,
                               field<"CertId", &created_certificate::cert_id>>;
};

/// Uploads a certificate and its private key. The key travels in the request's body, never in a URL.
struct create_user_certificate : localized_request
{
    create_user_certificate(certificate_name name_, certificate_pem cert_, private_key_pem key_)
        : name(std::move(name_.text)), cert(std::move(cert_.text)), key(std::move(key_.text))
    {
    }

    std::string name;
    std::string cert;
    secret_string key;

    using response = created_certificate;
    static constexpr operation_traits traits{
        .action = "CreateUserCertificate", .repeat = repeat_safety::unsafe, .calls_per_second = 10};
    using params =
        localized_params<param<"Name", &create_user_certificate::name>, param<"Cert", &create_user_certificate::cert>,
                         param<"Key", &create_user_certificate::key, visibility::secret>>;
};

/// What the list and the detail both tell of a certificate. A field that the service left out stays empty, zero or
/// false.
struct certificate_summary
{
    std::int64_t id = 0;
    std::string name{};
    std::string common{};   ///< common name of the subject
    std::string sans{};     ///< all host names, separated by commas
    std::string org_name{}; ///< organisation of the subject
    std::string country{};
    std::string province{};
    std::string city{};
    std::string issuer{};
    std::string start_date{};  ///< `YYYY-MM-DD`
    std::string end_date{};    ///< `YYYY-MM-DD`
    std::string fingerprint{}; ///< SHA-1 of the certificate
    bool expired = false;
    bool buy_in_aliyun = false; ///< false: the certificate was uploaded

    using fields = field_table<
        field<"Id", &certificate_summary::id>, field<"Name", &certificate_summary::name>,
        field<"Common", &certificate_summary::common>, field<"Sans", &certificate_summary::sans>,
        field<"OrgName", &certificate_summary::org_name>, field<"Country", &certificate_summary::country>,
        field<"Province", &certificate_summary::province>, field<"City", &certificate_summary::city>,
        field<"Issuer", &certificate_summary::issuer>, field<"StartDate", &certificate_summary::start_date>,
        field<"EndDate", &certificate_summary::end_date>, field<"Fingerprint", &certificate_summary::fingerprint>,
        field<"Expired", &certificate_summary::expired>, field<"BuyInAliyun", &certificate_summary::buy_in_aliyun>>;
};

/// Response of `describe_user_certificate_list`: one page.
struct certificate_page
{
    std::string request_id{};
    std::vector<certificate_summary> certificate_list{};
    std::int64_t current_page = 0; ///< from 1
    std::int64_t show_size = 0;    ///< entries a page
    std::int64_t total_count = 0;  ///< entries in all

    using fields = field_table<field<"RequestId", &certificate_page::request_id>,
                               field<"CertificateList", &certificate_page::certificate_list>,
                               field<"CurrentPage", &certificate_page::current_page>,
                               field<"ShowSize", &certificate_page::show_size>,
                               field<"TotalCount", &certificate_page::total_count>>;
};

/// Reads one page of the account's certificates.
struct describe_user_certificate_list : localized_request
{
    /// @param page from 1
    /// @param size entries a page
    explicit describe_user_certificate_list(std::int64_t page = 1, std::int64_t size = 50)
        : current_page(page), show_size(size)
    {
    }

    std::int64_t current_page;
    std::int64_t show_size;

    using response = certificate_page;
    static constexpr operation_traits traits{
        .action = "DescribeUserCertificateList", .repeat = repeat_safety::safe, .calls_per_second = 10};
    using params = localized_params<param<"CurrentPage", &describe_user_certificate_list::current_page>,
                                    param<"ShowSize", &describe_user_certificate_list::show_size>>;
    using paging = by_page_number<&describe_user_certificate_list::current_page, &certificate_page::certificate_list,
                                  &certificate_page::total_count, &certificate_summary::id>;
};

/// Response of `describe_user_certificate_detail`.
struct certificate_detail : certificate_summary
{
    std::string request_id{};
    std::string cert{};  ///< the chain in PEM
    secret_string key{}; ///< the private key in PEM; wiped when dropped

    using fields = field_table<
        field<"Id", &certificate_detail::id>, field<"Name", &certificate_detail::name>,
        field<"Common", &certificate_detail::common>, field<"Sans", &certificate_detail::sans>,
        field<"OrgName", &certificate_detail::org_name>, field<"Country", &certificate_detail::country>,
        field<"Province", &certificate_detail::province>, field<"City", &certificate_detail::city>,
        field<"Issuer", &certificate_detail::issuer>, field<"StartDate", &certificate_detail::start_date>,
        field<"EndDate", &certificate_detail::end_date>, field<"Fingerprint", &certificate_detail::fingerprint>,
        field<"Expired", &certificate_detail::expired>, field<"BuyInAliyun", &certificate_detail::buy_in_aliyun>,
        field<"RequestId", &certificate_detail::request_id>, field<"Cert", &certificate_detail::cert>,
        field<"Key", &certificate_detail::key>>;
};

/// Reads one certificate with its PEM texts.
struct describe_user_certificate_detail : localized_request
{
    explicit describe_user_certificate_detail(std::int64_t id) : cert_id(id) {}

    std::int64_t cert_id;

    using response = certificate_detail;
    static constexpr operation_traits traits{
        .action = "DescribeUserCertificateDetail", .repeat = repeat_safety::safe, .calls_per_second = 10};
    using params = localized_params<param<"CertId", &describe_user_certificate_detail::cert_id>>;
};

/// Deletes one uploaded or expired certificate.
struct delete_user_certificate : localized_request
{
    explicit delete_user_certificate(std::int64_t id) : cert_id(id) {}

    std::int64_t cert_id;

    using response = request_receipt;
    static constexpr operation_traits traits{
        .action = "DeleteUserCertificate", .repeat = repeat_safety::idempotent, .calls_per_second = 100};
    using params = localized_params<param<"CertId", &delete_user_certificate::cert_id>>;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Certificates that are ordered from the service: submit the data of a bought order, follow its validation, list
// orders.

#include "../open_enum.hpp"
#include "../paging.hpp"
#include "common.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// How the control of a domain is proved.
enum class domain_verify_type
{
    dns, ///< by a record that is published in the domain's zone
    file ///< by a file that is served under the domain
};

[[nodiscard]] constexpr std::string_view spelling(domain_verify_type type) noexcept
{
    return type == domain_verify_type::dns ? "DNS" : "FILE";
}

/// The person whom the certificate authority may ask. All of it is required by the service.
struct order_contact
{
    order_contact() {} // user-declared: a type that may stand in a co_await expression must not be an aggregate

    std::string username{}; ///< full name
    std::string mobile{};   ///< telephone number
    std::string email{};    ///< address that is read: the authority may write to it
    std::string province{}; ///< where the person is
    std::string city{};     ///< the same
};

/// The id of a bought order, for example `cas-cn-4591d3xa****`.
struct order_instance_id
{
    explicit order_instance_id(std::string id) : text(std::move(id)) {}
    std::string text;
};

/// The domains of a certificate, separated by commas.
struct domain_list
{
    explicit domain_list(std::string domains) : text(std::move(domains)) {}
    std::string text;
};

/// Submits a bought order of a domain-validated certificate for review.
struct create_dv_order_audit : localized_request
{
    create_dv_order_audit(order_instance_id order, domain_list domains, domain_verify_type verify,
                          order_contact contact)
        : instance_id(std::move(order.text)),
          domain(std::move(domains.text)),
          verify_type(verify),
          username(std::move(contact.username)),
          mobile(std::move(contact.mobile)),
          email(std::move(contact.email)),
          province(std::move(contact.province)),
          city(std::move(contact.city))
    {
    }

    std::string instance_id;
    std::string domain;
    domain_verify_type verify_type;
    std::string username;
    std::string mobile;
    std::string email;
    std::string province;
    std::string city;

    using response = request_receipt;
    static constexpr operation_traits traits{
        .action = "CreateDVOrderAudit", .repeat = repeat_safety::unsafe, .calls_per_second = 10};
    using params = localized_params<
        param<"InstanceId", &create_dv_order_audit::instance_id>, param<"Domain", &create_dv_order_audit::domain>,
        param<"DomainVerifyType", &create_dv_order_audit::verify_type>,
        param<"Username", &create_dv_order_audit::username>, param<"Mobile", &create_dv_order_audit::mobile>,
        param<"Email", &create_dv_order_audit::email>, param<"Province", &create_dv_order_audit::province>,
        param<"City", &create_dv_order_audit::city>>;
};

/// Where an order stands.
enum class order_status
{
    unknown,
    checking,    ///< the domains are being validated
    issued,      ///< the certificate is there
    check_failed ///< the validation failed for good
};

[[nodiscard]] constexpr bool from_spelling(std::string_view text, order_status& status) noexcept
{
    if (text == "checking")
        status = order_status::checking;
    else if (text == "issued")
        status = order_status::issued;
    else if (text == "check_failed" || text == "check_fail") // the two editions of the reference differ
        status = order_status::check_failed;
    else
        return false;
    return true;
}

/// Response of `describe_dv_order_result`.
struct dv_order_result
{
    std::string request_id{};
    open_enum<order_status> status{};

    // While it is checking: what to publish.
    std::string check_type{};  ///< `DNS` or `FILE`
    std::string check_name{};  ///< the host record, or a URL without its scheme
    std::string check_value{}; ///< the record's value, or the file's content

    // Once it is issued.
    std::string certificate{};   ///< the chain in PEM
    secret_string private_key{}; ///< in PEM; wiped when dropped

    using fields =
        field_table<field<"RequestId", &dv_order_result::request_id>, field<"OrderStatus", &dv_order_result::status>,
                    field<"CheckType", &dv_order_result::check_type>, field<"CheckName", &dv_order_result::check_name>,
                    field<"CheckValue", &dv_order_result::check_value>,
                    field<"Certificate", &dv_order_result::certificate>,
                    field<"PrivateKey", &dv_order_result::private_key>>;
};

/// Reads how far the validation of an order has come, and the certificate once it is issued.
struct describe_dv_order_result : localized_request
{
    explicit describe_dv_order_result(std::string order) : instance_id(std::move(order)) {}

    std::string instance_id;

    using response = dv_order_result;
    static constexpr operation_traits traits{
        .action = "DescribeDVOrderResult", .repeat = repeat_safety::safe, .calls_per_second = 10};
    using params = localized_params<param<"InstanceId", &describe_dv_order_result::instance_id>>;
};

/// Where an entry of the list of orders stands.
enum class instance_status
{
    unknown,
    paid,
    verifying,
    verification_failed,
    pending_verification,
    pending_verification_for_revocation,
    verifying_revocation,
    issued
};

[[nodiscard]] constexpr bool from_spelling(std::string_view text, instance_status& status) noexcept
{
    constexpr std::pair<std::string_view, instance_status> spellings[] = {
        {"Paid", instance_status::paid},
        {"Verifying", instance_status::verifying},
        {"Verification Failed", instance_status::verification_failed},
        {"Pending Verification", instance_status::pending_verification},
        {"Pending Verification for Revocation", instance_status::pending_verification_for_revocation},
        {"Verifying Revocation", instance_status::verifying_revocation},
        {"Issued", instance_status::issued}};
    for (auto const& [known, value] : spellings)
        if (known == text)
        {
            status = value;
            return true;
        }
    return false;
}

/// One bought order.
struct order_instance
{
    std::int64_t id = 0;
    std::string instance_id{};
    std::string cert_type{};
    std::string source{};
    open_enum<instance_status> status{};

    using fields = field_table<field<"Id", &order_instance::id>, field<"InstanceId", &order_instance::instance_id>,
                               field<"CertType", &order_instance::cert_type>, field<"Source", &order_instance::source>,
                               field<"Status", &order_instance::status>>;
};

/// Response of `describe_order_instance_list`: as many orders as the service likes to send at once.
struct order_instance_page
{
    std::string request_id{};
    std::vector<order_instance> order_list{};
    std::int64_t total_count = 0;

    using fields = field_table<field<"RequestId", &order_instance_page::request_id>,
                               field<"OrderList", &order_instance_page::order_list>,
                               field<"TotalCount", &order_instance_page::total_count>>;
};

/// Reads the account's orders from one position on. The service decides how many it answers with; the next position is
/// this one plus the number received.
struct describe_order_instance_list : localized_request
{
    /// @param start from 1
    explicit describe_order_instance_list(std::int64_t start = 1) : start_index(start) {}

    std::int64_t start_index;

    using response = order_instance_page;
    static constexpr operation_traits traits{
        .action = "DescribeOrderInstanceList", .repeat = repeat_safety::safe, .calls_per_second = 10};
    using params = localized_params<param<"StartIndex", &describe_order_instance_list::start_index>>;
    using paging = by_start_index<&describe_order_instance_list::start_index, &order_instance_page::order_list,
                                  &order_instance_page::total_count, &order_instance::id>;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

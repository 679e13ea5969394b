// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The three operations on orders.

#include "aliyun/cas/detail/emulator/account.hpp"
#include "aliyun/cas/detail/emulator/certificate_facts.hpp"
#include "aliyun/cas/detail/emulator/parameter_reader.hpp"
#include "aliyun/cas/detail/emulator/pem_reader.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

inline boost::json::object create_dv_order_audit(account& owner, parameters const& all, time_point)
{
    auto const instance_id = required(all, "InstanceId");
    auto domains = domain_list("Domain", required(all, "Domain"));
    auto const check = required(all, "DomainVerifyType");
    if (check != "DNS" && check != "FILE")
        throw invalid_parameter("DomainVerifyType", "it is neither DNS nor FILE.");
    for (auto const name : {"Username", "Province", "City"})
        if (has_control_character(required(all, name)))
            throw invalid_parameter(name, "it has a control character.");
    auto const mobile = required(all, "Mobile");
    if (mobile.find_first_not_of("0123456789+- ") != std::string_view::npos ||
        mobile.find_first_of("0123456789") == std::string_view::npos)
        throw invalid_parameter("Mobile", "it is not a telephone number.");
    auto const email = required(all, "Email");
    auto const at = email.find('@');
    if (at == 0 || at == std::string_view::npos || !is_domain(email.substr(at + 1)) ||
        email.find(' ') != std::string_view::npos || has_control_character(email))
        throw invalid_parameter("Email", "it is not an e-mail address.");
    owner.orders.submit(instance_id, std::move(domains), check == "DNS" ? domain_check::dns : domain_check::file);
    return {};
}

/// What the owner of the domain has to publish for the check to pass.
inline void put_challenge(order const& submitted, boost::json::object& answer)
{
    std::string_view domain = submitted.domains.front();
    if (domain.starts_with("*."))
        domain.remove_prefix(2);
    bool const dns = submitted.check == domain_check::dns;
    answer["CheckType"] = dns ? "DNS" : "FILE";
    answer["CheckName"] =
        dns ? "_dnsauth." + std::string(domain) : std::string(domain) + "/.well-known/pki-validation/fileauth.txt";
    answer["CheckValue"] = submitted.check_value;
}

/// Makes the certificate that an order has earned. It joins the account's list as one that was bought.
inline void furnish(account& owner, order& earned, time_point now)
{
    auto const term = validity{now, now + std::chrono::days{365}};
    auto issued = owner.authority.issue(earned.domains, {}, term);
    stored_certificate certificate{.id = 0,
                                   .name = "order-" + earned.bought.instance_id + '-' + earned.check_value.substr(0, 8),
                                   .origin = certificate_origin::bought,
                                   .facts = read_pair(issued.certificate_pem, issued.key_pem),
                                   .certificate_pem = issued.certificate_pem,
                                   .key_pem = issued.key_pem};
    owner.certificates.add(std::move(certificate), now);
    earned.certificate_pem = std::move(issued.certificate_pem);
    earned.key_pem = std::move(issued.key_pem);
}

inline boost::json::object describe_dv_order_result(account& owner, parameters const& all, time_point now)
{
    auto& asked = owner.orders.poll(required(all, "InstanceId"));
    boost::json::object answer;
    switch (asked.phase)
    {
    case order_phase::checking:
        answer["OrderStatus"] = "checking";
        put_challenge(asked, answer);
        break;
    case order_phase::issued:
        if (asked.certificate_pem.empty())
            furnish(owner, asked, now);
        answer["OrderStatus"] = "issued";
        answer["Certificate"] = asked.certificate_pem;
        answer["PrivateKey"] = asked.key_pem;
        break;
    case order_phase::check_failed:
    case order_phase::bought:
        answer["OrderStatus"] = owner.options.check_failed_spelling;
        break;
    }
    return answer;
}

inline boost::json::object describe_order_instance_list(account& owner, parameters const& all, time_point)
{
    auto const start =
        whole_number("StartIndex", required(all, "StartIndex"), 1, (std::numeric_limits<std::int32_t>::max)());
    boost::json::array list;
    for (auto const& listed : owner.orders.page(static_cast<std::size_t>(start), owner.options.order_page_size))
    {
        boost::json::object entry;
        entry["Id"] = listed.bought.id;
        entry["InstanceId"] = listed.bought.instance_id;
        entry["CertType"] = listed.bought.cert_type;
        entry["Source"] = listed.bought.source;
        entry["Status"] = listed.bought.status;
        list.emplace_back(std::move(entry));
    }
    boost::json::object answer;
    answer["TotalCount"] = owner.orders.size();
    answer["OrderList"] = std::move(list);
    return answer;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The four operations on certificates.

#include "aliyun/cas/detail/emulator/account.hpp"
#include "aliyun/cas/detail/emulator/parameter_reader.hpp"
#include "aliyun/cas/detail/emulator/pem_reader.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

inline constexpr std::size_t longest_certificate_name = 128; // characters
inline constexpr std::int64_t largest_show_size = 1000;

/// The case of the first letter of a field: small in the list, capital in the detail.
enum class first_letter
{
    lower_case,
    capital
};

/// What list and detail both say. Facts that a certificate does not have are left out.
inline boost::json::object describe(stored_certificate const& certificate, time_point now, first_letter letter)
{
    boost::json::object fields;
    auto const put = [&](std::string_view name, boost::json::value value)
    {
        std::string key{name};
        if (letter == first_letter::capital)
            key.front() = static_cast<char>(key.front() - 'a' + 'A');
        fields.emplace(key, std::move(value));
    };
    auto const put_text = [&](std::string_view name, std::string const& text)
    {
        if (!text.empty())
            put(name, boost::json::string(text));
    };
    auto const& facts = certificate.facts;
    put("id", certificate.id);
    put_text("name", certificate.name);
    put_text("common", facts.common);
    put_text("sans", facts.sans);
    put_text("orgName", facts.org_name);
    put_text("country", facts.country);
    put_text("province", facts.province);
    put_text("city", facts.city);
    put_text("issuer", facts.issuer);
    put_text("startDate", facts.start_date);
    put_text("endDate", facts.end_date);
    put_text("fingerprint", facts.fingerprint);
    put("expired", certificate.expired(now));
    put("buyInAliyun", certificate.origin == certificate_origin::bought);
    return fields;
}

inline std::int64_t certificate_id(parameters const& all)
{
    return whole_number("CertId", required(all, "CertId"), 1, (std::numeric_limits<std::int64_t>::max)());
}

/// Adds a certificate after the checks of an upload.
inline std::int64_t upload(account& owner, std::string_view name, std::string_view certificate_pem,
                           std::string_view key_pem, time_point now, std::string_view nonce = {})
{
    if (has_control_character(name))
        throw invalid_parameter("Name", "it has a control character.");
    if (characters(name) > longest_certificate_name)
        throw invalid_parameter("Name", "it is longer than 128 characters.");
    auto facts = read_pair(certificate_pem, key_pem);
    stored_certificate certificate{.id = 0,
                                   .name = std::string(name),
                                   .origin = certificate_origin::uploaded,
                                   .facts = std::move(facts),
                                   .certificate_pem = std::string(certificate_pem),
                                   .key_pem = std::string(key_pem)};
    return owner.certificates.add(std::move(certificate), now, nonce);
}

inline boost::json::object create_user_certificate(account& owner, parameters const& all, time_point now)
{
    auto const id = upload(owner, required(all, "Name"), required(all, "Cert"), required(all, "Key"), now,
                           value_of(all, "SignatureNonce"));
    boost::json::object answer;
    if (owner.options.create_answer == emulator_create_answer::with_cert_id)
        answer["CertId"] = id;
    else
    {
        answer["HostId"] = "cas.aliyuncs.com";
        answer["Code"] = "200";
    }
    return answer;
}

inline boost::json::object describe_user_certificate_list(account& owner, parameters const& all, time_point now)
{
    auto const page =
        whole_number("CurrentPage", required(all, "CurrentPage"), 1, (std::numeric_limits<std::int32_t>::max)());
    auto const given = value_of(all, "ShowSize");
    auto const size = whole_number("ShowSize", given.empty() ? "50" : given, 1, largest_show_size);
    boost::json::array list;
    for (auto const& certificate :
         owner.certificates.page(static_cast<std::size_t>(page), static_cast<std::size_t>(size)))
        list.emplace_back(describe(*certificate, now, first_letter::lower_case));
    boost::json::object answer;
    answer["TotalCount"] = owner.certificates.size();
    answer["CurrentPage"] = page;
    answer["ShowSize"] = size;
    answer["CertificateList"] = std::move(list);
    return answer;
}

inline boost::json::object describe_user_certificate_detail(account& owner, parameters const& all, time_point now)
{
    auto const& certificate = owner.certificates.at(certificate_id(all));
    auto answer = describe(certificate, now, first_letter::capital);
    answer["Cert"] = certificate.certificate();
    answer["Key"] = certificate.key();
    return answer;
}

inline boost::json::object delete_user_certificate(account& owner, parameters const& all, time_point now)
{
    owner.certificates.erase(certificate_id(all), now, value_of(all, "SignatureNonce"));
    return {};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Another product of the same provider is a table like those of the library: which certificate the CDN serves for a
// domain. It has an endpoint of its own, cdn.aliyuncs.com, and the same signature.

#include <aliyun/cas/operations/common.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace certificates
{

/// Where the CDN is asked. It has one store of domains, whichever site the certificate was uploaded to.
inline constexpr std::string_view cdn_endpoint = "cdn.aliyuncs.com";

/// Has the CDN serve one domain with a certificate of the certificate service (CDN API 2018-05-10). Doing it twice
/// changes nothing more, so that it may be repeated.
struct set_cdn_domain_ssl_certificate
{
    /// @param domain  one accelerated domain
    /// @param id      of the certificate, with its name in the account
    /// @param region  the certificate's site: `cn-hangzhou` or `ap-southeast-1`
    set_cdn_domain_ssl_certificate(std::string domain, std::int64_t id, std::string name, std::string region)
        : domain_name(std::move(domain)), cert_id(id), cert_name(std::move(name)), cert_region(std::move(region))
    {
    }

    std::string domain_name;
    std::int64_t cert_id;
    std::string cert_name;
    std::string cert_region;

    using response = aliyun::cas::request_receipt;
    static constexpr aliyun::cas::operation_traits traits{.action = "SetCdnDomainSSLCertificate",
                                                          .repeat = aliyun::cas::repeat_safety::idempotent,
                                                          .version = "2018-05-10",
                                                          .calls_per_second = 30};
    using params =
        aliyun::cas::param_table<aliyun::cas::param<"DomainName", &set_cdn_domain_ssl_certificate::domain_name>,
                                 aliyun::cas::param<"CertId", &set_cdn_domain_ssl_certificate::cert_id>,
                                 aliyun::cas::param<"CertName", &set_cdn_domain_ssl_certificate::cert_name>,
                                 aliyun::cas::param<"CertRegion", &set_cdn_domain_ssl_certificate::cert_region>,
                                 aliyun::cas::constant<"CertType", "cas">, aliyun::cas::constant<"SSLProtocol", "on">>;
};

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Prints a report about certificates that are made up: what the test in a browser looks at. Some of their texts are
// hostile. `report_sample [HOW_MANY]`

#include "certificates/report_page.hpp"

#include <array>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace
{

using certificates::certificate;

constexpr std::chrono::sys_days today = std::chrono::year{2026} / 11 / 25;

/// Always the same numbers.
class sequence
{
public:
    unsigned below(unsigned limit)
    {
        state_ = state_ * 1103515245U + 12345U;
        return (state_ >> 16U) % limit;
    }

private:
    unsigned state_ = 7;
};

std::vector<certificate> made_up(int count)
{
    constexpr std::array issuers{"R11",
                                 "R10",
                                 "E6",
                                 "DigiCert Global G2 TLS RSA SHA256 2020 CA1",
                                 "Encryption Everywhere DV TLS CA - G2",
                                 "GlobalSign GCC R6 AlphaSSL CA 2023",
                                 "Sectigo RSA DV"};
    constexpr std::array domains{"example.com", "example.cn", "shop.example.com.cn", "mail-service.net",
                                 "internal.example.org"};
    sequence chance;
    std::vector<certificate> all;
    for (int number = 0; number < count; ++number)
    {
        certificate one;
        auto const host = "host-" + std::to_string(number) + '.' + domains[chance.below(domains.size())];
        one.id = 4'294'968'001 + number;
        one.name = host + "-2026";
        one.common = host;
        one.hosts.push_back(host);
        for (auto more = chance.below(6); more > 0; --more)
            one.hosts.push_back("alternative-" + std::to_string(more) + '.' + host);
        one.issuer = issuers[chance.below(issuers.size())];
        one.end_date = certificates::to_text(today + std::chrono::days(chance.below(430)) - std::chrono::days(25));
        one.fingerprint = "A1B2C3D4E5F60718293A4B5C6D7E8F9012345678";
        one.uploaded = chance.below(4) != 0;
        all.push_back(one);
    }
    return all;
}

} // namespace

int main(int argc, char** argv)
{
    auto all = made_up(argc > 1 ? std::atoi(argv[1]) : 120);
    all.at(0).name = "<script>window.hacked=1</script>";
    all.at(1).name = "</script><script>window.hacked=2</script>";
    all.at(2).issuer = "\"><img src=x onerror=window.hacked=3>";
    all.at(3).hosts = {"<svg onload=window.hacked=4>.example.com"};
    all.at(4).end_date = "soon";
    all.at(5).name = "证书 ü 'x' & \"y\"";
    certificates::report_options options;
    options.account = "cas.aliyuncs.com";
    options.made_at = "2026-11-25 18:20 UTC";
    options.today = today;
    std::cout << certificates::report_page(all, options);
}

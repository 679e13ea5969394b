// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "certificate_pages.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

namespace bench
{
namespace
{

using aliyun::cas::certificate_summary;

/// splitmix64: the standard library's distributions give other numbers on other platforms.
class dice
{
public:
    explicit dice(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t below(std::uint64_t bound) noexcept
    {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (mixed ^ (mixed >> 31)) % bound;
    }

    template <std::size_t Size>
    std::string_view one_of(std::array<std::string_view, Size> const& choices) noexcept
    {
        return choices[below(Size)];
    }

private:
    std::uint64_t state_;
};

constexpr std::array<std::string_view, 8> brands{"example", "shop",  "static", "pay",
                                                 "media",   "tools", "login",  "gateway"};
constexpr std::array<std::string_view, 4> suffixes{".example.com", ".example.net", ".example.cn", ".example.com.cn"};
constexpr std::array<std::string_view, 4> issuers{"Encryption Everywhere DV", "DigiCert Inc", "Let's Encrypt",
                                                  "GeoTrust CN RSA CA G1"};
constexpr std::array<std::string_view, 8> organisations{
    "Example Ltd.",  "Example Co., Ltd.",   "Example GmbH",           "Example Holding",
    "Example Foods", "Example Software AB", "Example \"Best\" Shops", "\u676d\u5dde\u793a\u4f8b\u79d1\u6280",
};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> places{{{"Zhejiang", "Hangzhou"},
                                                                               {"Beijing", "Beijing"},
                                                                               {"Guangdong", "Shenzhen"},
                                                                               {"Bayern", "M\u00fcnchen"},
                                                                               {"Shanghai", "Shanghai"},
                                                                               {"\u56db\u5ddd", "\u6210\u90fd"}}};

std::string date(std::uint64_t year, std::uint64_t month, std::uint64_t day)
{
    auto const two_digits = [](std::uint64_t value) { return (value < 10 ? "-0" : "-") + std::to_string(value); };
    return std::to_string(year) + two_digits(month) + two_digits(day);
}

certificate_summary make_entry(std::int64_t id, dice& random)
{
    certificate_summary entry;
    auto const domain = std::string(random.one_of(brands)) + std::string(random.one_of(suffixes));
    auto const& [province, city] = places[random.below(places.size())];
    auto const year = 2024 + random.below(3);
    auto const month = 1 + random.below(12);
    auto const day = 1 + random.below(28);

    entry.id = id;
    entry.name = "cert-" + std::to_string(id);
    entry.common = random.below(4) == 0 ? "*." + domain : domain;
    entry.sans = entry.common + (random.below(4) == 0 ? ",m." + domain : "");
    entry.org_name = random.one_of(organisations);
    entry.country = "CN";
    entry.province = province;
    entry.city = city;
    entry.issuer = random.one_of(issuers);
    entry.start_date = date(year, month, day);
    entry.end_date = date(year + 1, month, day);
    for (int i = 0; i < 40; ++i)
        entry.fingerprint += "0123456789ABCDEF"[random.below(16)];
    entry.expired = random.below(8) == 0;
    entry.buy_in_aliyun = random.below(2) == 0;
    return entry;
}

std::string json_text(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text)
    {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string json_text(bool value)
{
    return value ? "true" : "false";
}

std::string json_text(std::int64_t value)
{
    return std::to_string(value);
}

using member = std::pair<std::string_view, std::string>;

std::string json_object(std::span<member const> members)
{
    std::string out;
    for (auto const& [name, value] : members)
        out += (out.empty() ? "{" : ",") + json_text(name) + ":" + value;
    return out + "}";
}

std::string json_text(certificate_summary const& entry, field_order order, dice& random)
{
    std::array<member, 14> members{{{"id", json_text(entry.id)},
                                    {"name", json_text(entry.name)},
                                    {"common", json_text(entry.common)},
                                    {"sans", json_text(entry.sans)},
                                    {"orgName", json_text(entry.org_name)},
                                    {"country", json_text(entry.country)},
                                    {"province", json_text(entry.province)},
                                    {"city", json_text(entry.city)},
                                    {"issuer", json_text(entry.issuer)},
                                    {"startDate", json_text(entry.start_date)},
                                    {"endDate", json_text(entry.end_date)},
                                    {"fingerprint", json_text(entry.fingerprint)},
                                    {"expired", json_text(entry.expired)},
                                    {"buyInAliyun", json_text(entry.buy_in_aliyun)}}};
    dice always_the_same(1);
    auto& chosen = order == field_order::shuffled ? random : always_the_same;
    if (order != field_order::documented)
        for (std::size_t left = members.size(); left > 1; --left)
            std::swap(members[left - 1], members[chosen.below(left)]);
    return json_object(members);
}

} // namespace

page make_page(page_request const& request)
{
    dice random(static_cast<std::uint64_t>(request.number));
    page made;
    auto& contents = made.contents;
    contents.request_id = "4B5F2A0D-71CE-4E5A-9C5E-0000" + std::to_string(10000000 + request.number);
    contents.current_page = request.number;
    contents.show_size = request.entries;
    contents.total_count = request.total;
    std::string list;
    for (std::int64_t i = 0; i < request.entries; ++i)
    {
        auto const id = 7000000 + (request.number - 1) * request.entries + i;
        contents.certificate_list.push_back(make_entry(id, random));
        list += (list.empty() ? "[" : ",") + json_text(contents.certificate_list.back(), request.order, random);
    }
    std::array<member, 5> const members{{{"RequestId", json_text(contents.request_id)},
                                         {"CurrentPage", json_text(contents.current_page)},
                                         {"ShowSize", json_text(contents.show_size)},
                                         {"TotalCount", json_text(contents.total_count)},
                                         {"CertificateList", list + "]"}}};
    made.json = json_object(members);
    auto const size = made.json.size();
    made.json.append(64, '\0'); // the capacity, and the zeros in it, stay
    made.json.resize(size);
    return made;
}

} // namespace bench

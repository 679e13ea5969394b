// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "decoding.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace bench
{
namespace
{

using aliyun::cas::certificate_page;
using aliyun::cas::certificate_summary;

bool same_entry(certificate_summary const& a, certificate_summary const& b)
{
    auto const tied = [](certificate_summary const& c)
    {
        return std::tie(c.id, c.name, c.common, c.sans, c.org_name, c.country, c.province, c.city, c.issuer,
                        c.start_date, c.end_date, c.fingerprint, c.expired, c.buy_in_aliyun);
    };
    return tied(a) == tied(b);
}

bool same_page(certificate_page const& a, certificate_page const& b)
{
    auto const tied = [](certificate_page const& c)
    { return std::tie(c.request_id, c.current_page, c.show_size, c.total_count); };
    return tied(a) == tied(b) && std::ranges::equal(a.certificate_list, b.certificate_list, same_entry);
}

} // namespace

std::shared_ptr<page_set const> make_page_set(std::string load, std::int64_t entries, field_order order)
{
    constexpr std::int64_t entries_in_all = 1600; // 32 pages of 50
    auto const count = std::max<std::int64_t>(2, entries_in_all / entries);
    auto set = std::make_shared<page_set>();
    set->load = std::move(load);
    set->documented_order = order == field_order::documented;
    for (std::int64_t number = 1; number <= count; ++number)
        set->pages.push_back(
            make_page({.number = number, .entries = entries, .total = count * entries, .order = order}));
    return set;
}

std::vector<std::shared_ptr<page_set const>> const& page_sets()
{
    static std::vector<std::shared_ptr<page_set const>> const all{
        make_page_set("page_1", 1, field_order::documented),
        make_page_set("page_10", 10, field_order::documented),
        make_page_set("page_50", 50, field_order::documented),
        make_page_set("page_200", 200, field_order::documented),
        make_page_set("page_1000", 1000, field_order::documented),
        make_page_set("page_50_reordered", 50, field_order::reordered),
        make_page_set("page_50_shuffled", 50, field_order::shuffled),
    };
    return all;
}

void must_equal(certificate_page const& decoded, certificate_page const& expected)
{
    if (!same_page(decoded, expected))
        throw std::runtime_error("a decoder has made something else of page " + expected.request_id);
}

} // namespace bench

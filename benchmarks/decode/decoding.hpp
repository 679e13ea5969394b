// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What decoders have in common: the pages that they are given, and the check of what they make of them.

#include "../support/certificate_pages.hpp"
#include "../support/contender.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench
{

/// Pages to walk in turn, so that no branch predictor learns one by heart. All sets hold about the same number of
/// entries: then the caches see the same whatever the size of a page.
struct page_set
{
    std::string load; ///< `page_50`
    std::vector<page> pages;
    bool documented_order = true;
};

[[nodiscard]] std::shared_ptr<page_set const> make_page_set(std::string load, std::int64_t entries, field_order order);

/// All that are measured: pages of 1, 10, 50, 200 and 1,000 entries, and of 50 entries in other orders of their fields.
[[nodiscard]] std::vector<std::shared_ptr<page_set const>> const& page_sets();

/// Throws if the two are not equal in every field.
void must_equal(aliyun::cas::certificate_page const& decoded, aliyun::cas::certificate_page const& expected);

/// Whether a decoder works for fields in any order, or only in the documented one.
enum class accepts
{
    any_order,
    documented_order
};

/// A decoder is called with the text of a page, behind which 64 bytes can be read, and returns a `certificate_page`.
template <typename Decoder>
void add_decoder(std::vector<contender>& all, std::string const& subject, accepts accepted, Decoder decoder)
{
    for (auto const& set : page_sets())
    {
        if (accepted == accepts::documented_order && !set->documented_order)
            continue;
        auto const shared = std::make_shared<Decoder>(decoder);
        all.push_back(repeated(
            subject, set->load,
            [shared, set](std::size_t i) { return (*shared)(set->pages[i % set->pages.size()].json); },
            [shared, set]
            {
                for (auto const& page : set->pages)
                    must_equal((*shared)(page.json), page.contents);
            }));
    }
}

/// Calls `visit(name, member)` for each field of an entry, in the documented order.
template <typename Visitor>
void visit_fields(aliyun::cas::certificate_summary& entry, Visitor visit)
{
    visit("id", entry.id);
    visit("name", entry.name);
    visit("common", entry.common);
    visit("sans", entry.sans);
    visit("orgName", entry.org_name);
    visit("country", entry.country);
    visit("province", entry.province);
    visit("city", entry.city);
    visit("issuer", entry.issuer);
    visit("startDate", entry.start_date);
    visit("endDate", entry.end_date);
    visit("fingerprint", entry.fingerprint);
    visit("expired", entry.expired);
    visit("buyInAliyun", entry.buy_in_aliyun);
}

/// The same for what stands around the list.
template <typename Visitor>
void visit_fields(aliyun::cas::certificate_page& page, Visitor visit)
{
    visit("RequestId", page.request_id);
    visit("CurrentPage", page.current_page);
    visit("ShowSize", page.show_size);
    visit("TotalCount", page.total_count);
}

} // namespace bench

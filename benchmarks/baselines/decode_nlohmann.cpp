// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// nlohmann/json, the most used one.

#include "../decode/decoding.hpp"

#include <nlohmann/json.hpp>

namespace
{

using aliyun::cas::certificate_page;

template <typename Struct>
void fill(nlohmann::json const& object, Struct& out)
{
    bench::visit_fields(out, [&](char const* name, auto& to) { object.at(name).get_to(to); });
}

certificate_page by_nlohmann(std::string_view text)
{
    certificate_page page;
    auto const document = nlohmann::json::parse(text);
    fill(document, page);
    auto const& list = document.at("CertificateList");
    page.certificate_list.reserve(list.size());
    for (auto const& entry : list)
        fill(entry, page.certificate_list.emplace_back());
    return page;
}

bench::joins const joined{[](std::vector<bench::contender>& all)
                          { bench::add_decoder(all, "nlohmann", bench::accepts::any_order, by_nlohmann); }};

} // namespace

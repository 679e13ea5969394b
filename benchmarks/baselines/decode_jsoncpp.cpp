// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// jsoncpp, which the official C++ SDK uses.

#include "../decode/decoding.hpp"

#include <json/json.h>

#include <cstdint>
#include <stdexcept>

namespace
{

using aliyun::cas::certificate_page;

void assign(Json::Value const& value, std::int64_t& to)
{
    to = value.asInt64();
}

void assign(Json::Value const& value, bool& to)
{
    to = value.asBool();
}

void assign(Json::Value const& value, std::string& to)
{
    to = value.asString();
}

template <typename Struct>
void fill(Json::Value const& object, Struct& out)
{
    bench::visit_fields(out, [&](char const* name, auto& to) { assign(object[name], to); });
}

class jsoncpp_decoder
{
public:
    certificate_page operator()(std::string_view text) const
    {
        certificate_page page;
        Json::Value document;
        Json::String errors;
        if (!reader_->parse(text.data(), text.data() + text.size(), &document, &errors))
            throw std::runtime_error(errors);
        fill(document, page);
        auto const& list = document["CertificateList"];
        page.certificate_list.reserve(list.size());
        for (auto const& entry : list)
            fill(entry, page.certificate_list.emplace_back());
        return page;
    }

private:
    std::shared_ptr<Json::CharReader> reader_{Json::CharReaderBuilder().newCharReader()};
};

bench::joins const joined{[](std::vector<bench::contender>& all)
                          { bench::add_decoder(all, "jsoncpp", bench::accepts::any_order, jsoncpp_decoder()); }};

} // namespace

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Boost.JSON: its document, and its streaming parser with the events thrown away (the least that a decoder on top of it
// can cost).

#include "../decode/decoding.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <stdexcept>

namespace
{

namespace json = boost::json;
using aliyun::cas::certificate_page;

void assign(json::value const& value, std::int64_t& to)
{
    to = value.as_int64();
}

void assign(json::value const& value, bool& to)
{
    to = value.as_bool();
}

void assign(json::value const& value, std::string& to)
{
    auto const& text = value.as_string();
    to.assign(text.data(), text.size());
}

template <typename Struct>
void fill(json::object const& object, Struct& out)
{
    bench::visit_fields(out, [&](std::string_view name, auto& to) { assign(object.at(name), to); });
}

certificate_page from_document(json::value const& document)
{
    certificate_page page;
    auto const& object = document.as_object();
    fill(object, page);
    auto const& list = object.at("CertificateList").as_array();
    page.certificate_list.reserve(list.size());
    for (auto const& entry : list)
        fill(entry.as_object(), page.certificate_list.emplace_back());
    return page;
}

certificate_page by_document(std::string_view text)
{
    return from_document(json::parse(text));
}

/// As its documentation advises where speed counts: the document in one block of memory that is dropped as a whole.
certificate_page by_document_in_one_block(std::string_view text)
{
    thread_local std::vector<unsigned char> block(1 << 18);
    json::monotonic_resource resource(block.data(), block.size());
    return from_document(json::parse(text, &resource));
}

struct throw_away
{
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error = boost::system::error_code;

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) { return true; }
    bool on_object_end(std::size_t, error&) { return true; }
    bool on_array_begin(error&) { return true; }
    bool on_array_end(std::size_t, error&) { return true; }
    bool on_key_part(std::string_view, std::size_t, error&) { return true; }
    bool on_key(std::string_view, std::size_t, error&) { return true; }
    bool on_string_part(std::string_view, std::size_t, error&) { return true; }
    bool on_string(std::string_view, std::size_t, error&) { return true; }
    bool on_number_part(std::string_view, error&) { return true; }
    bool on_int64(std::int64_t, std::string_view, error&) { return true; }
    bool on_uint64(std::uint64_t, std::string_view, error&) { return true; }
    bool on_double(double, std::string_view, error&) { return true; }
    bool on_bool(bool, error&) { return true; }
    bool on_null(error&) { return true; }
    bool on_comment_part(std::string_view, error&) { return true; }
    bool on_comment(std::string_view, error&) { return true; }
};

std::size_t parse_and_throw_away(std::string_view text)
{
    thread_local json::basic_parser<throw_away> parser{json::parse_options()};
    boost::system::error_code error;
    parser.reset();
    auto const size = parser.write_some(false, text.data(), text.size(), error);
    if (error || size != text.size())
        throw std::runtime_error("Boost.JSON did not accept a page");
    return size;
}

void add_parser_alone(std::vector<bench::contender>& all)
{
    for (auto const& set : bench::page_sets())
        all.push_back(bench::repeated("boost_json_parser_alone", set->load,
                                      [set](std::size_t i)
                                      { return parse_and_throw_away(set->pages[i % set->pages.size()].json); }));
}

bench::joins const joined{[](std::vector<bench::contender>& all)
                          {
                              using bench::accepts;
                              bench::add_decoder(all, "boost_json_document", accepts::any_order, by_document);
                              bench::add_decoder(all, "boost_json_document_in_one_block", accepts::any_order,
                                                 by_document_in_one_block);
                              add_parser_alone(all);
                          }};

} // namespace

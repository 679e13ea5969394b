// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What holds of every body, for those who make bodies up: the fuzz targets, and a test that throws dice.

#include "decode_support.hpp"

#include "aliyun/cas/detail/decode/decode_json.hpp"
#include "aliyun/cas/detail/decode/json_scanner.hpp"
#include "aliyun/cas/detail/decode/utf8.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace decode_test
{

/// All texts that were decoded, whatever holds them.
inline std::vector<std::string_view> texts_of(decoded<everything> const& result)
{
    std::vector<std::string_view> texts;
    auto const add_leaf = [&](leaf const& value)
    {
        texts.push_back(value.name);
        texts.push_back(value.token.reveal());
    };
    auto const add_branch = [&](branch const& value)
    {
        texts.push_back(value.title);
        std::ranges::for_each(value.leaves, add_leaf);
    };
    auto const& value = result.value;
    texts.insert(texts.end(),
                 {value.text, value.secret.reveal(), value.paint.text(), result.envelope.code, result.envelope.message,
                  result.envelope.request_id, result.envelope.host_id, result.envelope.recommend});
    if (value.maybe_text)
        texts.push_back(*value.maybe_text);
    add_leaf(value.only);
    if (value.maybe_branch)
        add_branch(*value.maybe_branch);
    std::ranges::for_each(value.branches, add_branch);
    if (value.maybe_leaves)
        std::ranges::for_each(*value.maybe_leaves, add_leaf);
    texts.insert(texts.end(), value.words.begin(), value.words.end());
    for (auto const& paint : value.paints)
        texts.push_back(paint.text());
    return texts;
}

/// What is wrong with a result whatever the body was; nothing if all is well.
inline std::string fault_in(decoded<everything> const& result)
{
    for (auto const text : texts_of(result))
        if (!cas::detail::is_utf8(text))
            return "a text is not UTF-8";
    if (!result.problem)
        return {};
    // Paths are made of our own names, and sentences are short.
    if (result.problem->what.empty() || result.problem->what.size() > 100)
        return "a problem without a sensible sentence";
    constexpr std::string_view usual = ".[]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (result.problem->path.find_first_not_of(usual) != std::string::npos)
        return "an odd path";
    return {};
}

inline bool same(cas::detail::service_error const& a, cas::detail::service_error const& b)
{
    auto const tied = [](auto const& e) { return std::tie(e.code, e.message, e.request_id, e.host_id, e.recommend); };
    return tied(a) == tied(b);
}

/// What the ways to decode JSON do not agree about; nothing if they do.
inline std::string disagreement_about(std::string_view body)
{
    auto const parsed = decode_with<everything>(&cas::detail::parse_json, body);
    auto const decoded_as_usual = decode_with<everything>(&cas::detail::decode_json, body);
    if (auto fault = fault_in(parsed); !fault.empty())
        return fault;
    if (decoded_as_usual.verdict() != parsed.verdict())
        return "the parser says `" + parsed.verdict() + "`, the decoder `" + decoded_as_usual.verdict() + '`';

    decoded<everything> scanned;
    cas::detail::json_scanner scanner(cas::detail::without_byte_order_mark(body), &scanned.envelope);
    if (!scanner.scan(cas::detail::layout_of<everything>(), &scanned.value))
        return {};
    if (parsed.problem)
        return "the scanner accepts, the parser says `" + parsed.verdict() + '`';
    if (scanned.value != parsed.value)
        return "the values differ";
    if (!same(scanned.envelope, parsed.envelope))
        return "the envelopes differ";
    return {};
}

} // namespace decode_test

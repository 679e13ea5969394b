// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// From the bytes of a request to its parameters, as the service reads them: strict where two readings are possible.

#include "aliyun/cas/detail/emulator/refusal.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// The decoded parameters of one request. `std::string` compares bytes, so the order is the order of the signature.
using parameters = emulator_parameters;

/// One request, free of any HTTP library.
struct wire_request
{
    std::string_view method;
    std::string_view target;
    std::string_view content_type;
    std::string_view body;
};

/// The value of a parameter, or an empty text if it was not sent.
inline std::string_view value_of(parameters const& all, std::string_view name)
{
    auto const found = all.find(name);
    return found == all.end() ? std::string_view{} : std::string_view{found->second};
}

inline bool is_utf8(std::string_view text)
{
    // RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
    std::size_t at = 0;
    auto const byte = [&](std::size_t index) -> unsigned
    { return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U; };
    auto const follows = [&](std::size_t index, unsigned low = 0x80, unsigned high = 0xBF)
    { return byte(index) >= low && byte(index) <= high; };
    while (at < text.size())
    {
        auto const lead = byte(at);
        if (lead < 0x80)
            at += 1;
        else if (lead >= 0xC2 && lead <= 0xDF && follows(at + 1))
            at += 2;
        else if (lead >= 0xE0 && lead <= 0xEF &&
                 follows(at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(at + 2))
            at += 3;
        else if (lead >= 0xF0 && lead <= 0xF4 &&
                 follows(at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(at + 2) &&
                 follows(at + 3))
            at += 4;
        else
            return false;
    }
    return true;
}

/// Undoes percent-encoding. A bare `+` is a space, in the URL too: the official Java and Python clients write it so.
inline std::string percent_decode(std::string_view text)
{
    auto const digit = [](char c) -> int
    {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        return -1;
    };
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at)
    {
        auto const c = static_cast<unsigned char>(text[at]);
        if (c <= 0x20 || c >= 0x7F || c == '#')
            throw refusal{400, "InvalidParameter", "The request has a byte that must be percent-encoded."};
        if (c == '%')
        {
            auto const high = at + 2 < text.size() ? digit(text[at + 1]) : -1;
            auto const low = high >= 0 ? digit(text[at + 2]) : -1;
            if (low < 0)
                throw refusal{400, "InvalidParameter", "The request has a '%' that no two hexadecimal digits follow."};
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        }
        else
            decoded += c == '+' ? ' ' : static_cast<char>(c);
    }
    return decoded;
}

/// Reads `name=value` pairs joined by `&` and adds them to `into`. Empty pairs are skipped; a lone name has an empty
/// value.
inline void read_pairs(std::string_view text, parameters& into)
{
    while (!text.empty())
    {
        auto const end = (std::min)(text.find('&'), text.size());
        auto const pair = text.substr(0, end);
        text.remove_prefix((std::min)(end + 1, text.size()));
        if (pair.empty())
            continue;
        auto const equals = (std::min)(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals));
        auto value = equals < pair.size() ? percent_decode(pair.substr(equals + 1)) : std::string{};
        if (name.empty())
            throw refusal{400, "InvalidParameter", "The request has a parameter without a name."};
        if (!is_utf8(name))
            throw refusal{400, "InvalidParameter", "The request has a parameter whose name is not UTF-8."};
        if (!is_utf8(value))
            throw invalid_parameter(name, "it is not UTF-8.");
        // Which of two would have been signed? Never guess.
        if (auto const [at, added] = into.try_emplace(std::move(name), std::move(value)); !added)
            throw invalid_parameter(at->first, "it is given more than once.");
    }
}

inline bool is_form(std::string_view content_type)
{
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    auto type = content_type.substr(0, content_type.find(';'));
    type = type.substr(0, type.find_last_not_of(" \t") + 1);
    return std::ranges::equal(type, form, {}, lower);
}

/// Reads the URL, and the form body of a POST beside it: what the two hold together is what was signed.
/// What was read before a refusal stays in `into`, so that the refusal can have the form that was asked for.
inline void read_parameters(wire_request const& request, parameters& into)
{
    auto const question = (std::min)(request.target.find('?'), request.target.size());
    if (question < request.target.size())
        read_pairs(request.target.substr(question + 1), into);
    if (request.method == "POST" && !request.body.empty())
    {
        if (!is_form(request.content_type))
            throw refusal{400, "InvalidParameter",
                          "The body of a POST must be of the type application/x-www-form-urlencoded."};
        read_pairs(request.body, into);
    }
    // RPC-style operations are told apart by Action; there is nothing but the root.
    if (request.target.substr(0, question) != "/")
        throw refusal{400, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."};
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

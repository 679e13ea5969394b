// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Writes one and the same answer tree as JSON or as XML.

#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/request_checks.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// A random UUID (version 4) in upper case, as the service names its requests.
inline std::string new_request_id()
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no randomness for the emulator");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    std::string id;
    for (std::size_t at = 0; at < bytes.size(); ++at)
    {
        if (at == 4 || at == 6 || at == 8 || at == 10)
            id += '-';
        id += hex[bytes[at] >> 4U];
        id += hex[bytes[at] & 15U];
    }
    return id;
}

/// Character data of XML 1.0. A control character that XML cannot hold becomes U+FFFD.
inline void append_xml_text(std::string& to, std::string_view text)
{
    for (char const c : text)
    {
        switch (c)
        {
        case '&':
            to += "&amp;";
            break;
        case '<':
            to += "&lt;";
            break;
        case '>':
            to += "&gt;";
            break;
        case '\r':
            to += "&#13;";
            break; // left bare, a parser would turn it into a line feed
        default:
            if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
                to += "\xEF\xBF\xBD";
            else
                to += c;
        }
    }
}

inline void append_xml_element(std::string& to, std::string_view name, boost::json::value const& value,
                               emulator_xml_lists lists)
{
    auto const open = [&] { to.append("<").append(name).append(">"); };
    auto const close = [&] { to.append("</").append(name).append(">"); };
    if (auto const* const entries = value.if_array())
    {
        if (lists == emulator_xml_lists::nested)
            open();
        for (auto const& entry : *entries)
            append_xml_element(to, name, entry, lists);
        if (lists == emulator_xml_lists::nested)
            close();
        return;
    }
    open();
    if (auto const* const fields = value.if_object())
        for (auto const& field : *fields)
            append_xml_element(to, field.key(), field.value(), lists);
    else if (auto const* const text = value.if_string())
        append_xml_text(to, *text);
    else
        append_xml_text(to, boost::json::serialize(value)); // a number or a boolean
    close();
}

inline std::string xml_document(std::string_view root, boost::json::object const& answer, emulator_xml_lists lists)
{
    std::string document = R"(<?xml version="1.0" encoding="UTF-8"?>)";
    document += '\n';
    append_xml_element(document, root, answer, lists);
    return document;
}

/// The body of a result.
inline std::string write_result(answer_format format, std::string_view action, boost::json::object const& answer,
                                emulator_options const& options)
{
    if (format == answer_format::json)
        return boost::json::serialize(answer);
    auto root = std::string(action);
    if (options.xml_root == emulator_xml_root::action_response)
        root += "Response";
    return xml_document(root, answer, options.xml_lists);
}

/// The body of an error.
inline std::string write_refusal(answer_format format, refusal const& why, std::string_view request_id)
{
    boost::json::object error;
    error["RequestId"] = request_id;
    error["HostId"] = "cas.aliyuncs.com";
    error["Code"] = why.code;
    error["Message"] = why.message;
    error["Recommend"] = "https://error-center.aliyun.com/status/search?Keyword=" + why.code + "&source=PopGw";
    return format == answer_format::json ? boost::json::serialize(error)
                                         : xml_document("Error", error, emulator_xml_lists::repeated);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

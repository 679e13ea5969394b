// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The bytes of an HTTP/1.1 request around a signed query: GET with the query in the target, POST with it as the form
// body.

#include "../../version.hpp"
#include "../sign/rpc_v1.hpp"
#include "../text/wiped_buffer.hpp"
#include "endpoint.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class request_builder
{
public:
    /// @throws std::invalid_argument if the user agent could break out of its header.
    request_builder(endpoint const& to, std::string_view user_agent)
    {
        for (char const c : user_agent)
            if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
                throw std::invalid_argument("aliyun::cas::client_options::user_agent: a control character");
        constant_fields_ = " HTTP/1.1\r\nHost: " + to.authority() + "\r\nUser-Agent: ";
        if (!user_agent.empty())
            constant_fields_.append(user_agent).append(" ");
        constant_fields_ +=
            "aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\nx-sdk-client: aliyun_cas/" ALIYUN_CAS_VERSION_STRING
            "\r\nAccept: */*\r\nx-acs-version: ";
    }

    /// Replaces the content of `out` by a whole request.
    void build(wiped_buffer& out, http_method method, std::string_view action, std::string_view version,
               std::string_view signed_query) const
    {
        out.clear();
        out.reserve(signed_query.size() + constant_fields_.size() + action.size() + version.size() + 192);
        if (method == http_method::get)
        {
            out.append("GET /?");
            out.append(signed_query);
            append_fields(out, action, version);
            out.append("\r\n\r\n");
            return;
        }
        out.append("POST /");
        append_fields(out, action, version);
        std::array<char, 20> digits;
        auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), signed_query.size()).ptr;
        out.append("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
        out.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
        out.append("\r\n\r\n");
        out.append(signed_query);
    }

private:
    void append_fields(wiped_buffer& out, std::string_view action, std::string_view version) const
    {
        out.append(constant_fields_);
        out.append(version);
        out.append("\r\nx-acs-action: ");
        out.append(action);
    }

    std::string constant_fields_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

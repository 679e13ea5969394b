// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a whole response means: the operation's value, or a failure. Neither the status nor the body is believed alone.

#include "../../failure.hpp"
#include "../../response_format.hpp"
#include "../decode/error_body.hpp"
#include "../decode/layout.hpp"
#include "../text/wipe.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

// Server texts are kept for people: as long as a person reads, and printable.
inline std::string presentable(std::string_view text)
{
    constexpr std::size_t longest = 1024;
    auto size = (std::min)(text.size(), longest);
    // Not in the middle of a character: up to three bytes that continue one.
    for (int i = 0; i < 3 && size < text.size() && size > 0 && (text[size] & 0xC0) == 0x80; ++i)
        --size;
    std::string result{text.substr(0, size)};
    for (char& c : result)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            c = ' ';
    return result;
}

// The message of a refused signature repeats the string to sign, and with it every parameter; others may repeat a
// private key that they find fault with.
inline std::string without_secrets(server_errc code, std::string_view message)
{
    // `PRIVATE KEY`, with the blank encoded in whatever way: `+`, `%20`, `%2520`.
    auto const mark = message.find("PRIVATE");
    auto const holds_key = mark != message.npos && message.substr(mark, 16).find("KEY") != message.npos;
    if (code == server_errc::signature_does_not_match || code == server_errc::incomplete_signature || holds_key)
        return "(not shown: it repeats the request)";
    return presentable(message);
}

inline void tell_service_error(failure& why, service_error& error)
{
    auto const code = server_code(error.code);
    why.code = code;
    why.server_code = presentable(error.code);
    why.message = without_secrets(code, error.message);
    if (!error.request_id.empty())
        why.request_id = presentable(error.request_id);
    wipe(error.message.data(), error.message.size()); // it may repeat a private key
}

/// An error may come with status 200; an old edition answers a success with the code 200.
inline bool tells_error(service_error const& answer) noexcept
{
    return !answer.code.empty() && answer.code != "200" && answer.code != "OK";
}

/// Decodes a response into `object`, or fills `why`. True if the operation succeeded.
inline bool interpret(int status, std::string_view body, response_format const& format, object_layout const& layout,
                      void* object, failure& why)
{
    why.http_status = status;
    if (status / 100 != 2)
    {
        if (auto error = decode_error_body(body); tells_error(error))
            tell_service_error(why, error);
        else
            why.code = errc::unexpected_http_status;
        return false;
    }
    service_error envelope;
    auto const problem = format.decoder()(body, layout, object, &envelope);
    if (tells_error(envelope))
    {
        if (auto error = decode_error_body(body); !error.code.empty())
            envelope.request_id = error.request_id;
        tell_service_error(why, envelope);
        return false;
    }
    if (!problem)
        return true;
    if (auto error = decode_error_body(body); tells_error(error))
    {
        tell_service_error(why, error); // in the other format
        return false;
    }
    why.code = errc::malformed_response;
    why.detail = problem->path.empty() ? problem->what : problem->path + ": " + problem->what;
    return false;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

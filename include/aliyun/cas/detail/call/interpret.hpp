// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a whole response means: the operation's value, or a failure. Neither the status nor the body is believed alone.

#include "../../failure.hpp"
#include "../../response_format.hpp"
#include "../decode/error_body.hpp"
#include "../decode/layout.hpp"
#include "../text/wipe.hpp"
#include "operation_code.hpp"

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

/// For requests without a secret.
struct no_secret
{
    bool operator()(std::string_view) const noexcept { return false; }
};

// What a service tells, unless it repeats the request: the message of a refused signature has every parameter in it,
// others may have a private key or a token that they find fault with.
template <typename Finder>
std::string without_secrets(std::string_view text, Finder const& repeats_secret)
{
    // `PRIVATE KEY`, with the blank encoded in whatever way: `+`, `%20`, `%2520`.
    auto const mark = text.find("PRIVATE");
    bool const holds_key = mark != text.npos && text.substr(mark, 16).find("KEY") != text.npos;
    auto shown = presentable(text);
    if (!holds_key && !repeats_secret(std::string_view(shown)))
        return shown;
    wipe(shown.data(), shown.size());
    return "(not shown: it repeats the request)";
}

template <typename Finder>
void tell_service_error(failure& why, service_error const& error, Finder const& repeats_secret)
{
    auto const code = server_code(error.code);
    why.code = code;
    why.server_code = without_secrets(error.code, repeats_secret);
    if (code == server_errc::signature_does_not_match || code == server_errc::incomplete_signature)
        why.message = "(not shown: it repeats the request)";
    else
        why.message = without_secrets(error.message, repeats_secret);
    if (!error.request_id.empty())
        why.request_id = without_secrets(error.request_id, repeats_secret);
}

/// An error may come with status 200; an old edition answers a success with the code 200.
inline bool tells_error(service_error const& answer) noexcept
{
    return !answer.code.empty() && answer.code != "200" && answer.code != "OK";
}

/// Decodes a response into `object`, or fills `why`. True if the operation succeeded.
/// @param repeats_secret whether a text has something in it that the request kept secret
template <typename Finder = no_secret>
bool interpret(int status, std::string_view body, response_format const& format, object_layout const& layout,
               void* object, failure& why, Finder const& repeats_secret = {})
{
    why.http_status = status;
    if (status / 100 != 2)
    {
        if (auto error = decode_error_body(body); tells_error(error))
            tell_service_error(why, error, repeats_secret);
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
        tell_service_error(why, envelope, repeats_secret);
        return false;
    }
    if (!problem)
        return true;
    if (auto error = decode_error_body(body); tells_error(error))
    {
        tell_service_error(why, error, repeats_secret); // in the other format
        return false;
    }
    why.code = errc::malformed_response;
    why.detail = problem->path.empty() ? problem->what : problem->path + ": " + problem->what;
    return false;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A proxy between a client and the service.

#include "detail/http/endpoint.hpp"
#include "secret_string.hpp"

#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// An HTTP proxy that is asked for a tunnel (CONNECT, RFC 9110 section 9.3.6), with basic authentication if there is a
/// user. TLS goes through the tunnel: the proxy learns the endpoint's name and nothing else, and looks it up.
///
/// A proxy that refuses, 407 among other answers, fails calls with `errc::proxy_refused`; one that answers wrongly, not
/// at all, or with a status of 5xx is tried again and fails them with `errc::proxy_failed`. In both cases nothing was
/// sent. User and password are wiped when dropped, and are in no failure, event or output.
struct proxy_options
{
    proxy_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// @param url `host[:port]`, or `http://[user[:password]@]host[:port]`, user and password percent-encoded; without
    /// a
    ///            port, 80. The text is the caller's to wipe.
    /// @throws std::invalid_argument for anything else, without repeating it
    explicit proxy_options(std::string_view url)
    {
        constexpr std::string_view scheme = "http://";
        if (url.starts_with(scheme))
            url.remove_prefix(scheme.size());
        else if (url.find("://") != url.npos)
            refuse("a proxy is reached by http only");
        if (url.ends_with('/'))
            url.remove_suffix(1);
        if (auto const at = url.rfind('@'); at != url.npos)
        {
            auto const who = url.substr(0, at);
            auto const colon = who.find(':');
            user = decoded(who.substr(0, colon));
            if (colon != who.npos)
                password = decoded(who.substr(colon + 1));
            url.remove_prefix(at + 1);
        }
        detail::endpoint place;
        place.port = port;
        if (auto const* const problem = detail::read_authority(url, place))
            refuse(problem);
        host = place.host;
        port = place.port;
    }

    std::string host{};       ///< name or address, without brackets
    std::uint16_t port = 80;  ///< where it listens
    secret_string user{};     ///< empty: no authentication
    secret_string password{}; ///< of the user

    /// Without the user and the password.
    friend std::ostream& operator<<(std::ostream& out, proxy_options const& proxy)
    {
        out << "http://" << (proxy.user.empty() ? "" : "***@");
        return out << detail::bracketed(proxy.host) << ':' << proxy.port;
    }

private:
    [[noreturn]] static void refuse(char const* why)
    {
        throw std::invalid_argument(std::string("aliyun::cas::proxy_options: ") + why);
    }

    static secret_string decoded(std::string_view text)
    {
        auto const digit = [](char c) {
            return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        };
        secret_string result;
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            char c = text[i];
            if (c == '%')
            {
                auto const high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
                auto const low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
                if (high < 0 || low < 0)
                    refuse("a percent sign that encodes nothing");
                c = static_cast<char>(high * 16 + low);
                i += 2;
            }
            result.append(std::string_view(&c, 1));
        }
        return result;
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

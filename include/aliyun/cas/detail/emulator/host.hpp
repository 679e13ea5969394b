// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What all connections of one emulator share: the service, its book of requests, and the TLS identity.

#include "aliyun/cas/detail/emulator/certificate_authority.hpp"
#include "aliyun/cas/detail/emulator/request_log.hpp"
#include "aliyun/cas/detail/emulator/server_identities.hpp"
#include "aliyun/cas/detail/emulator/service.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class host
{
public:
    /// The address is the one listened on; the throw-away server certificate names it beside the usual loopback names.
    host(emulator_options chosen, boost::asio::ip::address const& address)
        : options(std::move(chosen)),
          authority(around_now(options, std::chrono::days{3650})),
          answering(options, authority),
          log(options.history_limit),
          identities(authority, addresses_of(address), around_now(options, std::chrono::days{365}), options.highest_tls)
    {
    }

    host(host const&) = delete;
    host& operator=(host const&) = delete;

    /// Remembers an answer and tells whoever wants to know.
    void record(emulator_request request)
    {
        auto const numbered = log.record(std::move(request));
        if (options.on_request)
            options.on_request(numbered);
    }

    emulator_options const options;
    certificate_authority const authority;
    service answering;
    request_log log;
    server_identities identities;

private:
    static std::vector<std::string> addresses_of(boost::asio::ip::address const& address)
    {
        std::vector<std::string> all{"127.0.0.1", "::1"};
        if (auto text = address.to_string(); std::ranges::find(all, text) == all.end())
            all.push_back(std::move(text));
        return all;
    }

    /// Clients judge the server's certificate by their own clock, whatever the emulated one says: hold for both.
    static validity around_now(emulator_options const& options, std::chrono::days length)
    {
        auto const here = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto const emulated = std::chrono::floor<std::chrono::seconds>(options.clock());
        return {(std::min)(here, emulated) - std::chrono::days{1}, (std::max)(here, emulated) + length};
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

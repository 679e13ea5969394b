// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// TLS sessions that servers have offered, for the connections to come.

#include "connection.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Sessions of one endpoint and one trust: whoever resumes one is not shown the certificate again.
class session_store
{
public:
    explicit session_store(std::size_t most) : most_(most) {}

    /// Takes what the server has offered on a connection.
    void collect(connection& from)
    {
        auto& offered = from.tls.offered();
        for (auto& session : offered)
            if (SSL_SESSION_is_resumable(session.get()) == 1)
                sessions_.push_back(std::move(session));
        offered.clear();
        if (sessions_.size() > most_)
            sessions_.erase(sessions_.begin(), sessions_.end() - static_cast<std::ptrdiff_t>(most_));
    }

    /// Gives the newest to a connection that is about to be made.
    void offer_to(connection& fresh)
    {
        if (sessions_.empty())
            return;
        fresh.tls.resume(sessions_.back().get());
        // A ticket of TLS 1.3 is for one use (RFC 8446 appendix C.4); older sessions stay good.
        if (SSL_SESSION_get_protocol_version(sessions_.back().get()) >= TLS1_3_VERSION)
            sessions_.pop_back();
    }

private:
    std::size_t most_;
    std::vector<ssl_session_ptr> sessions_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

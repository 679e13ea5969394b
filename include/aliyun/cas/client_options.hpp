// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How a client works: where the service is, how long a call may take, how many connections, whom to trust.

#include "call_options.hpp"
#include "observer.hpp"
#include "phase_limits.hpp"
#include "proxy_options.hpp"
#include "quota_options.hpp"
#include "resolver_options.hpp"
#include "response_format.hpp"
#include "retry_policy.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// How requests travel.
enum class request_method
{
    automatic, ///< GET for reads; POST for writes and for whatever carries a secret
    get,       ///< GET for all but what carries a secret: that is never put into a URL
    post       ///< POST for all
};

/// Whom the client trusts. The server's chain and host name are always verified, with TLS 1.2 at least.
///
/// If nothing is given: what `SSL_CERT_FILE` and `SSL_CERT_DIR` name, if one of them is set; else OpenSSL's own file or
/// folder; else the first file of the usual distributions that has roots. All are read when the client is made. Clients
/// that trust the same share what was read for the first of them.
///
/// A certificate that is refused fails the call with `errc::certificate_not_trusted`, and `failure::detail` says why:
/// the reason, which certificate of the chain, how many roots there were and where they were looked for.
struct tls_options
{
    tls_options() {}

    /// A PEM file with the certificate authorities to trust instead of the system's.
    std::string ca_file{};
    /// The same as text; with both, both are trusted.
    std::string ca_pem{};
};

/// The options of a client; bad values are refused by its constructor.
struct client_options
{
    client_options() {} // user-declared: what may stand in a co_await expression must not be an aggregate

    /// Host, or `https://host[:port]`. Empty: the region's endpoint.
    std::string endpoint{};
    /// Sent as `RegionId`, and decides the endpoint if none is given. Empty: not sent, mainland endpoint.
    std::string region_id{};
    /// Sent as `ResourceOwnerAccount` if set.
    std::optional<std::string> resource_owner_account{};
    /// Version of the API for operations that name none of their own.
    std::string version = "2018-07-13";

    response_format format = json_format;              ///< `xml_format` after including `aliyun/cas/xml.hpp`
    request_method method = request_method::automatic; ///< by default GET where a request is short and holds no secret

    /// What a call may take in all, waiting and repeating included.
    std::chrono::milliseconds deadline = std::chrono::seconds(30);
    /// What making one connection may take: resolving, connecting and the handshake together.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
    /// What the single phases of a call may take, within the two above.
    phase_limits limits{};
    /// Which failures are followed by another attempt, how many, and after what wait.
    retry_policy retry{};
    /// Calls are held back so that the service need not refuse them.
    quota_options quota{};

    /// More calls than this at a time wait for a connection, in the order in which they came.
    std::size_t max_connections = 16;
    /// An idle connection older than this is not used again. Keep it below the server's own limit.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(50);
    /// A connection older than this is not used again, so that an endpoint that has moved is followed.
    std::chrono::milliseconds max_connection_age = std::chrono::minutes(10);

    std::size_t max_header_size = std::size_t{16} * 1024;     ///< bytes; an answer with a larger one fails
    std::size_t max_body_size = std::size_t{8} * 1024 * 1024; ///< the same

    /// Whom to trust.
    tls_options tls{};
    /// What the connections go through; nothing: they are made directly, whatever the environment says. See
    /// `proxy_from_environment`.
    std::optional<proxy_options> proxy{};
    /// How the endpoint's name, or the proxy's, becomes addresses.
    resolver_options resolver{};

    /// Put before the library's own name in the User-Agent header, for example `my-tool/1.2`.
    std::string user_agent{};

    /// Sees what the client does. Null: nobody does, and nothing is spent on it.
    std::shared_ptr<cas::observer> observer{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

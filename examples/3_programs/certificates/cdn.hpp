// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The CDN: which certificate it serves for a domain.

#include "account.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace certificates
{

struct cdn_settings
{
    std::vector<std::string> domains{}; ///< to bind
    std::string endpoint{};             ///< empty: the provider's
};

/// --cdn-domain, --cdn-endpoint. `*.example.com` is taken as the CDN writes it, `.example.com`.
void declare_cdn(CLI::App& app, cdn_settings& into);
/// --cdn-endpoint alone, for what takes the domains from a plan.
void declare_cdn_endpoint(CLI::App& app, cdn_settings& into);

class cdn
{
public:
    /// @param of whose credentials and whose store of certificates
    cdn(account& of, std::string const& endpoint);
    cdn(cdn const&) = delete;
    cdn& operator=(cdn const&) = delete;
    ~cdn();

    /// Has the domain served with a certificate of the account. Doing it again changes nothing.
    /// @param after is told what came of it, after a Ctrl-C too
    void bind(std::string const& domain, std::int64_t cert_id, std::string const& name,
              std::function<void(write_result const&)> const& after);

private:
    struct connection;

    account& account_;
    std::unique_ptr<connection> connection_;
};

} // namespace certificates

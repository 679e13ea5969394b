// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where an ACME client has put the certificate that it has just renewed: each tells it to its hooks in a way of its
// own.
//
//     certbot   RENEWED_LINEAGE is a directory with fullchain.pem and privkey.pem
//     lego 5    LEGO_HOOK_CERT_PATH (with the chain) and LEGO_HOOK_CERT_KEY_PATH
//     lego 4    LEGO_CERT_PATH and LEGO_CERT_KEY_PATH
//     acme.sh   arguments: domain, key, certificate, authority's certificate, full chain; of late a PFX file, too
//
// acme.sh writes a full chain only if the authority has sent one: the file that it names may be absent, or be what an
// earlier renewal has left. So both are read, and the certificate's own file says which one was renewed.

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace certificates
{

struct hook_files
{
    std::string client{};             ///< who told it
    std::vector<std::string> paths{}; ///< to read, the renewed certificate first
};

/// @param variable  the value of an environment variable, if it is set
/// @throws problem (usage) if nobody told anything, or not all of it
[[nodiscard]] hook_files find_hook_files(std::vector<std::string> const& arguments,
                                         std::function<std::optional<std::string>(char const*)> const& variable);

} // namespace certificates

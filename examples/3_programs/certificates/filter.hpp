// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Which certificates a command looks at.

#include "certificate.hpp"

#include <optional>
#include <string>

namespace CLI
{
class App;
}

namespace certificates
{

struct filter
{
    std::string name{};   ///< a pattern, with * and ?
    std::string host{};   ///< a host that the certificate is good for
    std::string issuer{}; ///< a part of the issuer's name
    bool expired = false;
    bool valid = false;
    bool uploaded = false;
    bool bought = false;

    /// --name, --host, --issuer, --expired, --valid, --uploaded, --bought
    void declare(CLI::App& app);
    [[nodiscard]] bool takes(certificate const& one, std::chrono::sys_seconds now) const;
};

/// Whether the text is what the pattern says: * is any text, ? any byte. No regard to case.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text) noexcept;

/// Whether a certificate for `pattern`, which may begin with "*.", is good for the host (RFC 6125).
[[nodiscard]] bool covers(std::string_view pattern, std::string_view host) noexcept;

/// Whether it has ended, by its date; by what the service says if there is none.
[[nodiscard]] bool has_ended(certificate const& one, std::chrono::sys_seconds now);

} // namespace certificates

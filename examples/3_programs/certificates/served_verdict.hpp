// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether what a host serves is what the account has for it: a decision without any connection.

#include "certificate.hpp"
#include "exit_code.hpp"
#include "hosts_file.hpp"
#include "served_probe.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

/// What can be said of a host, the worst that holds.
enum class served_state
{
    ok,             ///< it serves the newest
    older,          ///< an older one of the account, which is still valid
    foreign,        ///< a valid one that the account does not have
    not_in_account, ///< a valid one, and the account has none for this name
    wrong_name,     ///< it is for other names
    not_yet_valid,
    expired,
    unreachable
};

/// Its name in the output.
[[nodiscard]] std::string_view spelling(served_state state) noexcept;
/// `older`, `foreign` and `not_in_account` are warnings: visitors see nothing of them. What visitors see is critical.
[[nodiscard]] severity grade_of(served_state state) noexcept;

/// The certificates of an account by host name.
class certificate_index
{
public:
    /// What has ended, or has not begun, at `now` counts for nothing but its fingerprint.
    certificate_index(std::vector<certificate> all, std::chrono::sys_seconds now);

    /// The newest for a host: that which begins last, of several the one uploaded last. Null if there is none.
    [[nodiscard]] certificate const* newest_for(std::string_view host) const;
    [[nodiscard]] certificate const* with_fingerprint(std::string_view fingerprint) const;

private:
    [[nodiscard]] bool is_newer(std::size_t one, std::size_t other) const;

    std::vector<certificate> all_;
    std::map<std::string, std::size_t, std::less<>> newest_; ///< by names as certificates have them, `*.` included
    std::map<std::string, std::size_t, std::less<>> by_fingerprint_;
};

struct served_verdict
{
    served_state state = served_state::ok;
    certificate const* newest = nullptr; ///< into the index
    std::string detail{};                ///< one clause
};

[[nodiscard]] served_verdict judge_served(served_host const& host, probed_host const& probed,
                                          certificate_index const& account, std::chrono::sys_seconds now);

} // namespace certificates

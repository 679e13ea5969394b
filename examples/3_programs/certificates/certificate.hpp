// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A certificate of the account, as the commands see it.

#include <aliyun/cas/secret_string.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

/// What a list tells.
struct certificate
{
    std::string region{}; ///< of its store
    std::int64_t id = 0;
    std::string name{};
    std::string common{};             ///< common name
    std::vector<std::string> hosts{}; ///< the subject's alternative names
    std::string organisation{};
    std::string issuer{};
    std::string start_date{};  ///< `YYYY-MM-DD`
    std::string end_date{};    ///< the same
    std::string fingerprint{}; ///< upper case, no colons
    bool expired = false;      ///< as the service says
    bool uploaded = false;     ///< and not bought
};

/// What a detail tells beyond that.
struct certificate_texts
{
    certificate entry{};
    std::string chain{};              ///< PEM
    aliyun::cas::secret_string key{}; ///< PEM
};

/// The day of `YYYY-MM-DD`, if it is one.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);
[[nodiscard]] std::string to_text(std::chrono::sys_days day);

/// Whole days from now to the end: a certificate that ends today has 0, one that ended yesterday -1.
[[nodiscard]] std::optional<std::int64_t> days_left(certificate const& one, std::chrono::sys_seconds now);

/// The same for the same set of host names, whatever their order and case: what a certificate is good for.
[[nodiscard]] std::string host_set(std::vector<std::string> hosts, std::string_view common = {});

/// Upper case, without colons and blanks.
[[nodiscard]] std::string normal_fingerprint(std::string_view text);

/// Now; or what the environment variable ALIYUN_CERTIFICATES_NOW says (seconds since 1970), for tests.
[[nodiscard]] std::chrono::sys_seconds current_time();

} // namespace certificates

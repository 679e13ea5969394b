// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// How a certificate of the account is put out, by whatever command.

#include "certificate.hpp"
#include "output.hpp"

namespace certificates
{

[[nodiscard]] schema certificate_schema(std::string_view command);
[[nodiscard]] row certificate_row(certificate const& one, std::chrono::sys_seconds now);

/// "www-2026" (id 17, www.example.com)
[[nodiscard]] std::string describe(certificate const& one);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The name by which a certificate is uploaded, from a template.

#include "local_files.hpp"

#include <string>
#include <string_view>

namespace CLI
{
class App;
}

namespace certificates
{

/// By default: readable, and of its own for each certificate.
inline constexpr std::string_view default_name_template = "{host}-{end}-{fp}";

/// Puts in place of `{host}` the first host name (`*.` becomes `wildcard.`), `{cn}` the common name, `{start}` and
/// `{end}` the dates as YYYYMMDD, `{fp}` the first eight digits of the fingerprint, `{file}` the certificate's file
/// without its extension, `{dir}` the directory it is in. What is longer than the service's 128 characters is cut, and
/// ends in the eight digits.
/// @throws problem (usage) for another placeholder
[[nodiscard]] std::string make_name(std::string_view pattern, local_certificate const& one);

/// --name-template: what is none is refused, whether or not a name has to be made.
void declare_name_template(CLI::App& app, std::string& into, std::string_view help);

} // namespace certificates

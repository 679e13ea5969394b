// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The manual page, made from the declaration that --help is made from.

#include "program_shape.hpp"

#include <string>

namespace certificates
{

/// A page for `man`, section 1. The same program always gives the same text.
[[nodiscard]] std::string manual_page(program_shape const& shape, std::string const& version);

} // namespace certificates

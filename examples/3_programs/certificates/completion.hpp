// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Scripts by which a shell completes the program's command line.

#include "program_shape.hpp"

#include <string>

namespace certificates
{

/// Needs nothing but bash itself: source it, or put it into a folder of bash-completion.
[[nodiscard]] std::string bash_completion(program_shape const& shape);
/// A file for a folder of `fpath`.
[[nodiscard]] std::string zsh_completion(program_shape const& shape);
[[nodiscard]] std::string fish_completion(program_shape const& shape);

} // namespace certificates

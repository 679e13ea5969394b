// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Runs a command of the user's.

#include <string>
#include <utility>
#include <vector>

namespace certificates
{

/// Runs a command by the shell with further arguments, which the shell does not read, and waits for its end. What it
/// writes to its standard output goes to our standard error: ours is for data.
///
/// @param variables  for its environment, beside ours
/// @return its exit code; 128 and the signal if one has ended it
/// @throws problem if there is no shell
[[nodiscard]] int run_command(std::string const& command, std::vector<std::string> const& arguments,
                              std::vector<std::pair<std::string, std::string>> const& variables);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What `rotate` does, for others who do the same to one certificate.

#include "account.hpp"
#include "exit_code.hpp"
#include "journal.hpp"
#include "local_files.hpp"
#include "output.hpp"
#include "plan.hpp"

#include <string>
#include <vector>

namespace certificates
{

/// Walks the list and decides: see `plan_rotation`. An `executor` carries it out.
[[nodiscard]] plan make_rotation(account& service, journal const& book, std::vector<local_certificate> const& local,
                                 std::string const& pattern, std::vector<std::string> const& domains);

/// Prints a plan that is not carried out.
exit_code print_plan(plan const& made, output& out, console& screen);

} // namespace certificates

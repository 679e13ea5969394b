// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Plans as they are printed, and read back by `apply`; and what came of their steps, in the same columns.

#include "output.hpp"
#include "plan.hpp"

#include <string>

namespace certificates
{

[[nodiscard]] schema step_schema(std::string_view command);

/// A step before it is taken: `planned`, or `none` and `blocked` with the reason.
[[nodiscard]] row planned_row(step const& one, std::string const& place);
/// A step that was taken: `done`, or `failed` with what went wrong in place of the reason.
[[nodiscard]] row taken_row(step const& one, std::string const& place, std::string const& failure);

/// Reads what `rotate` or `prune` printed with --format json or jsonl. Throws a problem that names the file.
[[nodiscard]] plan read_plan(std::string const& file);

} // namespace certificates

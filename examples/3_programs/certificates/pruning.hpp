// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The brake of `prune`, for `apply` too.

#include "plan.hpp"

#include <cstddef>
#include <string>

namespace CLI
{
class App;
}

namespace certificates
{

inline constexpr std::size_t default_max_delete = 50;

/// --max-delete
void declare_max_delete(CLI::App& app, std::size_t& into);

/// What to tell if a plan deletes more; empty: it does not.
[[nodiscard]] std::string over_max_delete(plan const& what, std::size_t most);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Scripts for gnuplot, data included: what a page's entry costs against the page's size, calls against connections.

#include "samples.hpp"

#include <string>

namespace bench
{

/// Writes `*.gp` into the folder; each makes an SVG of the same name beside it. A curve has at least two points.
void write_plots(samples const& measured, std::string const& folder);

} // namespace bench

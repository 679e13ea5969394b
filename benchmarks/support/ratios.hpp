// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The ratios by which the library is judged, and how much they may be.

#include "samples.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bench
{

struct ratio
{
    std::string name;
    series value;
    std::optional<double> target; ///< it is to be no more than this
};

/// Those whose both sides have been measured.
[[nodiscard]] std::vector<ratio> ratios_of(samples const& measured);

} // namespace bench

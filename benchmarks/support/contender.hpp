// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A contender is one thing that is measured. The same code of it is checked, timed by Google Benchmark, counted by
// callgrind and watched for allocations.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bench
{

struct contender
{
    std::string subject;                   ///< who: `simdjson_any_order`
    std::string load;                      ///< on what: `page_50`
    std::function<void(std::size_t)> work; ///< does it so many times
    std::function<void()> check{};         ///< throws if the outcome is wrong; runs before anything is timed
    std::string peer{};                    ///< the subject that does the bare work of this one by the same means
};

/// A contender that calls `step(i)`, i counting up from 0 within a batch, and keeps the optimiser from dropping the
/// result.
template <typename Step>
contender repeated(std::string subject, std::string load, Step step, std::function<void()> check = {})
{
    return {std::move(subject), std::move(load),
            [step = std::move(step)](std::size_t count) mutable
            {
                for (std::size_t i = 0; i < count; ++i)
                    benchmark::DoNotOptimize(step(i));
            },
            std::move(check)};
}

/// Lets a source file bring its contenders along when it is linked, as in `static bench::joins const joined{add};`.
struct joins
{
    explicit joins(void (*add)(std::vector<contender>&));
};

/// Checks all contenders, then runs them as the command line says:
///   (nothing), --benchmark_...      time them with Google Benchmark; each reports its allocations per step too
///   --samples                       the same, but print a line of JSON for each repetition, as run.sh collects them
///   --count SUBJECT/LOAD STEPS      do exactly so many steps of one and say nothing, for callgrind
///   --names                         print the names
/// Steps come in batches of `batch`, so that what a batch walks through is walked evenly.
int run_contenders(std::string const& benchmark, int argc, char** argv, std::size_t batch);

} // namespace bench

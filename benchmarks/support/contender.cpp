// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "contender.hpp"

#include "allocation_counter.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <tuple>

namespace bench
{
namespace
{

using adder = void (*)(std::vector<contender>&);

std::vector<adder>& adders()
{
    static std::vector<adder> all;
    return all;
}

std::string name_of(contender const& one)
{
    return one.subject + "/" + one.load;
}

std::vector<contender> all_contenders()
{
    std::vector<contender> all;
    for (auto const add : adders())
        add(all);
    // Sources join in the order of the link; names are easier to find when that does not show.
    std::ranges::sort(all, {}, [](contender const& one) { return std::tie(one.load, one.subject); });
    return all;
}

void check(contender const& one)
{
    if (one.check)
        one.check();
}

struct allocations_per_step
{
    double by_new;
    double by_openssl;
};

allocations_per_step count_allocations(contender const& one, std::size_t batch)
{
    one.work(batch); // the first round may fill caches and pools
    auto const before = allocations_so_far();
    one.work(batch);
    auto const made = allocations_so_far() - before;
    auto const steps = static_cast<double>(batch);
    return {static_cast<double>(made.by_new) / steps, static_cast<double>(made.by_openssl) / steps};
}

/// callgrind counts from its entry to its end: it must stand by itself.
[[gnu::noinline]] void count_steps(contender const& one, std::size_t steps, std::size_t batch)
{
    for (std::size_t done = 0; done < steps; done += batch)
        one.work(std::min(batch, steps - done));
}

void count(std::vector<contender> const& all, std::string_view name, std::size_t steps, std::size_t batch)
{
    auto const found = std::ranges::find(all, name, name_of);
    if (found == all.end())
        throw std::invalid_argument("no contender has the name " + std::string(name));
    check(*found);
    found->work(batch); // the first round may fill caches and pools
    count_steps(*found, steps, batch);
}

/// Prints each repetition in the form that all of run.sh's measurements have.
class sample_printer : public benchmark::BenchmarkReporter
{
public:
    sample_printer(std::string benchmark, std::vector<contender> const& all)
        : benchmark_(std::move(benchmark)), all_(all)
    {
    }

    bool ReportContext(Context const&) override { return true; }

    void ReportRuns(std::vector<Run> const& runs) override
    {
        for (auto const& run : runs)
            if (run.run_type == Run::RT_Iteration)
                print(*std::ranges::find(all_, run.run_name.function_name, name_of), run);
    }

private:
    void print(contender const& one, Run const& run) const
    {
        // CPU time: other programs on the machine count for less in it.
        std::printf(R"({"benchmark":"%s","load":"%s","subject":"%s","peer":"%s","values":{"ns":%.3f,)"
                    R"("allocations_by_new":%.3f,"allocations_by_openssl":%.3f}})"
                    "\n",
                    benchmark_.c_str(), one.load.c_str(), one.subject.c_str(), one.peer.c_str(),
                    run.GetAdjustedCPUTime(), run.counters.at("allocations_by_new").value,
                    run.counters.at("allocations_by_openssl").value);
    }

    std::string benchmark_;
    std::vector<contender> const& all_;
};

void register_all(std::vector<contender> const& all, std::size_t batch)
{
    for (auto const& one : all)
        check(one);
    for (auto const& one : all)
    {
        auto const allocated = count_allocations(one, batch);
        benchmark::RegisterBenchmark(name_of(one).c_str(),
                                     [&one, allocated, batch](benchmark::State& state)
                                     {
                                         auto const size = static_cast<benchmark::IterationCount>(batch);
                                         while (state.KeepRunningBatch(size))
                                             one.work(batch);
                                         state.counters["allocations_by_new"] = allocated.by_new;
                                         state.counters["allocations_by_openssl"] = allocated.by_openssl;
                                     });
    }
}

} // namespace

joins::joins(adder add)
{
    adders().push_back(add);
}

int run_contenders(std::string const& name, int argc, char** argv, std::size_t batch)
try
{
    watch_openssl_allocations();
    benchmark::Initialize(&argc, argv);
    auto const all = all_contenders();

    std::vector<std::string> const arguments(argv + 1, argv + argc);
    if (arguments.empty())
    {
        register_all(all, batch);
        benchmark::RunSpecifiedBenchmarks();
    }
    else if (arguments.size() == 1 && arguments[0] == "--samples")
    {
        register_all(all, batch);
        sample_printer printer(name, all);
        benchmark::RunSpecifiedBenchmarks(&printer);
    }
    else if (arguments.size() == 1 && arguments[0] == "--names")
        for (auto const& one : all)
            std::puts(name_of(one).c_str());
    else if (arguments.size() == 3 && arguments[0] == "--count")
        count(all, arguments[1], std::stoul(arguments[2]), batch);
    else
        throw std::invalid_argument("usage: [--samples] [--benchmark_...] | --names | --count SUBJECT/LOAD STEPS");
    return 0;
}
catch (std::exception const& error)
{
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
}

} // namespace bench

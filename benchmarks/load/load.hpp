// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the load clients have in common: what they are told to do, and how calls are timed.

#include "../support/allocation_counter.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench
{

/// The command line of every load client: `--port 4433 --ca FILE --connections 64 --seconds 3 --target /?Action=...`.
struct load_options
{
    std::string port{};
    std::string ca{};            ///< PEM file that vouches for the server, whose name is `localhost`
    std::string target = "/";    ///< of the request; `CurrentPage=1` in it is counted up by `--calls`
    std::size_t connections = 1; ///< each has one call in flight
    double warm_up = 0.3;        ///< seconds before the measurement
    double seconds = 1;          ///< of the measurement
    std::size_t calls = 0;       ///< if not 0: so many calls in all, for successive pages, timed from the start

    load_options(int argc, char** argv);

    [[nodiscard]] std::string target_of_page(std::size_t number) const;
};

/// Counts the calls of a client that runs in one thread, and measures what they cost the process.
class meter
{
public:
    using clock = std::chrono::steady_clock;

    struct call
    {
        std::size_t number; ///< from 1
        clock::time_point asked;
    };

    /// For a program that has just started: what comes first in `main`.
    explicit meter(load_options const& options);

    /// The next call to make; nothing if there has been enough.
    [[nodiscard]] std::optional<call> next_call() noexcept;

    /// To be told of each answer.
    void answered(call const& done);

    /// How many allocations what a client hands to its user holds, by `new`: told apart from what a call takes besides.
    void result_holds(std::size_t allocations) noexcept { held_by_result_ = allocations; }

    /// The result as a JSON object in one line. Throws if the measurement is not complete.
    [[nodiscard]] std::string json() const;

private:
    struct reading
    {
        clock::time_point when;
        rusage used;
        allocations made;
    };

    static reading read(clock::time_point when);

    clock::duration warm_up_;
    clock::duration length_;
    std::size_t calls_wanted_;
    std::size_t asked_ = 0;
    clock::time_point now_;
    clock::time_point next_change_; ///< of the phase: the warm-up's end, then the measurement's
    std::optional<reading> begin_;
    std::optional<reading> end_;
    std::vector<std::uint32_t> nanoseconds_; ///< each call's
    std::optional<std::size_t> held_by_result_;
};

} // namespace bench

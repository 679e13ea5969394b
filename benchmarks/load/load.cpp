// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "load.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace bench
{
namespace
{

double seconds_of(timeval const& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double microseconds_at(std::vector<std::uint32_t>& sorted, double share)
{
    auto const last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(last * share)] * 1e-3;
}

meter::clock::duration duration_of(double seconds)
{
    return std::chrono::duration_cast<meter::clock::duration>(std::chrono::duration<double>(seconds));
}

} // namespace

load_options::load_options(int argc, char** argv)
{
    for (int i = 1; i + 1 < argc; i += 2)
    {
        std::string_view const name = argv[i];
        std::string const value = argv[i + 1];
        if (name == "--port")
            port = value;
        else if (name == "--ca")
            ca = value;
        else if (name == "--target")
            target = value;
        else if (name == "--connections")
            connections = std::stoul(value);
        else if (name == "--warm-up")
            warm_up = std::stod(value);
        else if (name == "--seconds")
            seconds = std::stod(value);
        else if (name == "--calls")
            calls = std::stoul(value);
        else
            throw std::invalid_argument("unknown option " + std::string(name));
    }
    if (argc % 2 == 0 || port.empty() || ca.empty() || connections == 0)
        throw std::invalid_argument("usage: --port N --ca FILE [--target TEXT] [--connections N] [--warm-up S] "
                                    "[--seconds S | --calls N]");
}

std::string load_options::target_of_page(std::size_t number) const
{
    constexpr std::string_view first = "CurrentPage=1";
    auto changed = target;
    if (auto const at = changed.find(first); at != std::string::npos)
        changed.replace(at, first.size(), "CurrentPage=" + std::to_string(number));
    return changed;
}

meter::meter(load_options const& options)
    : warm_up_(duration_of(options.warm_up)),
      length_(duration_of(options.seconds)),
      calls_wanted_(options.calls),
      now_(clock::now())
{
    nanoseconds_.reserve(1 << 20);
    if (calls_wanted_ != 0)
        begin_ = read(now_);
    // Else the warm-up begins with the first call: looking up, connecting and shaking hands are no part of it.
}

std::optional<meter::call> meter::next_call() noexcept
{
    if (end_ || (calls_wanted_ != 0 && asked_ == calls_wanted_))
        return std::nullopt;
    if (asked_++ == 0)
    {
        now_ = clock::now();
        next_change_ = now_ + warm_up_;
    }
    return call{asked_, now_};
}

void meter::answered(call const& done)
{
    if (end_)
        return;
    now_ = clock::now();
    if (begin_)
        nanoseconds_.push_back(static_cast<std::uint32_t>(std::min<std::chrono::nanoseconds::rep>(
            (now_ - done.asked).count(), std::numeric_limits<std::uint32_t>::max())));

    if (calls_wanted_ != 0)
    {
        if (nanoseconds_.size() == calls_wanted_)
            end_ = read(now_);
    }
    else if (now_ >= next_change_)
    {
        (begin_ ? end_ : begin_) = read(now_);
        next_change_ = now_ + length_;
    }
}

std::string meter::json() const
{
    if (!end_ || nanoseconds_.empty())
        throw std::logic_error("the load ended before its measurement");
    auto sorted = nanoseconds_;
    std::ranges::sort(sorted);
    auto const calls = static_cast<double>(sorted.size());
    auto const seconds = std::chrono::duration<double>(end_->when - begin_->when).count();
    auto const user = seconds_of(end_->used.ru_utime) - seconds_of(begin_->used.ru_utime);
    auto const system = seconds_of(end_->used.ru_stime) - seconds_of(begin_->used.ru_stime);
    auto const made = end_->made - begin_->made;

    char text[512];
    std::snprintf(text, sizeof text,
                  R"({"calls":%zu,"seconds":%.6f,"calls_per_second":%.1f,"cpu_user":%.6f,"cpu_sys":%.6f,)"
                  R"("cpu_per_call_us":%.3f,"p50_us":%.1f,"p99_us":%.1f)",
                  sorted.size(), seconds, calls / seconds, user, system, (user + system) / calls * 1e6,
                  microseconds_at(sorted, 0.5), microseconds_at(sorted, 0.99));
    std::string out = text;
    if (made.by_new != 0) // else the client is written in C, and what it allocates is not seen
    {
        std::snprintf(text, sizeof text, R"(,"allocations_by_new":%.3f,"allocations_by_openssl":%.3f)",
                      static_cast<double>(made.by_new) / calls, static_cast<double>(made.by_openssl) / calls);
        out += text;
        if (held_by_result_)
        {
            std::snprintf(text, sizeof text, R"(,"allocations_besides_result":%.3f)",
                          static_cast<double>(made.by_new) / calls - static_cast<double>(*held_by_result_));
            out += text;
        }
    }
    return out + "}";
}

meter::reading meter::read(clock::time_point when)
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return {when, used, allocations_so_far()};
}

} // namespace bench

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Makes of the measured values one table, the ratios, and the plots' scripts.
//
//   benchmark_report FOLDER_OF_SAMPLES FOLDER_OF_RESULTS

#include "plots.hpp"
#include "ratios.hpp"
#include "samples.hpp"

#include <boost/json/serialize.hpp>
#include <boost/version.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace
{

using bench::figure;
using bench::samples;
using bench::series;

struct machine
{
    std::string processor = "unknown processor";
    std::string compiler =
#ifdef __clang__
        "clang " __clang_version__;
#else
        "g++ " __VERSION__;
#endif
    std::string boost = fmt::format("{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000);
    std::string openssl = OpenSSL_version(OPENSSL_VERSION_STRING);
    std::string date = fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr)));
    unsigned cores = std::thread::hardware_concurrency();

    machine()
    {
        std::ifstream in("/proc/cpuinfo");
        for (std::string line; std::getline(in, line);)
            if (line.starts_with("model name"))
                processor = line.substr(line.find(": ") + 2);
    }
};

/// How the figures of one benchmark are shown.
struct chapter
{
    std::string_view benchmark;
    std::string_view metric; ///< what is compared
    std::string_view unit;
    double scale;               ///< from the metric to the unit
    std::string_view reference; ///< the subject that the others are held against
};

constexpr std::array chapters{
    chapter{"sign", "ns", "ns", 1, "hmac_by_low_level_sha1"},
    chapter{"decode", "ns", "us", 1e-3, "simdjson_any_order"},
    chapter{"load", "cpu_per_call_us", "us of CPU", 1, "wrk"},
    chapter{"pages", "seconds", "s", 1, "bare_beast"},
    chapter{"compile_time", "cpu_seconds", "s of CPU", 1, "bare_beast"},
};

/// Four significant digits.
std::string number(double value)
{
    int const digits = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
    return fmt::format("{:.{}f}", value, digits);
}

std::string spread(series const& measured, double scale = 1)
{
    return number(measured.least() * scale) + " to " + number(measured.most() * scale);
}

/// What else is known of the subject on that load, in words.
std::string remarks(samples const& measured, figure what)
{
    struct remark
    {
        char const* metric;
        char const* words;
    };
    static constexpr std::array remarks{
        remark{"instructions", "{:.0f} instructions"},
        remark{"allocations_by_new", "{:.4g} allocations"},
        remark{"allocations_besides_result", "{:.4g} besides the result"},
        remark{"allocations_by_openssl", "OpenSSL {:.4g}"},
        remark{"calls_per_second", "{:.0f} calls/s"},
        remark{"p50_us", "p50 {:.0f} us"},
        remark{"p99_us", "p99 {:.0f} us"},
        remark{"stripped_kib", "{:.0f} KiB stripped"},
    };
    std::string out;
    for (auto const& one : remarks)
    {
        what.metric = one.metric;
        auto const* const found = measured.find(what);
        if (found == nullptr)
            continue;
        out += out.empty() ? "" : ", ";
        out += fmt::format(fmt::runtime(one.words), found->median());
    }
    return out;
}

using row = std::vector<std::string>;

/// Markdown that can also be read as it is.
void print_table(std::vector<row> const& rows)
{
    std::vector<std::size_t> widths(rows.front().size());
    for (auto const& cells : rows)
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    bool is_heading = true;
    for (auto const& cells : rows)
    {
        for (std::size_t i = 0; i < cells.size(); ++i)
            fmt::print("| {:{}} ", cells[i], widths[i]);
        fmt::print("|\n");
        if (is_heading)
            for (auto const width : widths)
                fmt::print("|{:-<{}}", "", width + 2);
        fmt::print("{}", is_heading ? "|\n" : "");
        is_heading = false;
    }
    fmt::print("\n");
}

void print_figures(samples const& measured)
{
    std::vector<row> rows{{"benchmark", "on", "who", "median", "spread", "ratio", "further"}};
    for (auto const& in : chapters)
        for (auto const& [what, values] : measured.all())
        {
            if (what.benchmark != in.benchmark || what.metric != in.metric)
                continue;
            auto const* const reference =
                measured.find({what.benchmark, what.load, std::string(in.reference), what.metric});
            rows.push_back({what.benchmark, what.load, what.subject,
                            number(values.median() * in.scale) + " " + std::string(in.unit), spread(values, in.scale),
                            reference == nullptr ? "" : number((values / *reference).median()),
                            remarks(measured, what)});
        }
    print_table(rows);
}

void print_ratios(std::vector<bench::ratio> const& ratios)
{
    std::vector<row> rows{{"ratio", "value", "spread", "target", ""}};
    for (auto const& one : ratios)
    {
        auto const judged = !one.target ? "" : one.value.median() <= *one.target ? "met" : "missed";
        rows.push_back(
            {one.name, number(one.value.median()), spread(one.value), one.target ? number(*one.target) : "", judged});
    }
    print_table(rows);
}

void write_json(std::string const& path, boost::json::value const& value)
{
    std::ofstream out(path);
    out << value << '\n';
    if (!out)
        throw std::runtime_error("cannot write " + path);
}

} // namespace

int main(int argc, char** argv)
try
{
    if (argc != 3)
        throw std::invalid_argument("usage: benchmark_report FOLDER_OF_SAMPLES FOLDER_OF_RESULTS");
    std::string const results = argv[2];
    samples const measured(argv[1]);
    auto const ratios = bench::ratios_of(measured);
    machine const here;

    fmt::print("{}, {} cores; {}, -O2 -DNDEBUG; Boost {}, OpenSSL {}; {}\n\n", here.processor, here.cores,
               here.compiler, here.boost, here.openssl, here.date);
    print_figures(measured);
    print_ratios(ratios);

    boost::json::object flat;
    for (auto const& one : ratios)
        flat[one.name] = one.value.median();
    write_json(results + "/ratios.json", flat);
    write_json(results + "/results.json", {{"machine",
                                            {{"processor", here.processor},
                                             {"cores", here.cores},
                                             {"compiler", here.compiler},
                                             {"boost", here.boost},
                                             {"openssl", here.openssl},
                                             {"date", here.date}}},
                                           {"series", measured.to_json()},
                                           {"ratios", flat}});
    bench::write_plots(measured, results);
    return 0;
}
catch (std::exception const& error)
{
    fmt::print(stderr, "benchmark_report: {}\n", error.what());
    return 1;
}

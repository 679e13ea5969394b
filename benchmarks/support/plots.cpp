// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "plots.hpp"

#include <fmt/os.h>

#include <charconv>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

namespace bench
{
namespace
{

using curve = std::map<std::size_t, double>;
using curves = std::map<std::string, curve>; // by subject

struct plot
{
    std::string name;
    std::string title;
    std::string x;
    std::string y;
    std::string scale; ///< gnuplot's: which axes are logarithmic
};

/// The medians of one metric over all loads named `prefix` and a number.
curves curves_of(samples const& measured, std::string_view benchmark, std::string_view prefix, std::string_view metric)
{
    curves out;
    for (auto const& [what, values] : measured.all())
    {
        if (what.benchmark != benchmark || what.metric != metric || !what.load.starts_with(prefix))
            continue;
        std::size_t x = 0;
        auto const* const end = what.load.data() + what.load.size();
        if (std::from_chars(what.load.data() + prefix.size(), end, x).ptr == end)
            out[what.subject][x] = values.median();
    }
    std::erase_if(out, [](auto const& one) { return one.second.size() < 2; });
    return out;
}

void write(plot const& what, curves const& all, std::string const& folder)
{
    if (all.empty())
        return;
    auto out = fmt::output_file(folder + "/" + what.name + ".gp");
    for (auto const& [subject, points] : all)
    {
        out.print("${} << end_of_data\n", subject);
        for (auto const& [x, y] : points)
            out.print("{} {}\n", x, y);
        out.print("end_of_data\n");
    }
    out.print("set terminal svg size 860,560 dynamic background rgb 'white' font 'sans-serif,13'\n"
              "set output '{}/{}.svg'\nset title '{}'\nset xlabel '{}'\nset ylabel '{}'\n"
              "set {}\nset yrange [*:*]\nset key below noenhanced\nset grid\n",
              folder, what.name, what.title, what.x, what.y, what.scale);
    out.print("plot");
    int style = 0;
    for (auto const& [subject, points] : all)
    {
        bool const is_ours = subject == "aliyun_cas";
        out.print("{} ${} using 1:2 with linespoints title '{}' pointsize 0.6 pointtype {} linewidth {}",
                  style == 0 ? "" : ",", subject, subject, 4 + style, is_ours ? 3 : 1.5);
        out.print(" linecolor {}", is_ours ? "rgb 'black'" : std::to_string(style));
        ++style;
    }
    out.print("\n");
}

} // namespace

void write_plots(samples const& measured, std::string const& folder)
{
    auto per_entry = curves_of(measured, "decode", "page_", "ns");
    for (auto& [subject, points] : per_entry)
        for (auto& [entries, cost] : points)
            cost /= static_cast<double>(entries);
    write({"decode_per_entry", "Decoding a page of a list", "entries in the page", "ns an entry", "logscale xy"},
          per_entry, folder);

    for (std::string const answer : {"small", "page"})
        write({"throughput_" + answer,
               answer == "small" ? "Small answers, client on one core" : "Pages of 17 KB, client on one core",
               "connections, one call in flight each", "calls a second", "logscale x 2"},
              curves_of(measured, "load", "memory/" + answer + "/", "calls_per_second"), folder);
}

} // namespace bench

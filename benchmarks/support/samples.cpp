// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "samples.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace bench
{

namespace json = boost::json;

double series::median() const
{
    auto sorted = values_;
    std::ranges::sort(sorted);
    auto const middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.at(middle) : (sorted.at(middle - 1) + sorted.at(middle)) / 2;
}

double series::least() const
{
    return *std::ranges::min_element(values_);
}

double series::most() const
{
    return *std::ranges::max_element(values_);
}

series operator/(series const& left, series const& right)
{
    series ratios;
    if (left.values().size() == right.values().size())
        for (std::size_t round = 0; round < left.values().size(); ++round)
            ratios.add(left.values()[round] / right.values()[round]);
    else
        ratios.add(left.median() / right.median());
    return ratios;
}

series operator*(series const& left, double factor)
{
    series scaled;
    for (auto const value : left.values())
        scaled.add(value * factor);
    return scaled;
}

samples::samples(std::string const& folder)
{
    for (auto const& entry : std::filesystem::directory_iterator(folder))
    {
        if (entry.path().extension() != ".jsonl")
            continue;
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);)
            add_line(json::parse(line).as_object());
    }
}

series const* samples::find(figure const& wanted) const
{
    auto const found = all_.find(wanted);
    return found == all_.end() ? nullptr : &found->second;
}

std::string samples::peer_of(figure const& subject) const
{
    auto const found = peers_.find(subject);
    return found == peers_.end() ? std::string() : found->second;
}

json::array samples::to_json() const
{
    json::array out;
    for (auto const& [what, measured] : all_)
        out.push_back({{"benchmark", what.benchmark},
                       {"load", what.load},
                       {"subject", what.subject},
                       {"metric", what.metric},
                       {"median", measured.median()},
                       {"min", measured.least()},
                       {"max", measured.most()},
                       {"values", json::value_from(measured.values())}});
    return out;
}

void samples::add_line(json::object const& line)
{
    auto const text = [&](char const* key) { return std::string(line.at(key).as_string().c_str()); };
    figure what{text("benchmark"), text("load"), text("subject"), {}};
    if (line.contains("peer"))
        peers_[what] = text("peer");
    for (auto const& [metric, value] : line.at("values").as_object())
    {
        what.metric = metric;
        all_[what].add(value.to_number<double>());
    }
}

} // namespace bench

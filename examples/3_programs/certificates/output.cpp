// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "output.hpp"

#include "problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace certificates
{
namespace
{

chosen_columns choose(schema const& shape, settings const& common)
{
    chosen_columns chosen;
    auto const& columns = shape.columns;
    if (common.fields.empty())
    {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (common.format != output_format::table || columns[i].table != table_place::hidden)
                chosen.push_back(i);
        return chosen;
    }
    for (auto const& name : common.fields)
    {
        auto const found =
            std::find_if(columns.begin(), columns.end(), [&](column const& one) { return one.name == name; });
        if (found == columns.end())
        {
            std::string names;
            for (auto const& one : columns)
                names.append(names.empty() ? "" : ", ").append(one.name);
            throw usage_problem(
                fmt::format("--fields: {} has no field \"{}\"; its fields are {}", shape.name, name, names));
        }
        chosen.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    return chosen;
}

std::unique_ptr<row_writer> make_writer(schema const& shape, settings const& common, text_sink& sink)
{
    auto chosen = choose(shape, common);
    switch (common.format)
    {
    case output_format::json:
        return make_json(shape, std::move(chosen), sink);
    case output_format::jsonl:
        return make_json_lines(shape, std::move(chosen), sink);
    case output_format::csv:
        return make_csv(shape, std::move(chosen), sink);
    case output_format::prometheus:
        if (std::none_of(chosen.begin(), chosen.end(),
                         [&](std::size_t i) { return shape.columns[i].metric == metric_place::value; }))
            throw usage_problem(fmt::format("--format: {} has nothing to tell Prometheus", shape.name));
        return make_prometheus(shape, std::move(chosen), sink);
    case output_format::nagios:
        return make_nagios(shape, sink);
    case output_format::table:
        break;
    }
    return make_table(shape, std::move(chosen), sink);
}

} // namespace

output::output(schema what, settings const& common, text_sink& sink)
    : shape_(std::move(what)),
      sink_(sink),
      writer_(make_writer(shape_, common, sink)),
      is_plugin_(common.format == output_format::nagios && !common.exit_code)
{
}

output::~output()
{
    if (ended_)
        return;
    try
    {
        writer_->end({}, false);
        sink_.flush();
    }
    catch (...) // the reason why it was not completed is what will be told
    {
        return;
    }
}

void output::flush()
{
    writer_->flush();
    sink_.flush();
}

void output::complete(verdict const& what)
{
    ended_ = true;
    worst_ = what.worst;
    writer_->end(what, true);
    sink_.flush();
}

exit_code output::ending(exit_code own) const noexcept
{
    return is_plugin_ ? static_cast<exit_code>(worst_) : own;
}

exit_code exit_for(severity worst, settings const& common) noexcept
{
    if (worst == severity::ok)
        return exit_code::done;
    bool const critical = worst == severity::critical;
    if (common.exit_code)
        return critical ? exit_code::critical : exit_code::warning;
    if (common.format == output_format::nagios)
        return static_cast<exit_code>(critical ? 2 : 1);
    return exit_code::done;
}

std::string plain_text(cell const& value)
{
    struct visitor
    {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool is) const { return is ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(std::string const& text) const { return text; }
        std::string operator()(std::vector<std::string> const& texts) const
        {
            return fmt::format("{}", fmt::join(texts, ","));
        }
    };
    return std::visit(visitor{}, value);
}

} // namespace certificates

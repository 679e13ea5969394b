// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Formats that other programs read: CSV, Prometheus' text exposition, and the answer of a nagios plugin.

#include "output.hpp"
#include "terminal.hpp"

#include <fmt/format.h>

namespace certificates
{
namespace
{

// RFC 4180, with the line ends of Unix.
class csv_writer final : public row_writer
{
public:
    csv_writer(schema const& shape, chosen_columns chosen, text_sink& sink) : chosen_(std::move(chosen)), sink_(sink)
    {
        std::string head;
        for (auto const at : chosen_)
            head.append(head.empty() ? "" : ",").append(shape.columns[at].name);
        sink_.write(head + "\n");
    }

    void add(row const& one) override
    {
        std::string line;
        for (std::size_t i = 0; i < chosen_.size(); ++i)
        {
            if (i > 0)
                line += ',';
            line += field(plain_text(one.cells[chosen_[i]]));
        }
        sink_.write(line + "\n");
    }
    void end(verdict const&, bool) override {}

private:
    static std::string field(std::string text)
    {
        if (text.find_first_of(",\"\r\n") == std::string::npos)
            return text;
        std::string quoted = "\"";
        for (char const c : text)
        {
            if (c == '"')
                quoted += '"';
            quoted += c;
        }
        return quoted + "\"";
    }

    chosen_columns chosen_;
    text_sink& sink_;
};

// All samples of a metric must stand together, and half an exposition would look like certificates that are gone: all
// is kept until the end.
class prometheus_writer final : public row_writer
{
public:
    prometheus_writer(schema const& shape, chosen_columns chosen, text_sink& sink)
        : shape_(shape), chosen_(std::move(chosen)), sink_(sink), samples_(shape.columns.size())
    {
    }

    void add(row const& one) override
    {
        std::string labels;
        for (std::size_t i = 0; i < shape_.columns.size(); ++i)
            if (shape_.columns[i].metric == metric_place::label)
                labels.append(labels.empty() ? "{" : ",")
                    .append(shape_.columns[i].name)
                    .append("=\"")
                    .append(escaped(plain_text(one.cells[i])))
                    .append("\"");
        if (!labels.empty())
            labels += '}';
        for (auto const at : chosen_)
        {
            if (shape_.columns[at].metric != metric_place::value)
                continue;
            auto const& value = one.cells[at];
            if (std::holds_alternative<std::monostate>(value))
                continue;
            auto const* const is = std::get_if<bool>(&value);
            samples_[at] +=
                fmt::format("{}{} {}\n", name_of(at), labels, is ? std::string(*is ? "1" : "0") : plain_text(value));
        }
    }
    void end(verdict const&, bool complete) override
    {
        if (!complete)
            return;
        for (auto const at : chosen_)
            if (shape_.columns[at].metric == metric_place::value)
                sink_.write(fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{2}", name_of(at), shape_.columns[at].help,
                                        samples_[at]));
    }

private:
    [[nodiscard]] std::string name_of(std::size_t at) const
    {
        return fmt::format("aliyun_certificates_{}", shape_.columns[at].name);
    }
    static std::string escaped(std::string_view text)
    {
        std::string safe;
        for (char const c : text)
        {
            if (c == '\\' || c == '"')
                safe += '\\';
            if (c == '\n')
                safe += "\\n";
            else
                safe += c;
        }
        return safe;
    }

    schema const& shape_;
    chosen_columns chosen_;
    text_sink& sink_;
    std::vector<std::string> samples_;
};

// The plugin's guidelines: one line with the state, then one for each finding. A bar would begin the performance data.
class nagios_writer final : public row_writer
{
public:
    explicit nagios_writer(text_sink& sink) : sink_(sink) {}

    void add(row const& one) override
    {
        if (one.grade == severity::ok)
            return;
        lines_ +=
            fmt::format("{}: {}\n", one.grade == severity::critical ? "CRITICAL" : "WARNING", without_bar(one.finding));
    }
    void end(verdict const& what, bool complete) override
    {
        if (!complete)
            return; // main() tells UNKNOWN
        auto const* const state = what.worst == severity::critical  ? "CRITICAL"
                                  : what.worst == severity::warning ? "WARNING"
                                                                    : "OK";
        auto const performance = what.performance.empty() ? std::string() : " | " + what.performance;
        sink_.write(fmt::format("CERTIFICATES {} - {}{}\n{}", state, without_bar(what.summary), performance, lines_));
    }

private:
    static std::string without_bar(std::string_view text)
    {
        auto clean = printable(text);
        for (char& c : clean)
            if (c == '|')
                c = '/';
        return clean;
    }

    text_sink& sink_;
    std::string lines_;
};

} // namespace

std::unique_ptr<row_writer> make_csv(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<csv_writer>(shape, std::move(chosen), sink);
}

std::unique_ptr<row_writer> make_prometheus(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<prometheus_writer>(shape, std::move(chosen), sink);
}

std::unique_ptr<row_writer> make_nagios(schema const&, text_sink& sink)
{
    return std::make_unique<nagios_writer>(sink);
}

} // namespace certificates

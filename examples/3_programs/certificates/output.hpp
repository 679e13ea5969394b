// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The data of a command, row by row, in the format that was asked for. Rows stream: none waits for the last one, but
// where the format demands it (prometheus, nagios).

#include "exit_code.hpp"
#include "settings.hpp"
#include "text_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace certificates
{

/// One value. `monostate`: unknown, or there is none.
using cell = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// How a table shows a column.
enum class table_place
{
    shown,
    hidden, ///< unless --fields names it
    right   ///< shown, and aligned to the right
};

/// What a column is in Prometheus' text.
enum class metric_place
{
    none,
    label,
    value ///< a metric of its own, `aliyun_certificates_` and the column's name
};

/// A column. Its name is a promise: it is the key in JSON, the head in CSV, and what --fields takes.
struct column
{
    std::string_view name;
    std::string_view title; ///< of a table
    table_place table = table_place::shown;
    metric_place metric = metric_place::none;
    std::string_view help{}; ///< of the metric
};

/// What a command puts out. The version grows when a column goes or changes its meaning; further columns do not count.
struct schema
{
    std::string_view name; ///< for example `list`
    int version = 1;
    std::vector<column> columns;
    std::vector<std::string_view> spare{}; ///< what a narrow terminal does without, in this order
};

struct row
{
    std::vector<cell> cells;       ///< as many as the schema has columns
    severity grade = severity::ok; ///< colours the row; those that are not ok are what nagios tells
    std::string finding{};         ///< the same as a sentence, for nagios
};

/// What came of it all: nagios' first line.
struct verdict
{
    severity worst = severity::ok;
    std::string summary{};     ///< for example `3 of 50 certificates end within 30 days`
    std::string performance{}; ///< nagios' performance data, for example `expiring=3`
};

/// One format's way of writing.
class row_writer
{
public:
    row_writer() = default;
    row_writer(row_writer const&) = delete;
    row_writer& operator=(row_writer const&) = delete;
    virtual ~row_writer() = default;

    virtual void add(row const& one) = 0;
    /// What has come so far should be seen.
    virtual void flush() {}
    /// All rows are there; or not, and nobody must take them for all.
    virtual void end(verdict const& what, bool complete) = 0;
};

class output
{
public:
    /// @throws problem (usage) if the fields are not the schema's, or it has nothing for this format
    output(schema what, settings const& common, text_sink& sink);
    output(output const&) = delete;
    output& operator=(output const&) = delete;
    /// What was not completed is ended as incomplete.
    ~output();

    void add(row const& one) { writer_->add(one); }
    void flush();
    /// All rows are there.
    void complete(verdict const& what = {});

    /// What a command that writes ends with: its own code, or what a plugin of nagios ends with by the verdict.
    [[nodiscard]] exit_code ending(exit_code own) const noexcept;

    [[nodiscard]] schema const& shape() const noexcept { return shape_; }

private:
    schema shape_;
    text_sink& sink_;
    std::unique_ptr<row_writer> writer_;
    bool ended_ = false;
    bool is_plugin_;
    severity worst_ = severity::ok;
};

/// What a command with findings ends with: 0, or 10 and 11 with --exit-code; in nagios' format without it what nagios
/// expects of a plugin, 0, 1 or 2.
[[nodiscard]] exit_code exit_for(severity worst, settings const& common) noexcept;

// The writers, for output.cpp. `chosen`: the columns to show, by their places.
using chosen_columns = std::vector<std::size_t>;
std::unique_ptr<row_writer> make_table(schema const& shape, chosen_columns chosen, text_sink& sink);
std::unique_ptr<row_writer> make_json(schema const& shape, chosen_columns chosen, text_sink& sink);
std::unique_ptr<row_writer> make_json_lines(schema const& shape, chosen_columns chosen, text_sink& sink);
std::unique_ptr<row_writer> make_csv(schema const& shape, chosen_columns chosen, text_sink& sink);
std::unique_ptr<row_writer> make_prometheus(schema const& shape, chosen_columns chosen, text_sink& sink);
std::unique_ptr<row_writer> make_nagios(schema const& shape, text_sink& sink);

/// A value as plain text; lists are joined by commas.
[[nodiscard]] std::string plain_text(cell const& value);

} // namespace certificates

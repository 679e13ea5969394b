// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What has been measured: for each figure of each subject on each load, one value a round.

#include <boost/json/value.hpp>

#include <compare>
#include <map>
#include <string>
#include <vector>

namespace bench
{

/// What a figure tells of whom.
struct figure
{
    std::string benchmark; ///< `decode`
    std::string load;      ///< `page_50`
    std::string subject;   ///< `jsoncpp`
    std::string metric;    ///< `ns`

    friend auto operator<=>(figure const&, figure const&) = default;
};

/// The values of one figure, a round each.
class series
{
public:
    void add(double value) { values_.push_back(value); }

    [[nodiscard]] std::vector<double> const& values() const noexcept { return values_; }
    [[nodiscard]] double median() const;
    [[nodiscard]] double least() const;
    [[nodiscard]] double most() const;

private:
    std::vector<double> values_;
};

/// Round by round if both have the same rounds: what disturbs the machine for a while then disturbs both sides.
[[nodiscard]] series operator/(series const& left, series const& right);

[[nodiscard]] series operator*(series const& left, double factor);

class samples
{
public:
    /// Reads the `*.jsonl` of a folder. A line tells one round of one subject:
    /// `{"benchmark":"sign","load":"list","subject":"aliyun_cas","values":{"ns":310.2}}`, and a subject's peer if it
    /// has one.
    explicit samples(std::string const& folder);

    /// Null if that was not measured.
    [[nodiscard]] series const* find(figure const& wanted) const;

    /// The subject that does the bare work of this one by the same means; empty if none was named.
    [[nodiscard]] std::string peer_of(figure const& subject) const;

    [[nodiscard]] std::map<figure, series> const& all() const noexcept { return all_; }

    [[nodiscard]] boost::json::array to_json() const;

private:
    void add_line(boost::json::object const& line);

    std::map<figure, series> all_;
    std::map<figure, std::string> peers_; // the metric left empty
};

} // namespace bench

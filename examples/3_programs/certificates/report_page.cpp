// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "report_page.hpp"

#include "report_judgement.hpp"
#include "report_template.hpp"
#include "texts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace certificates
{

namespace
{

namespace json = boost::json;
namespace chrono = std::chrono;

// ---- texts

std::string html(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size() + text.size() / 8);
    for (char const c : text)
        switch (c)
        {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
                escaped += "\xef\xbf\xbd"; // U+FFFD
            else
                escaped += c;
        }
    return escaped;
}

/// JSON for the inside of a script element: neither its end tag nor a comment can stand in it.
std::string script_json(json::value const& value)
{
    std::string escaped;
    for (char const c : json::serialize(value))
        if (c == '<')
            escaped += "\\u003c";
        else if (c == '>')
            escaped += "\\u003e";
        else if (c == '&')
            escaped += "\\u0026";
        else
            escaped += c;
    return escaped;
}

std::string digest(std::string_view text)
{
    std::array<unsigned char, 32> bytes{};
    if (EVP_Digest(text.data(), text.size(), bytes.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    std::array<unsigned char, 45> base64{};
    auto const size = EVP_EncodeBlock(base64.data(), bytes.data(), static_cast<int>(bytes.size()));
    return {reinterpret_cast<char const*>(base64.data()), static_cast<std::size_t>(size)};
}

std::string filled(std::string_view text, std::map<std::string_view, std::string> const& values)
{
    std::string result;
    for (;;)
    {
        auto const open = text.find("{{");
        result += text.substr(0, open);
        if (open == std::string_view::npos)
            return result;
        auto const close = text.find("}}", open);
        result += values.at(text.substr(open + 2, close - open - 2));
        text.remove_prefix(close + 2);
    }
}

std::string with_separators(std::size_t number)
{
    auto text = std::to_string(number);
    for (auto at = text.size(); at > 3; at -= 3)
        text.insert(at - 3, ",");
    return text;
}

// ---- dates

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string joined(std::vector<std::string> const& texts)
{
    std::string result;
    for (auto const& text : texts)
        result += (result.empty() ? "" : ", ") + text;
    return result;
}

// ---- the parts of the page

std::string facet_attributes(std::string_view facet, std::string_view value, std::size_t count)
{
    return " type=\"button\" aria-pressed=\"false\" data-facet=\"" + std::string(facet) + "\" data-value=\"" +
           html(value) + "\" data-count=\"" + std::to_string(count) + '"';
}

std::string tiles(std::vector<judged> const& all, report_options const& options)
{
    auto const tile = [](std::string_view state, std::size_t count, std::string const& label)
    {
        return "<button class=\"tile facet " + std::string(state) + '"' + facet_attributes("state", state, count) +
               "><b>" + with_separators(count) + "</b><span>" + html(label) + "</span></button>";
    };
    auto const critical = std::to_string(options.critical_days);
    auto const warning = std::to_string(options.warning_days);
    std::array<std::string, report_states.size()> const labels{"expired", "end within " + critical + " days",
                                                               "end within " + warning + " days", "end later",
                                                               "end is not known"};
    auto result = tile("", all.size(), all.size() == 1 ? "certificate" : "certificates");
    for (std::size_t at = 0; at < report_states.size(); ++at)
    {
        auto const count = static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](judged const& one) { return one.state == report_states[at]; }));
        if (count != 0 || report_states[at] != "unknown")
            result += tile(report_states[at], count, labels[at]);
    }
    return result;
}

std::string timeline(std::vector<judged> const& all, chrono::year_month_day today)
{
    struct bar
    {
        std::string key;
        std::string label; ///< markup
        std::string title;
        std::array<std::size_t, report_states.size()> counts{};
    };
    std::vector<bar> bars;
    bars.push_back({"expired", "past", "expired", {}});
    for (int ahead = 0; ahead <= months_ahead; ++ahead)
    {
        auto const month = today.year() / today.month() + chrono::months(ahead);
        auto const name = std::string(month_names[static_cast<unsigned>(month.month()) - 1]);
        auto const year = std::to_string(static_cast<int>(month.year()));
        bool const tells_year = ahead == 0 || month.month() == chrono::January;
        bars.push_back(
            {month_key(month), name + (tells_year ? " <span>" + year + "</span>" : ""), name + ' ' + year, {}});
    }
    bars.push_back({"later", "later", "later", {}});
    std::size_t highest = 1;
    for (auto const& one : all)
        for (auto& bar : bars)
            if (bar.key == one.time)
                ++bar.counts[static_cast<std::size_t>(std::find(report_states.begin(), report_states.end(), one.state) -
                                                      report_states.begin())];
    auto const total = [](bar const& one)
    {
        std::size_t sum = 0;
        for (auto const count : one.counts)
            sum += count;
        return sum;
    };
    for (auto const& one : bars)
        highest = (std::max)(highest, total(one));

    std::string result;
    for (auto const& one : bars)
    {
        auto const count = total(one);
        result += "<button class=\"bar facet\"" + facet_attributes("time", one.key, count) + " title=\"" + one.title +
                  ": " + with_separators(count) + "\"><span class=\"n\">" +
                  (count == 0 ? std::string{} : with_separators(count)) +
                  "</span><svg viewBox=\"0 0 1 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
        std::size_t base = 1000;
        for (std::size_t at = 0; at < report_states.size(); ++at)
            if (one.counts[at] != 0)
            {
                // A bar that is there can be seen, however high others are.
                auto const height = (std::min)(base, (std::max)(one.counts[at] * 1000 / highest, std::size_t{12}));
                base -= height;
                result += "<rect class=\"" + std::string(report_states[at]) + "\" width=\"1\" y=\"" +
                          std::to_string(base) + "\" height=\"" + std::to_string(height) + "\"/>";
            }
        result += "</svg><span class=\"when\">" + one.label + "</span></button>";
    }
    return result;
}

std::string shares(std::map<std::string, std::size_t> const& counts, std::string_view facet)
{
    constexpr std::size_t most = 10;
    std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
    std::stable_sort(order.begin(), order.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    std::string result;
    std::size_t rest = 0;
    for (std::size_t at = 0; at < order.size(); ++at)
    {
        auto const& [name, count] = order[at];
        if (at >= most)
        {
            rest += count;
            continue;
        }
        auto const width = (std::max)(count * 1000 / order.front().second, std::size_t{4});
        result += "<button class=\"share facet\"" + facet_attributes(facet, name, count) + " title=\"" + html(name) +
                  "\"><span class=\"what\">" + (name.empty() ? "(none)" : html(name)) + "</span><span class=\"n\">" +
                  with_separators(count) +
                  "</span><svg viewBox=\"0 0 1000 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                  "<rect class=\"plain\" height=\"1\" width=\"" +
                  std::to_string(width) + "\"/></svg></button>";
    }
    if (rest != 0)
        result += "<div class=\"share\"><span class=\"what\">" + with_separators(order.size() - most) +
                  " others</span><span class=\"n\">" + with_separators(rest) + "</span></div>";
    return result.empty() ? "<p class=\"quiet\">none</p>" : result;
}

json::object table_data(std::vector<judged> const& all)
{
    auto const column = [](char const* key, char const* label, char const* look)
    {
        json::object made;
        made["key"] = key;
        made["label"] = label;
        made["look"] = look;
        return made;
    };
    json::array columns;
    columns.push_back(column("name", "Name", "name"));
    columns.push_back(column("hosts", "Hosts", "hosts"));
    columns.push_back(column("issuer", "Issuer", "issuer"));
    columns.push_back(column("end", "Expires", "date"));
    columns.push_back(column("days", "Days left", "number"));
    columns.push_back(column("state", "State", "state"));
    columns.push_back(column("source", "Source", "source"));
    columns.push_back(column("id", "Id", "number"));
    columns.push_back(column("fingerprint", "Fingerprint", "print"));
    auto const places = columns.size();

    json::object facets; // where a row has the values of each, behind the columns that are shown
    facets["state"] = 5;
    facets["issuer"] = 2;
    facets["time"] = places;
    facets["domain"] = places + 1;

    json::array rows;
    rows.reserve(all.size());
    for (auto const& one : all)
    {
        auto const& entry = *one.entry;
        json::array row;
        row.reserve(places + 2);
        row.emplace_back(entry.name);
        row.emplace_back(joined(one.hosts));
        row.emplace_back(entry.issuer);
        row.emplace_back(entry.end_date);
        row.push_back(one.days_left ? json::value(*one.days_left) : json::value(nullptr));
        row.emplace_back(one.state);
        row.emplace_back(entry.uploaded ? "uploaded" : "bought");
        row.emplace_back(std::to_string(entry.id)); // a text: numbers of JavaScript end at 2^53
        row.emplace_back(entry.fingerprint);
        row.emplace_back(one.time);
        json::array domains;
        for (auto const& domain : one.domains)
            domains.emplace_back(domain);
        row.push_back(std::move(domains));
        rows.push_back(std::move(row));
    }
    json::object result;
    result["columns"] = std::move(columns);
    result["facets"] = std::move(facets);
    result["rows"] = std::move(rows);
    return result;
}

} // namespace

std::string report_page(std::vector<certificate> const& entries, report_options const& options)
{
    chrono::year_month_day const today = options.today;
    std::vector<judged> all;
    all.reserve(entries.size());
    std::map<std::string, std::size_t> issuers;
    std::map<std::string, std::size_t> domains;
    for (auto const& entry : entries)
    {
        all.push_back(judge(entry, today, options));
        ++issuers[entry.issuer];
        for (auto const& domain : all.back().domains)
            ++domains[domain];
    }
    auto subtitle = html(options.account);
    subtitle += (subtitle.empty() ? "as of " : ", as of ") +
                html(options.made_at.empty() ? to_text(options.today) : options.made_at);
    return filled(report_template::page, {{"title", html(options.title)},
                                          {"subtitle", subtitle},
                                          {"tiles", tiles(all, options)},
                                          {"timeline", timeline(all, today)},
                                          {"issuers", shares(issuers, "issuer")},
                                          {"domains", shares(domains, "domain")},
                                          {"data", script_json(table_data(all))},
                                          {"style", std::string(report_template::style)},
                                          {"script", std::string(report_template::script)},
                                          {"style_digest", digest(report_template::style)},
                                          {"script_digest", digest(report_template::script)}});
}

} // namespace certificates

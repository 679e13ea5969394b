// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "naming.hpp"

#include "certificate.hpp"
#include "problem.hpp"
#include "terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace certificates
{
namespace
{

std::string compact_date(std::chrono::sys_seconds when)
{
    auto text = to_text(std::chrono::floor<std::chrono::days>(when));
    text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
    return text;
}

std::string without_star(std::string host)
{
    return host.starts_with("*.") ? "wildcard" + host.substr(1) : host;
}

std::string value_of(std::string_view placeholder, local_certificate const& one)
{
    std::filesystem::path const file(one.file);
    if (placeholder == "host")
        return without_star(one.hosts.empty() ? one.common : one.hosts.front());
    if (placeholder == "cn")
        return without_star(one.common);
    if (placeholder == "start")
        return compact_date(one.starts);
    if (placeholder == "end")
        return compact_date(one.ends);
    if (placeholder == "fp")
        return one.fingerprint.substr(0, 8);
    if (placeholder == "file")
        return file.stem().string();
    if (placeholder == "dir")
        return std::filesystem::absolute(file).parent_path().filename().string();
    throw usage_problem(fmt::format("--name-template: there is no {{{}}}; there are {{host}}, {{cn}}, {{start}}, "
                                    "{{end}}, {{fp}}, {{file}}, {{dir}}",
                                    placeholder));
}

} // namespace

std::string make_name(std::string_view pattern, local_certificate const& one)
{
    std::string name;
    for (std::size_t at = 0; at < pattern.size();)
    {
        auto const open = std::min(pattern.find('{', at), pattern.size());
        name += pattern.substr(at, open - at);
        if (open == pattern.size())
            break;
        auto const close = pattern.find('}', open);
        if (close == std::string_view::npos)
            throw usage_problem("--name-template: a { is not closed");
        name += value_of(pattern.substr(open + 1, close - open - 1), one);
        at = close + 1;
    }
    constexpr std::size_t longest = 128; // of the service, in characters; bytes are never fewer
    if (name.size() <= longest)
        return name;
    auto const tail = "-" + one.fingerprint.substr(0, 8);
    std::size_t keep = longest - tail.size();
    while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xc0U) == 0x80U) // not within a character
        --keep;
    return name.substr(0, keep) + tail;
}

void declare_name_template(CLI::App& app, std::string& into, std::string_view help)
{
    into = default_name_template;
    app.add_option_function<std::string>(
           "--name-template",
           [&into](std::string const& text)
           {
               local_certificate sample;
               sample.file = "sample.pem";
               static_cast<void>(make_name(text, sample));
               into = text;
           },
           fmt::format("{} [{}]", help, default_name_template))
        ->type_name("TEXT");
}

} // namespace certificates

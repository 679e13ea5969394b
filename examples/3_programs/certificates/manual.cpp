// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "manual.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace certificates
{

namespace
{

/// A text as roff takes it: whatever it holds, it is printed and nothing else.
std::string roff(std::string_view text)
{
    std::string result;
    bool starts_line = true;
    for (char const c : text)
    {
        if (starts_line && (c == '.' || c == '\''))
            result += "\\&";
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else
            result += c;
        starts_line = c == '\n';
    }
    return result;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string bold(std::string const& text)
{
    return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string const& text)
{
    return "\\fI" + roff(text) + "\\fR";
}

/// Paragraphs are separated by an empty line.
std::string paragraphs(std::string_view text)
{
    std::string result;
    while (!text.empty())
    {
        auto const end = (std::min)(text.find("\n\n"), text.size());
        if (end != 0)
            result += ".PP\n" + roff(text.substr(0, end)) + '\n';
        text.remove_prefix((std::min)(end + 2, text.size()));
    }
    return result;
}

std::string synopsis(std::string const& program, command_shape const& command)
{
    auto text = bold(program) + ' ' + bold(command.name);
    for (auto const& option : command.options)
        if (option.required)
            text += ' ' + bold(option.names.back()) + ' ' + italic(option.value);
    text += " [" + italic("OPTION") + "]...";
    for (auto const& argument : command.arguments)
    {
        auto one = italic(argument.names.front());
        if (!argument.required)
            one = '[' + one + ']';
        text += ' ' + one + (argument.repeated ? "..." : "");
    }
    return text;
}

std::string entry(option_shape const& option)
{
    std::string names;
    for (auto const& name : option.names)
        names += (names.empty() ? "" : ", ") + bold(name);
    if (option.kind != value_kind::none && option.names.front().starts_with('-'))
        names += ' ' + italic(option.value);
    return ".TP\n" + names + '\n' + roff(option.help) + '\n';
}

/// An option that commands have in common is described once.
bool is_common(option_shape const& option)
{
    return option.group != "Options" && !option.group.empty();
}

std::string common_options(program_shape const& shape)
{
    std::vector<std::pair<std::string, std::vector<option_shape>>> groups;
    for (auto const& command : shape.commands)
        for (auto const& option : command.options)
        {
            if (!is_common(option))
                continue;
            auto group =
                std::find_if(groups.begin(), groups.end(), [&](auto const& one) { return one.first == option.group; });
            if (group == groups.end())
                group = groups.insert(groups.end(), {option.group, {}});
            auto& known = group->second;
            if (std::none_of(known.begin(), known.end(), [&](auto const& one) { return one.names == option.names; }))
                known.push_back(option);
        }
    std::string text;
    for (auto const& [name, options] : groups)
    {
        text += ".SS " + roff(name) + '\n';
        for (auto const& option : options)
            text += entry(option);
    }
    return text;
}

std::string command_section(std::string const& program, command_shape const& command)
{
    auto text = ".SS " + roff(command.name) + '\n' + synopsis(program, command) + "\n.PP\n" + roff(command.summary) +
                '\n' + paragraphs(command.description);
    for (auto const& argument : command.arguments)
        text += entry(argument);
    std::map<std::string, bool> common;
    for (auto const& option : command.options)
        if (!is_common(option) && option.names.back() != "--help")
            text += entry(option);
        else if (is_common(option))
            common[option.group] = true;
    std::string names;
    for (auto const& [name, there] : common)
        names += (names.empty() ? "" : ", ") + name;
    if (!names.empty())
        text += ".PP\nCommon options, described below: " + roff(names) + ".\n";
    return text;
}

std::string environment(program_shape const& shape)
{
    std::map<std::string, std::string> variables{
        {"ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN",
         "The credentials, before any file is looked at."},
        {"ALIBABA_CLOUD_PROFILE, ALIBABA_CLOUD_CONFIG_FILE",
         "The profile of the official CLI's configuration, and where that is (~/.aliyun/config.json)."},
        {"NO_COLOR", "If it is set, nothing is coloured."},
        {"XDG_STATE_HOME", "Where the journal is, in a directory of its own (~/.local/state)."},
        {"ALIYUN_CAS_ENDPOINT, ALIYUN_CAS_CA_FILE, ALIYUN_CDN_ENDPOINT",
         "Stand in for --endpoint, --ca and --cdn-endpoint."},
        {"https_proxy, no_proxy",
         "The HTTP proxy that calls go through, as http://[user[:password]@]host[:port], and the hosts that are "
         "reached "
         "without it (\"*\": all). HTTPS_PROXY and NO_PROXY are read where these are not set. Hosts of served, and "
         "the credentials of an instance, are reached directly."},
        {"COLUMNS", "How wide tables are on a terminal, in place of what it says itself."}};
    for (auto const& command : shape.commands)
        for (auto const& option : command.options)
            if (!option.environment.empty())
                variables[option.environment] = "Stands in for " + option.names.back() + ".";
    std::string text;
    for (auto const& [name, meaning] : variables)
        text += ".TP\n" + bold(name) + '\n' + roff(meaning) + '\n';
    return text;
}

std::string exit_status()
{
    constexpr std::pair<int, std::string_view> codes[] = {{0, "Done; there may have been nothing to do."},
                                                          {1, "Failed."},
                                                          {2, "Partly failed: what was done and what was not is told."},
                                                          {3, "The command line is wrong."},
                                                          {4, "There are no credentials, or they are not taken."},
                                                          {5, "The service refused it."},
                                                          {6, "The service, or a host, cannot be reached."},
                                                          {10, "With --exit-code: there are warnings."},
                                                          {11, "With --exit-code: something is critical."},
                                                          {130, "Interrupted: what was done is told."},
                                                          {141, "Nobody reads standard output any more."}};
    std::string text;
    for (auto const& [code, meaning] : codes)
        text += ".TP\n" + bold(std::to_string(code)) + '\n' + roff(meaning) + '\n';
    return text;
}

} // namespace

std::string manual_page(program_shape const& shape, std::string const& version)
{
    auto const& program = shape.program.name;
    auto summary = shape.program.summary;
    if (!summary.empty())
    {
        summary.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(summary.front())));
        if (summary.back() == '.')
            summary.pop_back();
    }
    auto text = ".\\\" Made by `" + program + " manual`\n.TH " + roff(upper(program)) + " 1 \"\" \"aliyun_cas " +
                roff(version) + "\" \"User Commands\"\n.SH NAME\n" + roff(program) + " \\- " + roff(summary) +
                "\n.SH SYNOPSIS\n";
    std::string_view separator;
    for (auto const& command : shape.commands)
    {
        text.append(separator).append(synopsis(program, command)).append("\n");
        separator = ".br\n";
    }
    text += ".SH DESCRIPTION\n" + roff(shape.program.summary) + '\n' + paragraphs(shape.program.description) +
            ".SH COMMANDS\n";
    for (auto const& command : shape.commands)
        text += command_section(program, command);
    text += ".SH COMMON OPTIONS\n" + common_options(shape);
    text += ".SS Of the program\n";
    for (auto const& option : shape.program.options)
        text += entry(option);
    return text + ".SH EXIT STATUS\n" + exit_status() + ".SH ENVIRONMENT\n" + environment(shape) +
           ".SH SEE ALSO\nhttps://www.alibabacloud.com/help/en/ssl\\-certificate/\n";
}

} // namespace certificates

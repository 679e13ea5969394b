// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "help.hpp"

#include "program_shape.hpp"
#include "terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace certificates
{
namespace
{

/// The words in lines of this width, all but the first of them indented; the first begins at column `at`.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width, std::size_t at)
{
    std::string lines;
    for (bool is_first = true; !text.empty(); is_first = false)
    {
        auto const end = std::min(text.find(' '), text.size());
        auto const word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        bool const fits = at + (is_first ? 0 : 1) + display_width(word) <= width;
        if (!is_first && fits)
            lines += ' ';
        else if (!is_first)
            lines += '\n' + std::string(indent, ' ');
        at = (fits ? at + (is_first ? 0 : 1) : is_first ? at : indent) + display_width(word);
        lines += word;
    }
    return lines + '\n';
}

std::string paragraphs(std::string_view text, std::size_t width)
{
    std::string all;
    while (!text.empty())
    {
        auto const end = std::min(text.find("\n\n"), text.size());
        all += '\n' + wrapped(text.substr(0, end), 0, width, 0);
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return all;
}

std::string entry(std::string const& names, std::string const& help, std::size_t width)
{
    constexpr std::size_t indent = 24;
    auto line = "  " + names;
    if (line.size() + 2 > indent)
        line += '\n' + std::string(indent, ' ');
    else
        line.resize(indent, ' ');
    return line + wrapped(help, indent, width, indent);
}

std::string names_of(option_shape const& option)
{
    auto names = fmt::format("{}", fmt::join(option.names, ", "));
    return option.kind == value_kind::none ? names : names + ' ' + option.value;
}

std::string usage(std::string const& program, command_shape const& command)
{
    auto line = "Usage: " + program;
    for (auto const& option : command.options)
        if (option.required)
            line += ' ' + option.names.back() + ' ' + option.value;
    line += " [OPTION]...";
    for (auto const& argument : command.arguments)
    {
        auto const one = argument.value + (argument.repeated ? "..." : "");
        line += argument.required ? ' ' + one : " [" + one + ']';
    }
    return line;
}

class help_formatter final : public CLI::FormatterBase
{
public:
    std::string make_help(CLI::App const* app, std::string, CLI::AppFormatMode) const override
    {
        auto const width = std::clamp<std::size_t>(terminal_width(stream::output).value_or(80), 40, 100);
        auto const shape = shape_of(*app);
        auto const& command = shape.program;
        auto const* const parent = app->get_parent();
        auto const program = parent ? parent->get_name() + ' ' + command.name : command.name;
        auto const line =
            shape.commands.empty() ? usage(program, command) : "Usage: " + program + " COMMAND [OPTION]...";
        auto text = wrapped(command.summary, 0, width, 0) + '\n' + wrapped(line, 7, width, 0) +
                    paragraphs(command.description, width);
        if (!shape.commands.empty())
            text += "\nCommands:\n";
        for (auto const& one : shape.commands)
            text += entry(one.name, one.summary, width);
        std::vector<std::string> groups;
        for (auto const& option : command.options)
            if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
                groups.push_back(option.group);
        for (auto const& group : groups)
        {
            text += '\n' + group + ":\n";
            for (auto const& option : command.options)
                if (option.group == group)
                    text += entry(names_of(option), option.help, width);
        }
        if (!shape.commands.empty())
            text += '\n' + wrapped(program + " COMMAND --help tells of one.", 0, width, 0);
        return text;
    }
};

/// How many letters have to be put in, taken out or changed.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j)
        {
            auto const changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

std::string did_you_mean(std::string_view text, std::vector<std::string> const& known)
{
    std::string_view best;
    std::size_t least = text.size() / 3 + 1; // more than that is another word
    for (auto const& one : known)
        if (auto const away = one.starts_with(text) ? 0 : distance(text, one); away < least)
        {
            least = away;
            best = one;
        }
    return best.empty() ? std::string() : fmt::format("; did you mean {}?", best);
}

std::string explain_extras(CLI::App const& program, CLI::App const& chosen)
{
    auto const name_of = [](std::string const& text) { return text.substr(0, text.find('=')); };
    auto const is_option = [](std::string const& text) { return text.size() > 1 && text.front() == '-'; };
    auto const before = program.remaining(false);
    if (auto const early = std::find_if(before.begin(), before.end(), is_option);
        &chosen != &program && early != before.end())
        return fmt::format("{} stands before the command: options stand behind it", name_of(*early));
    auto const extras = program.remaining(true);
    auto const unknown = std::find_if(extras.begin(), extras.end(), is_option);
    if (unknown == extras.end())
        return fmt::format("\"{}\" is one argument too many", extras.empty() ? "" : extras.front());
    std::vector<std::string> names;
    for (auto const& option : shape_of(chosen).program.options)
        names.insert(names.end(), option.names.begin(), option.names.end());
    return fmt::format("there is no option {}{}", name_of(*unknown), did_you_mean(name_of(*unknown), names));
}

} // namespace

std::shared_ptr<CLI::FormatterBase> make_help_formatter()
{
    return std::make_shared<help_formatter>();
}

std::string explain(CLI::App const& program, CLI::ParseError const& wrong, std::string const& first)
{
    auto const chosen = program.get_subcommands();
    if (chosen.empty() && first.empty())
        return "name a command";
    if (chosen.empty() && first.front() != '-') // CLI11 would say that a subcommand is required
    {
        std::vector<std::string> names;
        for (auto const& one : shape_of(program).commands)
            names.push_back(one.name);
        return fmt::format("there is no command \"{}\"{}", first, did_you_mean(first, names));
    }
    if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError))
        return explain_extras(program, chosen.empty() ? program : *chosen.front());
    return wrong.what();
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "program_shape.hpp"

#include <CLI/CLI.hpp>

#include <string_view>
#include <utility>

namespace certificates
{

namespace
{

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> parts;
    for (;;)
    {
        auto const bar = text.find('|');
        parts.emplace_back(text.substr(0, bar));
        if (bar == std::string_view::npos)
            return parts;
        text.remove_prefix(bar + 1);
    }
}

void set_kind(option_shape& option)
{
    if (option.value == "FILE")
        option.kind = value_kind::file;
    else if (option.value == "DIR")
        option.kind = value_kind::directory;
    else if (option.value == "FILE|DIR" || option.value == "DIR|FILE")
        option.kind = value_kind::path;
    else if (option.value == "COMMAND")
        option.kind = value_kind::command;
    else if (option.value.find('|') != std::string::npos &&
             option.value.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos)
    {
        option.kind = value_kind::choice;
        option.choices = split(option.value);
    }
    else
        option.kind = value_kind::any;
}

/// The variable that the help names at its end, in brackets: `[ALIYUN_CAS_ENDPOINT]`, `[30s; NAME]`.
std::string variable_in(std::string_view help)
{
    auto const open = help.rfind('[');
    if (open == std::string_view::npos || help.back() != ']')
        return {};
    auto const inner = help.substr(open + 1, help.size() - open - 2);
    auto const last = inner.substr(inner.rfind(' ') + 1);
    bool const is_variable = last.find('_') != std::string_view::npos &&
                             last.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
    return is_variable ? std::string(last) : std::string();
}

option_shape to_shape(CLI::Option const& declared)
{
    option_shape option;
    for (auto const& name : declared.get_snames())
        option.names.push_back('-' + name);
    for (auto const& name : declared.get_lnames())
        option.names.push_back("--" + name);
    if (option.names.empty())
        option.names.push_back(declared.get_name(true));
    option.help = declared.get_description();
    option.group = declared.get_group();
    option.environment = declared.get_envname();
    if (option.environment.empty())
        option.environment = variable_in(option.help);
    option.required = declared.get_required();
    if (declared.get_items_expected_max() > 0)
    {
        option.value = declared.get_type_name();
        option.repeated = declared.get_items_expected_max() > 1;
        set_kind(option);
    }
    return option;
}

command_shape to_shape(CLI::App const& app)
{
    command_shape command{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (auto const* const declared : app.get_options([](CLI::Option const*) { return true; }))
    {
        if (declared->get_group().empty()) // hidden
            continue;
        auto& list = declared->nonpositional() ? command.options : command.arguments;
        list.push_back(to_shape(*declared));
    }
    return command;
}

} // namespace

program_shape shape_of(CLI::App const& app)
{
    program_shape shape{to_shape(app), {}};
    for (auto const* const sub : app.get_subcommands([](CLI::App const*) { return true; }))
        if (!sub->get_group().empty())
            shape.commands.push_back(to_shape(*sub));
    return shape;
}

} // namespace certificates

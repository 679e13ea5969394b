// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "completion.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace certificates
{

namespace
{

using texts = std::vector<std::string>;

std::string joined(texts const& parts, std::string_view separator)
{
    std::string result;
    for (auto const& part : parts)
    {
        if (!result.empty())
            result += separator;
        result += part;
    }
    return result;
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// The whole text within single quotes, for bash and zsh.
std::string quoted(std::string const& text)
{
    return '\'' + replaced(text, "'", "'\\''") + '\'';
}

/// For fish, where a backslash counts within single quotes.
std::string fish_quoted(std::string const& text)
{
    return '\'' + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + '\'';
}

/// What fits into a list of proposals: the first sentence, or the text up to a default.
std::string brief(std::string const& help)
{
    auto end = (std::min)(help.find(". "), help.find("; "));
    end = (std::min)(end, help.find(" ["));
    auto text = help.substr(0, end);
    if (!text.empty() && text.back() == '.')
        text.pop_back();
    return text;
}

std::string function_name(std::string const& program)
{
    return '_' + replaced(program, "-", "_");
}

// ---- bash

/// The statement that proposes values of a kind.
std::string bash_values(option_shape const& option)
{
    switch (option.kind)
    {
    case value_kind::file:
    case value_kind::path:
        return "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$current\"))";
    case value_kind::directory:
        return "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$current\"))";
    case value_kind::command:
        return "COMPREPLY=($(compgen -c -- \"$current\"))";
    case value_kind::choice:
        return "COMPREPLY=($(compgen -W " + quoted(joined(option.choices, " ")) + " -- \"$current\"))";
    case value_kind::any:
    case value_kind::none:
        break;
    }
    return ":";
}

std::string bash_command(command_shape const& command)
{
    texts names;
    std::string values;
    for (auto const& option : command.options)
    {
        names.insert(names.end(), option.names.begin(), option.names.end());
        if (option.kind != value_kind::none)
            values += "        " + joined(option.names, "|") + ") " + bash_values(option) + "; return ;;\n";
    }
    std::string text = "    " + command.name + ")\n";
    if (!values.empty())
        text += "        case $previous in\n" + values + "        esac\n";
    text += "        options=" + quoted(joined(names, " ")) + '\n';
    // Of several arguments the last may be repeated: it is the one that is proposed.
    if (!command.arguments.empty())
        text += "        [[ $current == -* ]] || { " + bash_values(command.arguments.back()) + "; return; }\n";
    return text + "        ;;\n";
}

// ---- zsh

std::string zsh_action(option_shape const& option)
{
    switch (option.kind)
    {
    case value_kind::file:
    case value_kind::path:
        return "_files";
    case value_kind::directory:
        return "_files -/";
    case value_kind::command:
        return "_command_names -e";
    case value_kind::choice:
        return '(' + joined(option.choices, " ") + ')';
    case value_kind::any:
    case value_kind::none:
        break;
    }
    return " ";
}

std::string zsh_text(std::string text)
{
    for (auto const* const special : {"\\", "[", "]", ":"})
        text = replaced(text, special, std::string("\\") + special);
    return text;
}

std::string zsh_option(option_shape const& option)
{
    std::string value;
    if (option.kind != value_kind::none)
        value = ':' + zsh_text(option.value) + ':' + zsh_action(option);
    std::string text;
    for (auto const& name : option.names)
    {
        auto const others = option.repeated ? std::string("*") : '(' + joined(option.names, " ") + ')';
        bool const is_long = name.starts_with("--");
        auto const sign = option.kind == value_kind::none ? "" : is_long ? "=" : "+";
        text += "      " + quoted(others + name + sign + '[' + zsh_text(brief(option.help)) + ']' + value) + " \\\n";
    }
    return text;
}

std::string zsh_arguments(command_shape const& command)
{
    std::string text = "    _arguments -s -S \\\n";
    for (auto const& option : command.options)
        text += zsh_option(option);
    for (auto const& argument : command.arguments)
    {
        auto const place = argument.repeated ? "*" : argument.required ? "" : ":";
        text += "      " +
                quoted(std::string(place) + ':' + zsh_text(argument.names.front()) + ':' + zsh_action(argument)) +
                " \\\n";
    }
    return text + "      && return\n";
}

// ---- fish

std::string fish_values(option_shape const& option)
{
    switch (option.kind)
    {
    case value_kind::file:
    case value_kind::path:
        return " -r -F";
    case value_kind::directory:
        return " -x -a '(__fish_complete_directories)'";
    case value_kind::command:
        return " -x -a '(__fish_complete_command)'";
    case value_kind::choice:
        return " -x -a " + fish_quoted(joined(option.choices, " "));
    case value_kind::any:
        return " -x";
    case value_kind::none:
        break;
    }
    return "";
}

std::string fish_option(std::string const& start, option_shape const& option)
{
    auto text = start;
    for (auto const& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return text + fish_values(option) + " -d " + fish_quoted(brief(option.help)) + '\n';
}

} // namespace

std::string bash_completion(program_shape const& shape)
{
    auto const& program = shape.program.name;
    auto const function = function_name(program);
    texts first;
    for (auto const& command : shape.commands)
        first.push_back(command.name);
    texts options;
    for (auto const& option : shape.program.options)
        options.insert(options.end(), option.names.begin(), option.names.end());

    auto text = "# bash completion for " + program + ", made by `" + program + " completion bash`\n" + function + R"(()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= options= at
    # Bash makes three words of --name=value.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((at = 1; at < COMP_CWORD; ++at)); do
        [[ ${COMP_WORDS[at]} == -* ]] || { command=${COMP_WORDS[at]}; break; }
    done
    local IFS=$' \t\n'
    COMPREPLY=()
    case $command in
    '')
        options=)" +
                quoted(joined(options, " ")) +
                "\n        [[ $current == -* ]] || options=" + quoted(joined(first, " ")) + "\n        ;;\n";
    for (auto const& command : shape.commands)
        text += bash_command(command);
    return text + "    esac\n    COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n}\ncomplete -F " + function +
           ' ' + program + '\n';
}

std::string zsh_completion(program_shape const& shape)
{
    auto const& program = shape.program.name;
    auto const function = function_name(program);
    auto text = "#compdef " + program + "\n# zsh completion, made by `" + program + " completion zsh`\n" + function +
                "() {\n  local curcontext=$curcontext state line\n  _arguments -C \\\n";
    for (auto const& option : shape.program.options)
        text += zsh_option(option);
    text += "      '1:command:->command' \\\n      '*::argument:->argument' && return\n"
            "  case $state in\n  command)\n    local -a commands=(\n";
    for (auto const& command : shape.commands)
        text += "      " + quoted(command.name + ':' + replaced(command.summary, ":", "\\:")) + '\n';
    text += "    )\n    _describe command commands && return\n    ;;\n  argument)\n    case $words[1] in\n";
    for (auto const& command : shape.commands)
        text += "    " + command.name + ")\n" + zsh_arguments(command) + "    ;;\n";
    return text + "    esac\n    ;;\n  esac\n  return 1\n}\n" +
           // Both ways of loading: as an autoloaded function, whose file is its body, and by `source`.
           "if [[ $funcstack[1] == " + '_' + program + " ]]; then\n  " + function + " \"$@\"\nelse\n  compdef " +
           function + ' ' + program + "\nfi\n";
}

std::string fish_completion(program_shape const& shape)
{
    auto const& program = shape.program.name;
    auto text = "# fish completion for " + program + ", made by `" + program + " completion fish`\n";
    auto const all = "complete -c " + program;
    text += all + " -f\n";
    for (auto const& option : shape.program.options)
        text += fish_option(all + " -n __fish_use_subcommand", option);
    for (auto const& command : shape.commands)
        text +=
            all + " -n __fish_use_subcommand -a " + command.name + " -d " + fish_quoted(brief(command.summary)) + '\n';
    for (auto const& command : shape.commands)
    {
        auto const here = all + " -n '__fish_seen_subcommand_from " + command.name + '\'';
        for (auto const& option : command.options)
            text += fish_option(here, option);
        if (!command.arguments.empty())
        {
            auto const& last = command.arguments.back();
            if (last.kind == value_kind::file || last.kind == value_kind::path)
                text += here + " -F\n";
            else if (last.kind != value_kind::any)
                text += here + fish_values(last) + '\n';
        }
    }
    return text;
}

} // namespace certificates

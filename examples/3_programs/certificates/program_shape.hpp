// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The command line as plain data, read off the declaration that --help is made from: what completion and the manual
// say cannot differ from what the program takes.

#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace certificates
{

/// What may stand where an option, or an argument, has its value.
enum class value_kind
{
    none,      ///< it is a flag
    any,       ///< nobody can guess it
    file,      ///< type name FILE
    directory, ///< type name DIR
    path,      ///< type name FILE|DIR or DIR|FILE
    choice,    ///< type name `one|another`, without capitals
    command    ///< type name COMMAND: a program to run
};

struct option_shape
{
    std::vector<std::string> names; ///< with their dashes, the short ones first; of an argument its one name
    std::string help;
    std::string group;
    std::string value; ///< how it is written in the help
    value_kind kind = value_kind::none;
    std::vector<std::string> choices;
    std::string environment; ///< the variable that stands in for it
    bool required = false;
    bool repeated = false;
};

struct command_shape
{
    std::string name;
    std::string summary;
    std::string description;
    std::vector<option_shape> options;
    std::vector<option_shape> arguments;
};

struct program_shape
{
    command_shape program;
    std::vector<command_shape> commands;
};

[[nodiscard]] program_shape shape_of(CLI::App const& app);

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// --help, as wide as the terminal, and what is said of a command line that cannot be read.

#include <memory>
#include <string>

namespace CLI
{
class App;
class FormatterBase;
class ParseError;
} // namespace CLI

namespace certificates
{

/// Writes the help of the program and of its commands.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> make_help_formatter();

/// What is wrong with the command line, with what was meant where that can be guessed.
[[nodiscard]] std::string explain(CLI::App const& program, CLI::ParseError const& wrong, std::string const& first);

} // namespace certificates

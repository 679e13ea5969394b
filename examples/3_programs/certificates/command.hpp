// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a command is: a name, its options, and what it does. Each is a file of its own; commands.cpp lists them.

#include "console.hpp"
#include "exit_code.hpp"
#include "settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace certificates
{

class command
{
public:
    command() = default;
    command(command const&) = delete;
    command& operator=(command const&) = delete;
    virtual ~command() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    /// One line for the list of commands.
    [[nodiscard]] virtual std::string summary() const = 0;
    /// What the help and the manual say beyond that: paragraphs of plain text.
    [[nodiscard]] virtual std::string description() const { return {}; }

    /// Declares the options; what is common to several commands goes into `common`, by settings.hpp.
    virtual void declare(CLI::App& app, settings& common) = 0;
    /// Does it. Throws `problem`, `interrupted`, `reader_gone`.
    virtual exit_code run(settings const& common, console& screen) = 0;
};

/// Every command, in the order of the help.
[[nodiscard]] std::vector<std::unique_ptr<command>> all_commands();

/// Declares the program on `app`: every command as a subcommand whose options go into `common` and into itself. Used by
/// main(), by the completion and by the manual, so that the three say the same.
void declare_program(CLI::App& app, std::vector<std::unique_ptr<command>> const& commands, settings& common);

} // namespace certificates

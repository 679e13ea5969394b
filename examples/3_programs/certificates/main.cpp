// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

// A tool for the person who is responsible for certificates: see README.md beside this file.

#include "command.hpp"
#include "help.hpp"
#include "output.hpp"
#include "problem.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <iostream>

namespace
{

using namespace certificates;

// A plugin that cannot tell says so on standard output, where its caller looks.
int fail(settings const& common, console& screen, exit_code code, std::string const& text)
{
    screen.error(text);
    if (!screen.so_far().empty())
        screen.note(screen.so_far());
    if (common.format != output_format::nagios)
        return static_cast<int>(code);
    standard_output out;
    out.write(fmt::format("CERTIFICATES UNKNOWN - {}\n", text.substr(0, text.find('|'))));
    out.flush();
    return 3;
}

// Ends as a program ends that does not handle SIGPIPE: quietly.
int leave_the_pipe()
{
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
    return static_cast<int>(exit_code::reader_gone);
}

int end_interrupted(console& screen)
{
    screen.error(screen.so_far().empty() ? "interrupted" : "interrupted: " + screen.so_far());
    return static_cast<int>(exit_code::interrupted);
}

int run(int argc, char** argv, settings& common, console& screen)
{
    auto const commands = all_commands();
    CLI::App app;
    declare_program(app, commands, common);
    try
    {
        app.parse(argc, argv);
    }
    catch (CLI::Success const& wanted) // --help, --version
    {
        return app.exit(wanted);
    }
    catch (CLI::ParseError const& wrong)
    {
        auto const chosen = app.get_subcommands();
        screen.error(explain(app, wrong, argc < 2 ? "" : argv[1]));
        std::cerr << "Try: aliyun-certificates " << (chosen.empty() ? "" : chosen.front()->get_name() + " ")
                  << "--help\n";
        return static_cast<int>(exit_code::usage);
    }
    screen.manners(common.quiet, common.verbose);
    for (auto const& one : commands)
        if (app.got_subcommand(one->name()))
            return static_cast<int>(one->run(common, screen));
    return static_cast<int>(exit_code::usage);
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that leaves must not kill a write to the account
    settings common;
    console screen;
    try
    {
        return run(argc, argv, common, screen);
    }
    catch (certificates::interrupted const&)
    {
        return end_interrupted(screen);
    }
    catch (reader_gone const&)
    {
        return leave_the_pipe();
    }
    catch (problem const& known)
    {
        return fail(common, screen, known.code(), known.what());
    }
    catch (std::exception const& unknown)
    {
        return fail(common, screen, exit_code::failed, unknown.what());
    }
}

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `completion` and `manual`: what the program can do, told to a shell and to man.

#include "commands.hpp"
#include "completion.hpp"
#include "manual.hpp"
#include "text_sink.hpp"

#include <aliyun/cas/version.hpp>

#include <CLI/CLI.hpp>

namespace certificates
{
namespace
{

/// The shape of the whole program, this command included.
program_shape own_shape()
{
    auto const commands = all_commands();
    settings common;
    CLI::App app;
    declare_program(app, commands, common);
    return shape_of(app);
}

void print(std::string const& text)
{
    standard_output out;
    out.write(text);
    out.flush();
}

class completion_command final : public command
{
public:
    std::string name() const override { return "completion"; }
    std::string summary() const override { return "Print a script that completes command lines"; }
    std::string description() const override
    {
        return "bash: source <(aliyun-certificates completion bash), or put it into "
               "/usr/share/bash-completion/completions/aliyun-certificates. zsh: put it as _aliyun-certificates into a "
               "folder of fpath. fish: put it as aliyun-certificates.fish into ~/.config/fish/completions.";
    }
    void declare(CLI::App& app, settings&) override
    {
        app.add_option("SHELL", shell_, "The shell")
            ->required()
            ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
            ->type_name("bash|zsh|fish");
    }
    exit_code run(settings const&, console&) override
    {
        auto const shape = own_shape();
        print(shell_ == "bash"  ? bash_completion(shape)
              : shell_ == "zsh" ? zsh_completion(shape)
                                : fish_completion(shape));
        return exit_code::done;
    }

private:
    std::string shell_;
};

class manual_command final : public command
{
public:
    std::string name() const override { return "manual"; }
    std::string summary() const override { return "Print the manual page"; }
    std::string description() const override { return "To read it: aliyun-certificates manual | man -l -"; }
    void declare(CLI::App&, settings&) override {}
    exit_code run(settings const&, console&) override
    {
        print(manual_page(own_shape(), ALIYUN_CAS_VERSION_STRING));
        return exit_code::done;
    }
};

} // namespace

std::unique_ptr<command> make_completion()
{
    return std::make_unique<completion_command>();
}

std::unique_ptr<command> make_manual()
{
    return std::make_unique<manual_command>();
}

} // namespace certificates

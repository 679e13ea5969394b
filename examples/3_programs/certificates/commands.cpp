// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "commands.hpp"

#include "help.hpp"

#include <aliyun/cas/version.hpp>

#include <CLI/CLI.hpp>

namespace certificates
{

std::vector<std::unique_ptr<command>> all_commands()
{
    std::vector<std::unique_ptr<command>> commands;
    commands.push_back(make_list());
    commands.push_back(make_show());
    commands.push_back(make_check());
    commands.push_back(make_expiring());
    commands.push_back(make_upload());
    commands.push_back(make_rotate());
    commands.push_back(make_prune());
    commands.push_back(make_apply());
    commands.push_back(make_served());
    commands.push_back(make_hook());
    commands.push_back(make_order());
    commands.push_back(make_report());
    commands.push_back(make_emulate());
    commands.push_back(make_completion());
    commands.push_back(make_manual());
    return commands;
}

void declare_program(CLI::App& app, std::vector<std::unique_ptr<command>> const& commands, settings& common)
{
    app.name("aliyun-certificates");
    app.description("Keeps the certificates of Alibaba Cloud's SSL Certificates Service (unofficial).");
    app.footer("Credentials come from the environment, the official CLI's configuration or the instance's role; no "
               "secret is taken on the command line.");
    app.set_version_flag("--version", std::string("aliyun-certificates ") + ALIYUN_CAS_VERSION_STRING,
                         "Print the version and end");
    app.set_help_flag("-h,--help", "Print this and end");
    app.formatter(make_help_formatter());
    app.require_subcommand(1);
    for (auto const& one : commands)
    {
        auto* const sub = app.add_subcommand(one->name(), one->summary());
        sub->footer(one->description());
        one->declare(*sub, common);
    }
}

} // namespace certificates

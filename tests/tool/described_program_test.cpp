// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Completion and manual: what they are made of, held against --help and read by the shells and by man themselves, where
// those are installed.

#include "certificates/completion.hpp"
#include "certificates/manual.hpp"
#include "certificates/program_shape.hpp"
#include "tool_fixture.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace certificates;
using tool_test::tool_fixture;

/// A small program with everything that a declaration may have.
program_shape small_program()
{
    CLI::App app;
    app.name("small-tool");
    app.description("Does little.");
    app.footer("First paragraph.\n\n.Second paragraph, 'quoted' and \\escaped.");
    app.set_version_flag("--version", "1", "Print the version and end");
    std::string text;
    std::vector<std::string> texts;
    bool flag = false;
    auto* const check = app.add_subcommand("check", "Checks files: that's all");
    check->footer("It is offline.");
    check->add_option("FILE", texts, "What to check")->required()->type_name("FILE");
    check->add_option("-m,--mode", text, "How to do it [fast]; a default")->type_name("fast|slow");
    check->add_option("--out", text, "Where [to] put it: a folder")->type_name("DIR");
    check->add_option("--limit", text, "A number")->type_name("N")->group("Limits")->envname("SMALL_LIMIT");
    check->add_option("--hidden", text, "Not shown")->group("");
    auto* const run = app.add_subcommand("run", "Runs a command");
    run->footer("");
    run->add_option("--hook", text, "What to run")->required()->type_name("COMMAND");
    run->add_flag("-q,--quiet", flag, "Say nothing")->group("Manners");
    run->add_option("--limit", text, "A number")->type_name("N")->group("Limits")->envname("SMALL_LIMIT");
    app.add_subcommand("secret", "Not shown")->group("");
    return shape_of(app);
}

bool is_installed(std::string const& program)
{
    return std::filesystem::exists("/usr/bin/" + program);
}

/// The options that a help declares: what other texts of it name may be others'.
std::set<std::string> options_in(std::string const& help)
{
    std::set<std::string> options;
    for (auto line = help.find("\n  -"); line != std::string::npos; line = help.find("\n  -", line + 1))
    {
        auto const at = help.find("--", line);
        if (at < help.find('\n', line + 1))
            options.insert(help.substr(at, help.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at) - at));
    }
    return options;
}

std::vector<std::string> commands_in(std::string const& all)
{
    std::vector<std::string> commands;
    auto at = all.find("Commands:");
    auto const help = all.substr(0, all.find("\n\n", at));
    while ((at = help.find("\n  ", at)) != std::string::npos)
    {
        at += 3;
        if (help[at] != ' ')
            commands.push_back(help.substr(at, help.find(' ', at) - at));
    }
    return commands;
}

std::string unescaped(std::string text)
{
    for (auto at = text.find("\\-"); at != std::string::npos; at = text.find("\\-", at))
        text.erase(at, 1);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(described_program)

BOOST_AUTO_TEST_CASE(a_small_program_is_described_as_it_was_read_and_approved)
{
    auto const shape = small_program();
    using tool_test::expect_golden;
    expect_golden("completion.bash", bash_completion(shape));
    expect_golden("completion.zsh", zsh_completion(shape));
    expect_golden("completion.fish", fish_completion(shape));
    expect_golden("manual.1", manual_page(shape, "1.2"));
}

BOOST_AUTO_TEST_CASE(every_option_of_every_help_is_in_each_completion_and_in_the_manual)
{
    tool_fixture program;
    auto const bash = program.run({"completion", "bash"}).out;
    auto const zsh = program.run({"completion", "zsh"}).out;
    auto const fish = program.run({"completion", "fish"}).out;
    auto const manual = unescaped(program.run({"manual"}).out);
    auto const commands = commands_in(program.run({"--help"}).out);
    BOOST_TEST(commands.size() >= 6U);
    std::size_t options = 0;
    for (auto const& command : commands)
    {
        auto const start = bash.find("\n    " + command + ")\n");
        BOOST_TEST_REQUIRE(start != std::string::npos, command);
        auto const part = bash.substr(start, bash.find("        ;;\n", bash.find("options=", start)) - start);
        BOOST_TEST(zsh.find("\n    " + command + ")\n") != std::string::npos, command);
        BOOST_TEST(manual.find("\n.SS " + command + "\n") != std::string::npos, command);
        for (auto const& option : options_in(program.run({command, "--help"}).out))
        {
            ++options;
            BOOST_TEST(part.find(option) != std::string::npos, "bash: " << command << ' ' << option);
            BOOST_TEST(zsh.find(option + '[') + zsh.find(option + "=[") != 2 * std::string::npos,
                       "zsh: " << command << ' ' << option);
            BOOST_TEST(fish.find("__fish_seen_subcommand_from " + command + '\'') != std::string::npos, command);
            BOOST_TEST(fish.find(" -l " + option.substr(2)) != std::string::npos, "fish: " << command << ' ' << option);
            BOOST_TEST(manual.find("\\fB" + option + "\\fR") != std::string::npos, "man: " << command << ' ' << option);
        }
    }
    BOOST_TEST(options > 50U);
    for (auto const* const variable : {"ALIYUN_CAS_ENDPOINT", "ALIYUN_CAS_CA_FILE", "ALIYUN_CDN_ENDPOINT"})
        BOOST_TEST(manual.find("\n\\fB" + std::string(variable) + "\\fR\nStands in for --") != std::string::npos,
                   variable);
}

BOOST_AUTO_TEST_CASE(the_shells_take_their_completion)
{
    tool_fixture program;
    for (std::string const shell : {"bash", "zsh", "fish"})
    {
        if (!is_installed(shell))
            continue;
        auto const script = program.run({"completion", shell});
        BOOST_TEST(script.code == 0);
        program.write("script", script.out);
        auto const checked = program.run({"/usr/bin/" + shell, "-n", "script"});
        BOOST_TEST(checked.code == 0, shell << ": " << checked.err);
        BOOST_TEST(checked.err == "");
    }
    BOOST_TEST(program.run({"completion", "tcsh"}).code == 3);
}

BOOST_AUTO_TEST_CASE(bash_proposes_what_may_stand_there)
{
    tool_fixture program;
    program.write("script", program.run({"completion", "bash"}).out);
    program.write("a.pem", "");
    auto const proposed = [&](std::string const& words)
    {
        auto const text = program
                              .run({"/usr/bin/bash", "-c",
                                    "source ./script; compopt() { :; }; COMP_WORDS=(aliyun-certificates " + words +
                                        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _aliyun_certificates; echo "
                                        "\"${COMPREPLY[*]}\""})
                              .out;
        return text.substr(0, text.find('\n'));
    };
    BOOST_TEST(proposed("ser") == "served");
    BOOST_TEST(proposed("--ver") == "--version");
    BOOST_TEST(proposed("list --form") == "--format");
    BOOST_TEST(proposed("list --format j") == "json jsonl");
    BOOST_TEST(proposed("list --format = cs") == "csv");
    BOOST_TEST(proposed("list --ca a.p") == "a.pem");
    BOOST_TEST(proposed("completion f") == "fish");
    BOOST_TEST(proposed("list --region ''") == "");
}

BOOST_AUTO_TEST_CASE(fish_and_zsh_propose_what_may_stand_there)
{
    tool_fixture program;
    if (is_installed("fish"))
    {
        program.write("script", program.run({"completion", "fish"}).out);
        auto const proposed = [&](std::string const& line) {
            return program.run({"/usr/bin/fish", "-c", "source ./script; complete -C '" + line + '\''}).out;
        };
        BOOST_TEST(proposed("aliyun-certificates ser").starts_with("served\t"));
        BOOST_TEST(proposed("aliyun-certificates completion f") == "fish\n");
        BOOST_TEST(proposed("aliyun-certificates list --qu").starts_with("--quiet\t"));
    }
    if (is_installed("zsh"))
    {
        program.write("_aliyun-certificates", program.run({"completion", "zsh"}).out);
        auto const loaded = program.run({"/usr/bin/zsh", "-fc",
                                         "fpath=($PWD $fpath); autoload -U compinit; compinit -u -d $PWD/dump; "
                                         "print $_comps[aliyun-certificates]"});
        BOOST_TEST(loaded.out == "_aliyun-certificates\n", loaded.err);
        // A shell on a terminal, in which somebody types and presses the tabulator.
        program.write("typing", R"(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=ready; fpath=($PWD \$fpath); autoload -U compinit; compinit -u -d $PWD/dump; echo set up"
wait_for() { local chunk all; for ((i = 0; i < 200; ++i)); do
    while zpty -r -t shell chunk; do all+=$chunk; done
    [[ $all != *$1* ]] || return 0; sleep 0.1; done; print -r -- "no $1 in $all"; exit 1 }
try() { zpty -w -n shell "$1"$'\t'; wait_for "$2"; zpty -w -n shell $'\C-u'; }
wait_for $'set up\r'
try "aliyun-certificates ser" "ved"
try "aliyun-certificates list --form" "format"
try "aliyun-certificates list --format js" "on"
try "aliyun-certificates completion f" "ish"
)");
        auto const typed = program.run({"/usr/bin/zsh", "-f", "typing"});
        BOOST_TEST(typed.code == 0, typed.out << typed.err);
    }
}

BOOST_AUTO_TEST_CASE(man_reads_the_manual)
{
    tool_fixture program;
    program.write("page.1", program.run({"manual"}).out);
    if (is_installed("mandoc"))
    {
        auto const checked = program.run({"/usr/bin/mandoc", "-T", "lint", "-W", "error", "page.1"});
        BOOST_TEST(checked.code == 0, checked.out);
    }
    if (is_installed("man"))
    {
        program.environment["MANWIDTH"] = "80";
        auto const shown = program.run({"/usr/bin/man", "--warnings", "-l", "./page.1"});
        BOOST_TEST(shown.code == 0, shown.err);
        BOOST_TEST(shown.err == "");
        BOOST_TEST(shown.out.find("EXIT STATUS") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

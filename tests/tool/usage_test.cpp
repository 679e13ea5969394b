// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What cannot stand on the command line ends it with 3, before anything is asked of the service, and the message names
// the option.

#include "certificates/command.hpp"
#include "certificates/program_shape.hpp"
#include "tool_fixture.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace
{

using tool_test::tool_fixture;

struct usage : tool_fixture
{
    void expect_refusal(std::vector<std::string> const& arguments, std::string const& name)
    {
        std::string line;
        for (auto const& one : arguments)
            line += one + ' ';
        auto const came = run(arguments);
        BOOST_TEST(came.code == 3, line << "ended with " << came.code << ": " << came.err);
        BOOST_TEST(came.err.find(name) != std::string::npos, line << "does not name it: " << came.err);
        BOOST_TEST(came.err.find("aliyun::") == std::string::npos, line << "speaks of C++: " << came.err);
        BOOST_TEST(came.out == "", line);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_usage)

BOOST_FIXTURE_TEST_CASE(every_number_duration_and_choice_is_checked, usage)
{
    CLI::App app;
    certificates::settings common;
    auto const commands = certificates::all_commands();
    certificates::declare_program(app, commands, common);
    std::size_t checked = 0;
    for (auto const& command : certificates::shape_of(app).commands)
        for (auto const& option : command.options)
        {
            auto const& name = option.names.back();
            bool const is_number = option.value == "N" || option.value == "PORT";
            if (!is_number && option.value != "DURATION" && option.kind != certificates::value_kind::choice)
                continue;
            expect_refusal({command.name, name + "=nonsense"}, name);
            if (is_number)
                expect_refusal({command.name, name + "=-1"}, name);
            ++checked;
        }
    BOOST_TEST(checked > 50U);
    BOOST_TEST(emulator.history().empty());
}

BOOST_FIXTURE_TEST_CASE(what_only_the_command_can_judge_is_refused_as_well, usage)
{
    write_pair("pairs", issue("www.example.com", "2019-06-01", "2049-12-31"));
    write("none", "# nothing\n");
    write("plan.json", run({"rotate", "pairs", "-f", "json"}).out);
    expect_refusal({"dance"}, "no command \"dance\"\n");
    expect_refusal({"lst"}, "no command \"lst\"; did you mean list?");
    expect_refusal({}, "name a command");
    expect_refusal({"list", "--feilds=id"}, "no option --feilds; did you mean --fields?");
    expect_refusal({"report", "--out", "page.html"}, "no option --out; did you mean --output?");
    expect_refusal({"list", "--colour"}, "no option --colour\n");
    expect_refusal({"--region", "cn-hangzhou", "list"}, "--region stands before the command");
    expect_refusal({"list", "more"}, "\"more\" is one argument too many");
    expect_refusal({"list", "-f", "tabel"}, "table, json, jsonl, csv, prometheus or nagios");
    for (auto const* const rate : {"nan", "inf", "1e999", "ten"})
        expect_refusal({"list", "--rate", rate}, "--rate");
    expect_refusal({"list", "--endpoint", "http://127.0.0.1"}, "--endpoint");
    expect_refusal({"list", "--endpoint", "https://a b"}, "--endpoint");
    expect_refusal({"list", "--ca", "absent.pem"}, "--ca");
    expect_refusal({"list", "--ca", "none"}, "--ca");
    expect_refusal({"list", "--timeout", "0s"}, "--timeout");
    expect_refusal({"list", "--fields", "colour"}, "--fields");
    expect_refusal({"list", "--valid", "--expired"}, "--valid");
    expect_refusal({"served", "--hosts", "absent"}, "--hosts absent");
    expect_refusal({"served", "--hosts", "none"}, "--hosts none");
    expect_refusal({"prune", "--exclude", "absent"}, "--exclude absent");
    for (auto const* const endpoint : {"http://127.0.0.1", "https://a b", "https://host:port"})
    {
        expect_refusal({"rotate", "pairs", "--apply", "--cdn-endpoint", endpoint}, "--cdn-endpoint");
        expect_refusal({"apply", "plan.json", "--cdn-endpoint", endpoint}, "--cdn-endpoint");
    }
    expect_refusal({"rotate", "pairs", "--apply", "--cdn-domain", "wwww.example.com"}, "--cdn-domain wwww.example.com");
    expect_refusal({"rotate", "pairs", "--name-template", "{colour}"}, "--name-template");
    expect_refusal({"hook", "--name-template", "{colour}"}, "--name-template");
    expect_refusal({"upload", "pairs", "--name-template", "{host"}, "--name-template");
    expect_refusal({"upload", "absent"}, "absent");
    expect_refusal({"apply", "absent"}, "absent");
    expect_refusal({"apply", "none"}, "none");
    expect_refusal({"upload", "pairs", "-f", "prometheus"}, "--format");
    for (auto const* const option : {"--cert-out", "--key-out"})
        for (auto const* const file : {"absent/file", "pairs", "/dev/null"})
            expect_refusal({"show", "17", option, file}, option + std::string(" ") + file);
    expect_refusal({"show", "17", "--cert-out", "new", "--key-out", "./new"}, "--key-out ./new");
    BOOST_TEST(emulator.certificates() == 0U);
    environment.erase("ALIYUN_CAS_ENDPOINT");
    expect_refusal({"list", "--region", "not a region"}, "--region");
    expect_refusal({"prune", "--region", "all"}, "--region");
}

// What a command prints in a format is held by a file, or it refuses the format.
BOOST_FIXTURE_TEST_CASE(there_is_a_golden_text_for_each_command_and_format, usage)
{
    std::set<std::string> held;
    for (auto const& file : std::filesystem::directory_iterator(ALIYUN_CAS_TOOL_GOLDEN))
    {
        auto const name = file.path().stem().string();
        held.insert(name.substr(0, name.find('_')) + file.path().extension().string());
    }
    std::set<std::string> const refused{"upload.prometheus", "rotate.prometheus", "prune.prometheus",
                                        "apply.prometheus", "order.prometheus"};
    CLI::App app;
    certificates::settings common;
    auto const commands = certificates::all_commands();
    certificates::declare_program(app, commands, common);
    for (auto const& command : certificates::shape_of(app).commands)
        for (auto const& option : command.options)
            if (option.names.back() == "--format")
                for (auto const& format : option.choices)
                {
                    auto const name = command.name + '.' + format;
                    BOOST_TEST(held.count(name) != refused.count(name), name);
                }
}

BOOST_AUTO_TEST_SUITE_END()

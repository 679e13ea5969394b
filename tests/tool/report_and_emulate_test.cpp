// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `report` and `emulate` as commands. What the page looks like: report_page_test.cpp and report_in_browser.mjs.

#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

namespace
{

using tool_test::tool_fixture;

/// `export NAME='VALUE'`, line by line.
std::map<std::string, std::string> exported(std::string const& text)
{
    std::map<std::string, std::string> variables;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        auto const equals = line.find('=');
        if (line.starts_with("export ") && equals + 2 < line.size())
            variables[line.substr(7, equals - 7)] = line.substr(equals + 2, line.size() - equals - 3);
    }
    return variables;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_report)

BOOST_AUTO_TEST_CASE(a_report_is_one_file_that_refers_to_nothing_outside)
{
    tool_fixture tool;
    tool.add("<b>www</b>", tool.issue("www.example.com", "2019-06-01", "2049-01-03"));
    tool.add("api", tool.issue("api.example.com", "2019-06-01", "2049-12-31"));
    auto const saved = tool.run({"report", "--output", "page.html", "--title", "Ours & theirs"});
    BOOST_TEST(saved.code == 0, saved.err);
    BOOST_TEST(saved.out == "");
    auto const page = tool.read("page.html");
    BOOST_TEST(page.find("<title>Ours &amp; theirs</title>") != std::string::npos);
    BOOST_TEST(page.find("data-value=\"critical\" data-count=\"1\"") != std::string::npos);
    BOOST_TEST(page.find("2049-01-01 00:00 UTC") != std::string::npos);
    BOOST_TEST(page.find("<b>www") == std::string::npos);
    for (auto const* const reference : {" src=", " href=", "url(", "@import", "<link", "<iframe", "fetch("})
        BOOST_TEST(page.find(reference) == std::string::npos, reference);
    BOOST_TEST(tool.run({"report", "--title", "Ours & theirs"}).out == page);
    BOOST_TEST(tool.run({"report", "--output", "absent/page.html"}).code == 3);
    BOOST_REQUIRE(::mkfifo((tool.folder / "pipe").c_str(), 0600) == 0);
    BOOST_TEST(tool.run({"report", "--output", "pipe"}).code == 3);
    BOOST_TEST(std::filesystem::is_fifo(tool.folder / "pipe"));
    tool.write("page.html.new", "somebody's");
    BOOST_TEST(tool.run({"report", "--output", "page.html"}).code == 0);
    BOOST_TEST(tool.read("page.html.new") == "somebody's");
}

BOOST_AUTO_TEST_CASE(what_emulate_prints_leads_every_command_to_it)
{
    tool_fixture tool;
    auto service = tool.start({"emulate", "--certificates", "3", "--ca-out", "its.pem"});
    std::map<std::string, std::string> variables;
    for (int look = 0; look < 3000 && variables.size() < 5; ++look)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        for (auto const& run : std::filesystem::directory_iterator(tool.folder / ".runs"))
        {
            auto const out = std::filesystem::relative(run.path() / "out", tool.folder).string();
            variables = exported(tool.read(out));
            tool.may_hold_a_key(out);
        }
    }
    BOOST_TEST_REQUIRE(variables.size() == 5U);
    BOOST_TEST(variables["ALIYUN_CAS_CA_FILE"] == (tool.folder / "its.pem").string());
    for (auto const& [name, value] : variables)
        tool.environment[name] = value;
    auto const listed = tool.run({"list", "-f", "csv", "--fields", "name"});
    BOOST_TEST(listed.out == "name\ncertificate-1\ncertificate-2\ncertificate-3\n", listed.err);

    // The CDN's operation is there as well.
    tool.write_pair("pairs", tool.issue("www.example.com", "2019-06-01", "2049-12-31"));
    auto const bound = tool.run({"rotate", "pairs", "--apply", "--cdn-domain", "www.example.com"});
    BOOST_TEST(bound.code == 0, bound.err);

    service.signal(SIGINT);
    auto const ended = service.wait();
    BOOST_TEST(ended.code == 0, ended.err);
    BOOST_TEST(ended.err.find("the CDN serves www.example.com with certificate ") != std::string::npos, ended.err);
    BOOST_TEST(tool.run({"list"}).code == 6);
}

BOOST_AUTO_TEST_SUITE_END()

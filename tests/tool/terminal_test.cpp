// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a person at a terminal sees, and a pipe does not: progress, colours, lines that fit; on a pseudo terminal that
// is the program's own, so that Ctrl-C is a key that is pressed.

#include "certificates/terminal.hpp"
#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace
{

using tool_test::tool_fixture;

enum class output_goes
{
    to_the_terminal,
    to_a_file
};

struct seen
{
    int code = -1;
    std::string screen; ///< all that the terminal was sent
    std::string file;   ///< standard output, if it went elsewhere
};

// Runs the program as the only one of a terminal of so many columns. `watch` is shown what has come so far whenever
// more has; what it returns is typed.
seen run_on_terminal(tool_fixture const& tool, std::vector<std::string> arguments, unsigned short columns,
                     output_goes where = output_goes::to_the_terminal,
                     std::function<std::string(std::string const&)> const& watch = {})
{
    winsize size{};
    size.ws_col = columns;
    size.ws_row = 24;
    int master = -1;
    int slave = -1;
    char name[64];
    if (::openpty(&master, &slave, name, nullptr, &size) != 0)
        throw std::runtime_error("no pseudo terminal");
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave, F_SETFD, FD_CLOEXEC);

    auto const file = (tool.folder / "output").string();
    tool_test::file_actions actions;
    actions.open(0, name, O_RDWR); // the first terminal of a session is its own
    if (where == output_goes::to_the_terminal)
        actions.copy(0, 1);
    else
        actions.open(1, file, O_WRONLY | O_CREAT | O_TRUNC);
    actions.copy(0, 2).change_folder(tool.folder);
    auto const child =
        tool_test::start_program(std::move(arguments), tool.environment, actions, tool_test::child_session::its_own);

    seen came;
    int status = 0;
    auto const give_up = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    for (bool ended = false;;)
    {
        // Once it has ended, what it wrote is still to be read; then nothing more comes.
        pollfd readable{master, POLLIN, 0};
        char bytes[4096];
        if (::poll(&readable, 1, ended ? 0 : 20) > 0 && (readable.revents & POLLIN) != 0)
        {
            auto const count = ::read(master, bytes, sizeof(bytes));
            came.screen.append(bytes, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
            if (auto const typed = watch && !ended ? watch(came.screen) : std::string(); !typed.empty())
                BOOST_TEST(::write(master, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));
            continue;
        }
        if (ended)
            break;
        if (std::chrono::steady_clock::now() > give_up)
            ::kill(child, SIGKILL);
        ended = ::waitpid(child, &status, WNOHANG) == child;
    }
    ::close(slave);
    ::close(master);
    came.code = tool_test::exit_code_of(status);
    std::ifstream in(file, std::ios::binary);
    came.file.assign(std::istreambuf_iterator<char>(in), {});
    return came;
}

// What stands in the lines once the sequences that colour and erase are taken out. A line that is painted over counts
// as one of its own.
std::vector<std::string> lines_of(std::string const& screen)
{
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < screen.size(); ++at)
    {
        if (screen[at] == '\x1b' && at + 1 < screen.size() && screen[at + 1] == '[')
        {
            at += 2;
            while (at < screen.size() && (screen[at] < '@' || screen[at] > '~'))
                ++at;
        }
        else if (screen[at] == '\r' || screen[at] == '\n')
            lines.emplace_back();
        else
            lines.back() += screen[at];
    }
    lines.erase(std::remove(lines.begin(), lines.end(), std::string()), lines.end());
    return lines;
}

std::size_t widest(std::string const& screen)
{
    std::size_t width = 0;
    for (auto const& line : lines_of(screen))
        width = std::max(width, certificates::display_width(line));
    return width;
}

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != text.npos;
}

aliyun::cas::emulator_options slow()
{
    aliyun::cas::emulator_options options;
    options.latency = std::chrono::milliseconds(300);
    return options;
}

// A list that takes more than a second, after which rate and time left are known.
struct long_list : tool_fixture
{
    long_list() : tool_fixture(slow()) { emulator.add_certificates(2000); }
    std::vector<std::string> const list{"list", "-f", "csv", "--fields", "id", "--rate", "0"};

    [[nodiscard]] std::vector<std::string> list_and(std::string const& option) const
    {
        auto all = list;
        all.push_back(option);
        return all;
    }
};

struct small_account : tool_fixture
{
    small_account()
    {
        add("a-name-that-takes-much-of-the-line-on-a-narrow-terminal",
            issue("a-host-with-a-long-name.example.com", "2019-06-01", "2049-01-03"));
        add("short", issue("b.example.com", "2019-06-01", "2049-12-31"));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_terminal)

BOOST_FIXTURE_TEST_CASE(progress_has_rate_and_time_left_and_leaves_nothing_behind, long_list)
{
    auto const came = run_on_terminal(*this, list, 80, output_goes::to_a_file);
    BOOST_TEST(came.code == 0);
    BOOST_TEST(std::count(came.file.begin(), came.file.end(), '\n') == 2001);
    BOOST_TEST(!has(came.file, "\x1b"));
    auto const lines = lines_of(came.screen);
    auto const full =
        std::find_if(lines.begin(), lines.end(), [](std::string const& line) { return has(line, "left"); });
    BOOST_REQUIRE_MESSAGE(full != lines.end(), came.screen);
    BOOST_TEST(full->starts_with("reading the list "), *full);
    BOOST_TEST(has(*full, " of 2000, "), *full);
    BOOST_TEST(has(*full, "/s, "), *full);
    BOOST_TEST(full->ends_with(" s left"), *full);
    BOOST_TEST(came.screen.ends_with("\r\x1b[K")); // the line is free again
}

BOOST_FIXTURE_TEST_CASE(progress_fits_into_a_narrow_terminal, long_list)
{
    auto const came = run_on_terminal(*this, list, 30, output_goes::to_a_file);
    BOOST_TEST(came.code == 0);
    BOOST_TEST(widest(came.screen) < 30U);
    BOOST_TEST(has(came.screen, "reading the list "));
}

BOOST_FIXTURE_TEST_CASE(quiet_and_verbose_have_no_progress, long_list)
{
    BOOST_TEST(run_on_terminal(*this, list_and("--quiet"), 80, output_goes::to_a_file).screen == "");
    auto const told = run_on_terminal(*this, list_and("--verbose"), 80, output_goes::to_a_file);
    BOOST_TEST(!has(told.screen, "reading the list"));
    BOOST_TEST(std::count(told.screen.begin(), told.screen.end(), '\n') == 40); // a line a page
}

BOOST_FIXTURE_TEST_CASE(ctrl_c_is_130_and_the_line_says_what_was_done, long_list)
{
    bool is_typed = false;
    auto const came = run_on_terminal(*this, list, 80, output_goes::to_a_file,
                                      [&](std::string const& screen) -> std::string
                                      {
                                          if (is_typed || !has(screen, " of 2000"))
                                              return {};
                                          is_typed = true;
                                          return "\x03";
                                      });
    BOOST_TEST(came.code == 130);
    BOOST_TEST(has(came.screen, "error: interrupted: "), came.screen);
    BOOST_TEST(has(came.screen, " of 2000 certificates read\r\n"), came.screen);
    auto const lines = std::count(came.file.begin(), came.file.end(), '\n');
    BOOST_TEST(lines < 2001);
}

BOOST_FIXTURE_TEST_CASE(a_table_fits_into_the_terminal_and_is_whole_in_a_pipe, small_account)
{
    auto const piped = run({"list"}).out;
    BOOST_TEST(has(piped, "a-name-that-takes-much-of-the-line-on-a-narrow-terminal"));
    BOOST_TEST(has(piped, "a-host-with-a-long-name.example.com"));
    for (auto const columns : std::initializer_list<unsigned short>{80, 100})
    {
        auto const came = run_on_terminal(*this, {"list"}, columns);
        BOOST_TEST(came.code == 0);
        BOOST_TEST(widest(came.screen) <= columns, came.screen);
        BOOST_TEST(has(came.screen, "2049-01-03"), came.screen); // dates are not cut
    }
    auto const wide = run_on_terminal(*this, {"list"}, 300);
    BOOST_TEST(has(wide.screen, "a-name-that-takes-much-of-the-line-on-a-narrow-terminal"));
    environment["COLUMNS"] = "80"; // what a person says counts more than what the terminal does
    BOOST_TEST(widest(run_on_terminal(*this, {"list"}, 300).screen) <= 80U);
}

// Columns go in the order of `schema::spare`.
BOOST_FIXTURE_TEST_CASE(a_table_leaves_out_columns_on_a_narrow_terminal, small_account)
{
    auto const head = [this](std::vector<std::string> const& command, unsigned short columns)
    {
        auto const came = run_on_terminal(*this, command, columns);
        BOOST_TEST(widest(came.screen) <= columns, came.screen);
        std::istringstream words(lines_of(came.screen).at(0));
        return std::vector<std::string>(std::istream_iterator<std::string>(words), {});
    };
    std::vector<std::string> titles{"ID", "NAME", "HOSTS", "ENDS", "DAYS", "UPLOADED", "ISSUER"};
    for (auto const columns :
         std::initializer_list<unsigned short>{74, 73, 61, 51, 45, 33}) // the least for so many, and fewer and fewer
    {
        BOOST_TEST(head({"list", "-q"}, columns) == titles, boost::test_tools::per_element());
        static std::vector<std::string> const spare{"ISSUER", "UPLOADED", "DAYS", "ID", "HOSTS"};
        if (titles.size() > 2)
            titles.erase(std::find(titles.begin(), titles.end(), spare[7 - titles.size()]));
    }
    for (unsigned short columns = 75; columns > 0; columns = columns > 5 ? columns - 5 : columns - 1)
    {
        head({"list", "-q"}, columns);
        head({"list", "-q", "--fields", "id,expired,end_date,fingerprint"}, columns);
    }
}

BOOST_FIXTURE_TEST_CASE(help_fits_into_the_terminal, small_account)
{
    auto const pages = [this](unsigned short columns)
    {
        for (std::vector<std::string> const& command : std::vector<std::vector<std::string>>{
                 {"--help"}, {"list", "--help"}, {"rotate", "--help"}, {"order", "--help"}, {"emulate", "--help"}})
        {
            auto const came = run_on_terminal(*this, command, columns);
            BOOST_TEST(came.code == 0);
            BOOST_TEST(widest(came.screen) <= columns, came.screen);
        }
    };
    pages(76); // words are not torn apart: the longest is a path
    pages(80);
    auto const piped = run({"list", "--help"}).out;
    BOOST_TEST(piped.starts_with("List the account's certificates\n\nUsage: aliyun-certificates list [OPTION]...\n"),
               piped);
    BOOST_TEST(widest(piped) <= 80U);
    BOOST_TEST(has(piped, "\nOutput:\n  -f, --format table|json"), piped);
}

BOOST_FIXTURE_TEST_CASE(a_page_is_not_poured_onto_a_terminal, small_account)
{
    auto const came = run_on_terminal(*this, {"report"}, 100);
    BOOST_TEST(came.code == 3);
    BOOST_TEST(has(came.screen, "--output: name a file"), came.screen);
    BOOST_TEST(run({"report"}).out.starts_with("<!"));
}

BOOST_FIXTURE_TEST_CASE(colours_are_for_terminals_and_for_who_wants_them, small_account)
{
    BOOST_TEST(has(run_on_terminal(*this, {"expiring"}, 100).screen, "\x1b["));
    BOOST_TEST(!has(run({"expiring"}).out, "\x1b"));
    BOOST_TEST(!has(run_on_terminal(*this, {"expiring", "-q"}, 100, output_goes::to_a_file).file, "\x1b"));
    environment["TERM"] = "dumb";
    BOOST_TEST(!has(run_on_terminal(*this, {"expiring", "-q"}, 100).screen, "\x1b[3"));
    environment["TERM"] = "xterm";
    environment["NO_COLOR"] = "1";
    auto const plain = run_on_terminal(*this, {"expiring", "-q"}, 100).screen;
    BOOST_TEST(has(plain, "2049-01-03"));
    BOOST_TEST(!has(plain, "\x1b"));
}

BOOST_AUTO_TEST_SUITE_END()

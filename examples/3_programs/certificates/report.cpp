// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `report`: one page about the account.

#include "account.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "problem.hpp"
#include "report_page.hpp"
#include "terminal.hpp"
#include "text_sink.hpp"

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace certificates
{
namespace
{

class report_command final : public command
{
public:
    std::string name() const override { return "report"; }
    std::string summary() const override { return "Make an HTML page about the account's certificates"; }
    std::string description() const override
    {
        return "The page holds all that it shows and loads nothing: when certificates expire, how many there are by "
               "issuer and by domain, and a table that sorts and filters. It is light or dark as the reader's system "
               "is, and fits a telephone. It holds no key.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("-o,--output", file_, "Where to write the page [standard output]")->type_name("FILE");
        app.add_option("--title", options_.title, "The page's title")->type_name("TEXT");
        app.add_option("--warning", options_.warning_days, "What ends within so many days is a warning [30]")
            ->check(CLI::NonNegativeNumber.description(""))
            ->type_name("DAYS");
        app.add_option("--critical", options_.critical_days, "What ends within so many days is critical [7]")
            ->check(CLI::NonNegativeNumber.description(""))
            ->type_name("DAYS");
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        if (file_.empty() && is_terminal(stream::output))
            throw usage_problem("--output: name a file; the page is nothing for a terminal");
        require_savable_as("--output", file_);
        account service(common, screen);
        auto const all = service.all();
        auto const now = current_time();
        options_.today = std::chrono::floor<std::chrono::days>(now);
        options_.made_at = fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(now.time_since_epoch().count()));
        options_.account = service.place();
        auto const page = report_page(all, options_);
        if (file_.empty())
        {
            standard_output out;
            out.write(page);
            out.flush();
            return exit_code::done;
        }
        write_file(file_, page, readers::all);
        screen.note(fmt::format("{}: {} certificates", file_, all.size()));
        return exit_code::done;
    }

private:
    std::string file_;
    report_options options_;
};

} // namespace

std::unique_ptr<command> make_report()
{
    return std::make_unique<report_command>();
}

} // namespace certificates

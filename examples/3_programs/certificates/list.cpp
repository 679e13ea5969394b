// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `list`: the account's certificates, as they come.

#include "account.hpp"
#include "commands.hpp"
#include "filter.hpp"
#include "output.hpp"
#include "rows.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace certificates
{
namespace
{

class list_command final : public command
{
public:
    std::string name() const override { return "list"; }
    std::string summary() const override { return "List the account's certificates"; }
    std::string description() const override
    {
        return "Certificates are printed as they come, in the order of the service. A list that could not be read to "
               "its end is never taken for a whole one: the exit code is not 0, and JSON says \"complete\": false.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        filter_.declare(app);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        standard_output sink;
        output out(certificate_schema("list"), common, sink);
        account service(common, screen);
        auto const now = current_time();
        std::uint64_t seen = 0;
        std::uint64_t shown = 0;
        service.walk(
            [&](std::vector<certificate>& page, std::uint64_t total)
            {
                for (auto const& one : page)
                    if (filter_.takes(one, now))
                    {
                        out.add(certificate_row(one, now));
                        ++shown;
                    }
                out.flush();
                seen += page.size();
                screen.so_far(fmt::format("{} of {} certificates read", seen, total));
                screen.progress("reading the list", seen, total);
            });
        screen.clear_progress();
        if (shown == 0)
            screen.note(seen == 0 ? "there is no certificate in the account"
                                  : fmt::format("none of the {} certificates is one of these", seen));
        out.complete({severity::ok, common.format == output_format::nagios ? fmt::format("{} certificates", shown) : "",
                      fmt::format("certificates={}", shown)});
        return exit_code::done;
    }

private:
    filter filter_;
};

} // namespace

std::unique_ptr<command> make_list()
{
    return std::make_unique<list_command>();
}

} // namespace certificates

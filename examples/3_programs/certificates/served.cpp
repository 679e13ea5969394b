// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `served`: whether hosts serve what the account has for them.

#include "account.hpp"
#include "commands.hpp"
#include "hosts_file.hpp"
#include "output.hpp"
#include "served_probe.hpp"
#include "served_verdict.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace certificates
{
namespace
{

schema served_schema()
{
    return {"served",
            1,
            {{"host", "HOST", table_place::shown, metric_place::label},
             {"state", "STATE", table_place::shown, metric_place::label},
             {"serves_newest", "NEWEST", table_place::hidden, metric_place::value,
              "1 if the host serves the account's newest"},
             {"detail", "DETAIL", table_place::shown},
             {"address", "ADDRESS", table_place::hidden},
             {"fingerprint", "FINGERPRINT", table_place::hidden},
             {"issuer", "ISSUER", table_place::hidden},
             {"not_after", "ENDS", table_place::shown},
             {"newest_id", "NEWEST ID", table_place::hidden},
             {"newest_name", "NEWEST NAME", table_place::hidden},
             {"newest_fingerprint", "NEWEST FINGERPRINT", table_place::hidden}},
            {"not_after", "detail"}};
}

cell text_cell(std::string const& text)
{
    return text.empty() ? cell() : cell(text);
}

row to_row(served_host const& host, probed_host const& probed, served_verdict const& verdict)
{
    row one;
    auto const* const newest = verdict.newest;
    one.cells = {host.text(),
                 std::string(spelling(verdict.state)),
                 verdict.state == served_state::ok,
                 text_cell(verdict.detail),
                 text_cell(probed.address),
                 text_cell(probed.fingerprint),
                 text_cell(probed.issuer),
                 probed.unreachable.empty() ? cell(to_text(std::chrono::floor<std::chrono::days>(probed.not_after)))
                                            : cell(),
                 newest != nullptr ? cell(newest->id) : cell(),
                 newest != nullptr ? cell(newest->name) : cell(),
                 newest != nullptr ? cell(newest->fingerprint) : cell()};
    one.grade = grade_of(verdict.state);
    one.finding = host.text() + ": " + verdict.detail;
    return one;
}

class served_command final : public command
{
public:
    std::string name() const override { return "served"; }
    std::string summary() const override { return "Look whether hosts serve the account's newest certificates"; }
    std::string description() const override
    {
        return "The file has one host a line, as host[:port][=address], and comments after #. The host is the name "
               "that is asked for, the port is 443 unless given; the address, or another name, is where that name is "
               "looked for, so that each of several servers can be seen, or one to which the DNS does not point yet. "
               "An IPv6 address in place of the host stands in brackets.\n\n"
               "Of several certificates for a name the newest is that which begins last. The states: ok; older (an "
               "older one of the account), foreign (one that the account does not have), not_in_account (the account "
               "has none for the name), which are warnings; wrong_name, not_yet_valid, expired and unreachable, which "
               "are critical. Chains are not verified.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("--hosts", file_, "The list of hosts; - is standard input")->required()->type_name("FILE");
        app.add_flag("--problems", only_problems_, "Show only what is not ok");
        app.add_option("--connections", options_.at_once, "How many hosts are looked at at once [256]")
            ->check(CLI::Range(1, 4096).description(""))
            ->type_name("N");
        add_duration(app, "--host-timeout", options_.timeout, "How long looking at one host may take [10s]");
        declare_findings(app, common);
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        auto const hosts = read_hosts(text_of(file_), file_);
        if (hosts.empty())
            throw usage_problem("--hosts " + file_ + ": there is no host in it");
        standard_output sink;
        output out(served_schema(), common, sink);
        auto const now = current_time();
        certificate_index const index(account(common, screen).all(), now);

        std::vector<std::optional<probed_host>> probed(hosts.size());
        std::size_t done = 0;
        bool const ended = probe_hosts(hosts, options_,
                                       [&](std::size_t at, probed_host const& one)
                                       {
                                           probed[at] = one;
                                           screen.progress("looking at hosts", ++done, hosts.size());
                                       });
        screen.clear_progress();
        verdict result;
        std::size_t bad = 0;
        for (std::size_t at = 0; at < hosts.size(); ++at)
        {
            if (!probed[at])
                continue;
            auto const judged = judge_served(hosts[at], *probed[at], index, now);
            result.worst = (std::max)(result.worst, grade_of(judged.state));
            bad += judged.state == served_state::ok ? 0 : 1;
            if (!only_problems_ || judged.state != served_state::ok)
                out.add(to_row(hosts[at], *probed[at], judged));
        }
        if (!ended)
        {
            screen.so_far(fmt::format("{} of {} hosts looked at", done, hosts.size()));
            throw interrupted();
        }
        result.summary = fmt::format("{} of {} hosts do not serve the newest certificate", bad, hosts.size());
        result.performance = fmt::format("hosts={} not_ok={}", hosts.size(), bad);
        out.complete(result);
        return exit_for(result.worst, common);
    }

private:
    static std::string text_of(std::string const& file)
    {
        if (file == "-")
            return {std::istreambuf_iterator<char>(std::cin), {}};
        std::ifstream in(file, std::ios::binary);
        std::string text(std::istreambuf_iterator<char>(in), {});
        if (!in)
            throw usage_problem("--hosts " + file + ": it cannot be read");
        return text;
    }

    std::string file_;
    bool only_problems_ = false;
    probe_options options_;
};

} // namespace

std::unique_ptr<command> make_served()
{
    return std::make_unique<served_command>();
}

} // namespace certificates

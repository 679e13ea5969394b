// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `show`: one certificate, or several, with what only the detail tells.

#include "account.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "output.hpp"
#include "rows.hpp"
#include "texts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace certificates
{
namespace
{

schema detail_schema()
{
    auto shape = certificate_schema("show");
    shape.columns.push_back({"has_key", "KEY", table_place::shown});
    shape.columns.push_back({"chain", "CHAIN", table_place::hidden});
    return shape;
}

class show_command final : public command
{
public:
    std::string name() const override { return "show"; }
    std::string summary() const override { return "Show certificates, and save their texts"; }
    std::string description() const override
    {
        return "A certificate is named by its id, its name or its fingerprint. No key is ever printed: --key-out saves "
               "it to a file that only its owner can read.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("certificate", wanted_, "Ids, names or fingerprints")
            ->required()
            ->type_name("ID|NAME|FINGERPRINT");
        app.add_option("--cert-out", chain_file_, "Save the certificate with its chain, as PEM")->type_name("FILE");
        app.add_option("--key-out", key_file_, "Save the private key, as PEM, with mode 0600")->type_name("FILE");
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        if (wanted_.size() > 1 && (!chain_file_.empty() || !key_file_.empty()))
            throw usage_problem("--cert-out and --key-out save one certificate: name one");
        require_savable(chain_file_, key_file_);
        standard_output sink;
        output out(detail_schema(), common, sink);
        account service(common, screen);
        auto const ids = find(service);
        auto const now = current_time();
        std::vector<std::optional<row>> rows(ids.size()); // they are printed in the order in which they were asked for
        std::optional<problem> first_failure;
        std::size_t failures = 0;
        std::size_t done = 0;
        std::size_t printed = 0;
        service.details(ids,
                        [&](std::size_t index, std::optional<certificate_texts> texts, std::optional<problem> failed)
                        {
                            screen.progress("reading", ++done, ids.size());
                            rows[index].emplace();
                            if (failed)
                            {
                                ++failures;
                                screen.error(failed->what());
                                if (!first_failure)
                                    first_failure = std::move(failed);
                            }
                            else
                            {
                                save(*texts, screen);
                                rows[index] = row_of(*texts, now);
                            }
                            for (; printed < rows.size() && rows[printed]; ++printed)
                            {
                                if (!rows[printed]->cells.empty())
                                    out.add(*rows[printed]);
                                rows[printed].emplace();
                            }
                        });
        screen.clear_progress();
        if (!first_failure)
        {
            out.complete({severity::ok, common.format == output_format::nagios ? "shown" : ""});
            return exit_code::done;
        }
        if (common.format == output_format::nagios && failures == ids.size())
            throw *first_failure;
        if (common.format == output_format::nagios)
            out.complete({severity::critical, fmt::format("{} of {} could not be shown", failures, ids.size())});
        return failures < ids.size() ? exit_code::partly_failed : first_failure->code();
    }

private:
    // What is no id is looked up in the list, in one walk for all.
    std::vector<std::int64_t> find(account& service) const
    {
        std::vector<std::int64_t> ids(wanted_.size());
        std::vector<std::size_t> others;
        for (std::size_t i = 0; i < wanted_.size(); ++i)
        {
            auto const& text = wanted_[i];
            if (!parse_number(text, ids[i]) || ids[i] <= 0)
            {
                ids[i] = 0;
                others.push_back(i);
            }
        }
        if (others.empty())
            return ids;
        service.walk(
            [&](std::vector<certificate>& page, std::uint64_t)
            {
                for (auto const& one : page)
                    for (auto const at : others)
                        if (one.name == wanted_[at] || one.fingerprint == normal_fingerprint(wanted_[at]))
                            ids[at] = one.id;
            });
        for (auto const at : others)
            if (ids[at] == 0)
                throw problem(fmt::format("\"{}\": no certificate has this id, name or fingerprint", wanted_[at]));
        return ids;
    }

    static row row_of(certificate_texts const& texts, std::chrono::sys_seconds now)
    {
        auto made = certificate_row(texts.entry, now);
        made.cells.emplace_back(!texts.key.empty());
        made.cells.emplace_back(texts.chain);
        return made;
    }

    void save(certificate_texts const& texts, console& screen) const
    {
        if (!chain_file_.empty())
        {
            write_file(chain_file_, texts.chain, readers::all);
            screen.note(chain_file_ + ": the certificate");
        }
        if (key_file_.empty())
            return;
        if (texts.key.empty())
            throw problem(
                fmt::format("{}: the service does not give out the key of certificate {}", key_file_, texts.entry.id));
        write_file(key_file_, texts.key.reveal(), readers::owner);
        screen.note(key_file_ + ": the private key, for its owner alone");
    }

    std::vector<std::string> wanted_;
    std::string chain_file_;
    std::string key_file_;
};

} // namespace

std::unique_ptr<command> make_show()
{
    return std::make_unique<show_command>();
}

} // namespace certificates

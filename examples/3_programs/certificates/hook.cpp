// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `hook`: what an ACME client runs once it has renewed a certificate.

#include "account.hpp"
#include "cdn.hpp"
#include "commands.hpp"
#include "executor.hpp"
#include "hook_files.hpp"
#include "journal.hpp"
#include "local_files.hpp"
#include "naming.hpp"
#include "output.hpp"
#include "plan_output.hpp"
#include "rotation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>

namespace certificates
{
namespace
{

std::optional<std::string> environment_variable(char const* name)
{
    auto const* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

class hook_command final : public command
{
public:
    std::string name() const override { return "hook"; }
    std::string summary() const override { return "Be the deploy hook of certbot, lego or acme.sh"; }
    std::string description() const override
    {
        return "Does to the certificate that was just renewed what `rotate --apply` does to a directory: uploads it if "
               "the account does not have it, binds it, reads it back, and marks what it replaces for `prune`. Says "
               "nothing if all went well; running it again changes nothing. Of --cdn-domain those count that the "
               "certificate covers.\n\n"
               "certbot: certbot renew --deploy-hook 'aliyun-certificates hook'. lego: lego run --deploy-hook "
               "'aliyun-certificates hook' (version 4: --renew-hook). acme.sh: a file deploy/aliyun.sh with "
               "aliyun_deploy() { aliyun-certificates hook \"$@\"; } and acme.sh --deploy --deploy-hook aliyun.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        app.add_option("arguments", arguments_,
                       "What acme.sh gives: domain, key, certificate, authority, full chain, PFX file")
            ->type_name("FILE");
        declare_name_template(app, pattern_, "How the new certificate is named, see `upload`");
        declare_cdn(app, cdn_);
        declare_journal(app, journal_);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        auto const told = find_hook_files(arguments_, environment_variable);
        auto const files = read_local_files(told.paths, current_time());
        if (files.certificates.empty())
            throw problem(told.paths.front() + ": there is no certificate in it");
        auto const& renewed = files.certificates.front();
        for (auto const& one : renewed.findings)
            if (one.is_error)
                screen.error(fmt::format("{}: {} [{}]: {}", one.file, one.what, one.code, one.mend));

        string_sink nowhere;
        output out(step_schema("hook"), common, nowhere);
        account service(common, screen);
        service.require_one_store();
        cdn binder(service, cdn_.endpoint);
        // Nobody repeats a hook: another run may take as long as a walk over a large account does.
        journal book(journal_, service.place(), std::chrono::hours(1), &screen);
        // A hook may be the same for all that a client renews: domains that this one does not cover are another's.
        std::erase_if(cdn_.domains, [&](std::string const& domain) { return !renewed.covers(domain); });
        auto const made = make_rotation(service, book, {renewed}, pattern_, cdn_.domains);
        for (auto const& one : made.steps)
            if (one.what == action::blocked)
                screen.error(fmt::format("{}: {}", one.file, one.reason));
        executor taking(service, book, screen, out, &binder);
        taking.run(made, {{renewed.fingerprint, &renewed}});
        out.complete();
        if (taking.code() == exit_code::done)
            screen.detail(fmt::format("{} for {}: {}", told.client, told.paths.front(), taking.summary()));
        return taking.code();
    }

private:
    std::vector<std::string> arguments_;
    std::string pattern_;
    cdn_settings cdn_;
    std::string journal_;
};

} // namespace

std::unique_ptr<command> make_hook()
{
    return std::make_unique<hook_command>();
}

} // namespace certificates

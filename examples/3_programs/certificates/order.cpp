// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `order`: has a bought order issued and saves what comes of it.

#include "commands.hpp"
#include "files.hpp"
#include "output.hpp"
#include "run_command.hpp"
#include "session.hpp"

#include <aliyun/cas/operations/dv_order_decided.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace certificates
{
namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

schema order_schema()
{
    return {"order",
            1,
            {{"instance", "INSTANCE"},
             {"status", "STATUS"},
             {"check_type", "CHECK"},
             {"check_name", "NAME"},
             {"check_value", "VALUE"},
             {"cert_file", "CERTIFICATE"},
             {"key_file", "KEY"}},
            {"cert_file", "key_file", "instance", "check_type"}};
}

/// What proves the domain, from the moment it is published until it need no longer be.
class published_challenge
{
public:
    published_challenge(std::string hook, console& screen) : hook_(std::move(hook)), screen_(screen) {}
    published_challenge(published_challenge const&) = delete;
    published_challenge& operator=(published_challenge const&) = delete;
    ~published_challenge() { withdraw(); }

    /// @throws problem if the hook fails
    void publish(cas::dv_challenge const& wanted)
    {
        withdraw();
        if (hook_.empty()) // a person does it, and cannot wait for the table
        {
            auto const* const where = wanted.type == "FILE" ? "publish at http://" : "publish as DNS record ";
            return screen_.note(fmt::format("{}{}: {}", where, wanted.name, wanted.value));
        }
        published_ = wanted; // even if the hook fails: it may have done a part
        if (auto const code = call("present", wanted); code != 0)
            throw problem(fmt::format("--dns-hook present: it ended with exit code {}", code));
    }

private:
    int call(char const* what, cas::dv_challenge const& challenge) const
    {
        return run_command(hook_, {what, challenge.name, challenge.value},
                           {{"ALIYUN_CERTIFICATES_CHECK_TYPE", challenge.type}});
    }
    void withdraw() noexcept
    try
    {
        if (!published_)
            return;
        auto const challenge = *std::exchange(published_, std::nullopt);
        if (auto const code = call("cleanup", challenge); code != 0)
            screen_.warn(fmt::format("--dns-hook cleanup: it ended with exit code {}", code));
    }
    catch (std::exception const& why)
    {
        screen_.warn(why.what());
    }

    std::string hook_;
    console& screen_;
    std::optional<cas::dv_challenge> published_;
};

/// The condition to wait for: the order is decided, or what it wants cannot be published.
struct decided_or_stuck
{
    cas::dv_order_decided decided;
    std::exception_ptr const* stuck;

    bool operator()(cas::dv_order_result const& answer) { return decided(answer) || *stuck != nullptr; }
};

class order_command final : public command
{
public:
    std::string name() const override { return "order"; }
    std::string summary() const override { return "Have a bought order issued, and save the certificate and its key"; }
    std::string description() const override
    {
        return "Submits the order, shows the DNS record or the file that proves the domain as soon as the service "
               "names it, waits until the order is decided, and saves the certificate and its key, the key with mode "
               "0600. An order that was submitted before is followed: the same command goes on where it was broken "
               "off.\n\n"
               "The command of --dns-hook is run by the shell as COMMAND present NAME VALUE once the record is known, "
               "and as COMMAND cleanup NAME VALUE at the end, whatever that is; ALIYUN_CERTIFICATES_CHECK_TYPE is DNS "
               "or FILE. What it prints goes to standard error. If it fails, so does this.";
    }
    void declare(CLI::App& app, settings& common) override
    {
        auto const required = [&app](char const* option, std::string& into, char const* help, char const* type)
        { app.add_option(option, into, help)->required()->type_name(type); };
        required("--instance", instance_, "The order's instance id, for example cas-cn-4591d3xa", "ID");
        required("--domain", domain_, "The domains of the certificate, separated by commas", "DOMAIN,...");
        app.add_option("--verify", verify_, "How the domains are proved: by a DNS record or by a file [dns]")
            ->check(CLI::IsMember({"dns", "file"}).description(""))
            ->type_name("dns|file");
        required("--contact", contact_.username, "The name of the person whom the authority may ask", "TEXT");
        required("--mobile", contact_.mobile, "That person's telephone number", "NUMBER");
        required("--email", contact_.email, "That person's address", "ADDRESS");
        required("--province", contact_.province, "Where that person is", "TEXT");
        required("--city", contact_.city, "The city", "TEXT");
        app.add_option("--dns-hook", hook_, "Publishes and withdraws what proves the domain")->type_name("COMMAND");
        required("--cert-out", cert_file_, "Where to save the certificate with its chain, as PEM", "FILE");
        required("--key-out", key_file_, "Where to save the private key, as PEM, with mode 0600", "FILE");
        add_duration(app, "--interval", rhythm_.first_interval,
                     "The first wait between two looks; each is longer [2s]");
        add_duration(app, "--wait", rhythm_.deadline, "How long to wait for the decision [30m]");
        declare_output(app, common);
        declare_account(app, common);
        declare_manners(app, common);
    }
    exit_code run(settings const& common, console& screen) override
    {
        require_savable(cert_file_, key_file_);
        if (rhythm_.first_interval <= rhythm_.first_interval.zero())
            throw usage_problem("--interval: it must be longer than nothing");
        if (rhythm_.first_interval > rhythm_.longest_interval)
            rhythm_.longest_interval = rhythm_.first_interval;
        standard_output sink;
        output out(order_schema(), common, sink);
        session service(common, screen);
        published_challenge challenge(hook_, screen);
        auto& client = service.only().client;
        // Between two looks there is no call that could be cancelled.
        auto const order = service.run(issue(client, out, challenge, screen),
                                       [&]
                                       {
                                           client.cancel();
                                           stop_.emit(asio::cancellation_type::terminal);
                                       });

        write_file(key_file_, order.private_key.reveal(), readers::owner);
        write_file(cert_file_, order.certificate, readers::all);
        out.add({{instance_, "issued", cell(), cell(), cell(), cert_file_, key_file_}});
        out.complete({severity::ok, fmt::format("order {} is issued", instance_), {}});
        return exit_code::done;
    }

private:
    asio::awaitable<cas::dv_order_result> issue(cas::client& client, output& out, published_challenge& challenge,
                                                console& screen)
    {
        if (co_await must_be_submitted(client))
        {
            cas::create_dv_order_audit submission(
                cas::order_instance_id(instance_), cas::domain_list(domain_),
                verify_ == "dns" ? cas::domain_verify_type::dns : cas::domain_verify_type::file, contact_);
            auto const submitted = co_await client.async_call(std::move(submission), asio::use_awaitable);
            if (!submitted)
                throw to_problem(submitted.error(), "order " + instance_);
            screen.note("submitted");
        }
        else
            screen.note("it was submitted before");
        screen.so_far("the order was submitted; the same command goes on from here");

        std::exception_ptr stuck;
        auto const publish = [&](cas::dv_challenge const& wanted)
        {
            try
            {
                out.add({{instance_, "checking", wanted.type, wanted.name, wanted.value, cell(), cell()}});
                out.flush();
                challenge.publish(wanted);
            }
            catch (...)
            {
                stuck = std::current_exception();
            }
        };
        decided_or_stuck condition{cas::dv_order_decided(publish), &stuck};
        cas::describe_dv_order_result look(instance_);
        auto waiting = client.wait_until(std::move(look), condition, rhythm_);
        waiting.on_progress([&](cas::dv_order_result const&, int looks, std::chrono::nanoseconds)
                            { screen.progress("waiting for the decision", static_cast<std::uint64_t>(looks), 0); });
        auto decided = co_await waiting.async_wait(asio::bind_cancellation_slot(stop_.slot(), asio::use_awaitable));
        screen.clear_progress();
        if (stuck)
            std::rethrow_exception(stuck);
        if (!decided && decided.error().code == cas::errc::deadline_exceeded)
            throw problem(fmt::format("order {}: it was not decided in time; the same command waits on", instance_));
        if (!decided)
            throw to_problem(decided.error(), "order " + instance_);
        if (decided->status != cas::order_status::issued)
            throw problem(exit_code::refused, fmt::format("order {}: the check of its domains failed", instance_));
        co_return std::move(*decided);
    }

    /// An order that was submitted is followed; one whose check has failed may be submitted anew.
    asio::awaitable<bool> must_be_submitted(cas::client& client)
    {
        cas::describe_dv_order_result look(instance_);
        auto const now = co_await client.async_call(std::move(look), asio::use_awaitable);
        if (now)
            co_return now->status == cas::order_status::check_failed;
        auto const told = to_problem(now.error(), "order " + instance_);
        if (told.code() != exit_code::refused)
            throw told;
        co_return true;
    }

    std::string instance_;
    std::string domain_;
    std::string verify_ = "dns";
    cas::order_contact contact_;
    std::string hook_;
    std::string cert_file_;
    std::string key_file_;
    cas::wait_options rhythm_;
    asio::cancellation_signal stop_;
};

} // namespace

std::unique_ptr<command> make_order()
{
    return std::make_unique<order_command>();
}

} // namespace certificates

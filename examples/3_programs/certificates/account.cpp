// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "account.hpp"

#include "session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <numeric>

namespace certificates
{
namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;

std::vector<std::string> split_hosts(std::string_view text)
{
    std::vector<std::string> hosts;
    while (!text.empty())
    {
        auto const comma = std::min(text.find(','), text.size());
        auto host = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        while (!host.empty() && host.front() == ' ')
            host.remove_prefix(1);
        while (!host.empty() && host.back() == ' ')
            host.remove_suffix(1);
        if (!host.empty())
            hosts.emplace_back(host);
    }
    return hosts;
}

certificate to_certificate(cas::certificate_summary& told, std::string const& region)
{
    certificate one;
    one.region = region;
    one.id = told.id;
    one.name = std::move(told.name);
    one.common = std::move(told.common);
    one.hosts = split_hosts(told.sans);
    one.organisation = std::move(told.org_name);
    one.issuer = std::move(told.issuer);
    one.start_date = std::move(told.start_date);
    one.end_date = std::move(told.end_date);
    one.fingerprint = normal_fingerprint(told.fingerprint);
    one.expired = told.expired;
    one.uploaded = !told.buy_in_aliyun;
    return one;
}

// Calls that are under way are never dropped because somebody else has thrown: the first exception is kept until all
// of them have ended.
class first_exception
{
public:
    template <typename Function, typename... Arguments>
    bool guard(Function const& function, Arguments&&... arguments) noexcept
    {
        try
        {
            function(std::forward<Arguments>(arguments)...);
            return true;
        }
        catch (...)
        {
            if (!kept_)
                kept_ = std::current_exception();
            return false;
        }
    }
    void rethrow() const
    {
        if (kept_)
            std::rethrow_exception(kept_);
    }

private:
    std::exception_ptr kept_;
};

// Writes, several at a time, each told before it begins and after it has ended. Not `call_each`: what must be written
// down before a write has to be able to prevent it.
template <typename ToOperation, typename Told>
void write_each(session& through, cas::client& client, std::vector<std::size_t> const& wanted, std::size_t at_once,
                std::function<void(std::size_t)> const& before, ToOperation const& to_operation, Told const& told)
{
    first_exception thrown;
    std::size_t next = 0;
    auto const stop = [&] { next = wanted.size(); };
    auto const work = [&]() -> asio::awaitable<void>
    {
        while (next < wanted.size())
        {
            auto const at = wanted[next++];
            if (!thrown.guard(before, at))
                co_return stop();
            auto operation = to_operation(at);
            auto result = co_await client.async_call(std::move(operation));
            if (!thrown.guard(told, at, result))
                stop();
        }
    };
    std::vector<asio::awaitable<void>> workers;
    for (std::size_t i = 0; i < std::min(at_once, wanted.size()); ++i)
        workers.push_back(work());
    if (!workers.empty())
        through.run_all(std::move(workers), stop);
    thrown.rethrow();
}

} // namespace

account::account(settings const& common, console& screen)
    : session_(std::make_unique<certificates::session>(common, screen)),
      screen_(screen),
      concurrency_(common.concurrency)
{
    // Not as the options say it: that can be done in several ways.
    for (auto const& store : session_->stores())
        place_.append(place_.empty() ? "" : ",").append(store.client.endpoint());
}

account::~account() = default;

void account::require_one_store() const
{
    static_cast<void>(session_->only());
}

std::string account::region() const
{
    auto const& store = session_->stores().front();
    auto const host = store.client.endpoint();
    if (host == "cas.aliyuncs.com")
        return "cn-hangzhou";
    return host.starts_with("cas.") && host.ends_with(".aliyuncs.com") ? "ap-southeast-1" : store.region;
}

void account::walk(std::function<void(std::vector<certificate>&, std::uint64_t)> const& on_page)
{
    std::uint64_t before = 0; // in the stores that are walked already
    for (auto& store : session_->stores())
    {
        auto pages = store.client.pages(cas::describe_user_certificate_list{1, 50}, cas::page_options(concurrency_));
        auto const walk_one = [&]() -> asio::awaitable<void>
        {
            std::vector<certificate> page;
            for (;;)
            {
                auto next = co_await pages.async_next();
                if (!next)
                    throw to_problem(next.error(), "the list of certificates (" + store.region + ")");
                if (!*next)
                    co_return;
                page.clear();
                for (auto& told : (*next)->certificate_list)
                    page.push_back(to_certificate(told, store.region));
                on_page(page, before + static_cast<std::uint64_t>(std::max<std::int64_t>(pages.total_count(), 0)));
            }
        };
        session_->run(walk_one());
        before += pages.received();
    }
}

std::vector<certificate> account::all()
{
    std::vector<certificate> list;
    walk(
        [&](std::vector<certificate>& page, std::uint64_t total)
        {
            std::move(page.begin(), page.end(), std::back_inserter(list));
            screen_.progress("reading the list", list.size(), total);
        });
    screen_.clear_progress();
    return list;
}

void account::details(std::vector<std::int64_t> const& ids, detail_function const& told)
{
    auto& store = session_->only();
    auto calls = store.client.call_each(
        ids, [](std::int64_t id) { return cas::describe_user_certificate_detail{id}; },
        cas::each_options(concurrency_));
    auto const tell_each = [&]() -> asio::awaitable<void>
    {
        for (;;)
        {
            auto next = co_await calls.async_next();
            if (!next || !*next)
                co_return;
            auto& [index, result] = **next;
            if (!result)
            {
                told(index, std::nullopt, to_problem(result.error(), fmt::format("certificate {}", ids[index])));
                continue;
            }
            certificate_texts texts;
            texts.entry = to_certificate(*result, store.region);
            texts.chain = std::move(result->cert);
            texts.key = std::move(result->key);
            told(index, std::move(texts), std::nullopt);
        }
    };
    session_->run(tell_each(), [&] { calls.stop(); });
}

certificate_texts account::detail(std::int64_t id)
{
    std::optional<certificate_texts> found;
    details({id},
            [&](std::size_t, std::optional<certificate_texts> texts, std::optional<problem> failed)
            {
                if (failed)
                    throw *failed;
                found = std::move(texts);
            });
    return std::move(*found);
}

void account::create(std::vector<upload> const& uploads, std::function<void(std::size_t)> const& before,
                     std::function<void(std::size_t, write_result const&)> const& after)
{
    auto& store = session_->only();
    std::vector<std::size_t> wanted(uploads.size());
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
    for (int round = 1; !wanted.empty(); ++round)
    {
        std::map<std::size_t, write_result> in_doubt; // it may have arrived, and nobody has said so
        auto const to_operation = [&](std::size_t at)
        {
            auto const& one = uploads[at];
            return cas::create_user_certificate{cas::certificate_name(one.name), cas::certificate_pem(one.chain),
                                                cas::private_key_pem(one.key)};
        };
        auto const told = [&](std::size_t at, cas::outcome<cas::created_certificate>& result)
        {
            write_result made;
            bool doubtful = false;
            if (result)
            {
                made.cert_id = result->cert_id.value_or(0);
                made.request_id = result->request_id;
                doubtful = made.cert_id == 0;
            }
            else
            {
                auto const& why = result.error();
                made.request_id = why.request_id;
                made.failed = to_problem(why, fmt::format("upload of \"{}\"", uploads[at].name));
                // A name that is taken may be what an earlier attempt has left.
                doubtful = why.maybe_executed || why.server_code == "NameRepeat";
            }
            if (doubtful)
                in_doubt.emplace(at, std::move(made));
            else
                after(at, made);
        };
        write_each(*session_, store.client, wanted, concurrency_, before, to_operation, told);
        wanted.clear();
        if (!in_doubt.empty())
            settle(uploads, in_doubt, round == 1 ? &wanted : nullptr, after);
    }
}

void account::settle(std::vector<upload> const& uploads, std::map<std::size_t, write_result>& in_doubt,
                     std::vector<std::size_t>* absent,
                     std::function<void(std::size_t, write_result const&)> const& after)
{
    screen_.note(
        fmt::format("{} upload{} in doubt: looking into the list", in_doubt.size(), in_doubt.size() == 1 ? "" : "s"));
    std::map<std::string, std::optional<certificate>, std::less<>> named;
    for (auto const& [at, made] : in_doubt)
        named.emplace(uploads[at].name, std::nullopt);
    walk(
        [&](std::vector<certificate>& page, std::uint64_t)
        {
            for (auto& one : page)
                if (auto const found = named.find(one.name); found != named.end())
                    found->second = std::move(one);
        });
    for (auto& [at, made] : in_doubt)
    {
        auto const& found = named[uploads[at].name];
        if (found && found->fingerprint == uploads[at].fingerprint)
        {
            made.cert_id = found->id;
            made.failed.reset();
        }
        else if (!found && absent)
        {
            absent->push_back(at);
            continue;
        }
        else if (!made.failed)
            made.failed = problem(
                fmt::format("upload of \"{}\": the service has taken it, and does not list it", uploads[at].name));
        after(at, made);
    }
}

void account::remove(std::vector<std::int64_t> const& ids, std::function<void(std::size_t)> const& before,
                     std::function<void(std::size_t, write_result const&)> const& after)
{
    std::vector<std::size_t> wanted(ids.size());
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
    auto const told = [&](std::size_t at, cas::outcome<cas::request_receipt>& result)
    {
        write_result made;
        made.cert_id = ids[at];
        if (result)
            made.request_id = result->request_id;
        else
        {
            made.request_id = result.error().request_id;
            if (result.error().code != cas::server_errc::not_found)
                made.failed = to_problem(result.error(), fmt::format("deletion of certificate {}", ids[at]));
        }
        after(at, made);
    };
    write_each(
        *session_, session_->only().client, wanted, concurrency_, before,
        [&](std::size_t at) { return cas::delete_user_certificate{ids[at]}; }, told);
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where credentials come from: a fixed pair, or something that is asked for them again before they expire. The sources
// that read files and ask servers are in credential_chain.hpp.

#include "credentials.hpp"
#include "detail/credentials/credential_cache.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

class credential_source;

/// A client asks a source of the user's for credentials. Answer once, by `complete` or `fail`, now or later and from
/// any thread: the answer goes to all calls that wait for it. Copies are of the same request; if the last one is
/// dropped without an answer, those who wait ask once more, and fail with `errc::no_credentials` if it happens again.
class credential_request
{
public:
    using executor_type = boost::asio::any_io_executor;

    /// The executor of the client that asks.
    [[nodiscard]] executor_type get_executor() const noexcept { return state_->flight->asker.executor; }

    /// The credentials. What has an `expiration()` is asked for anew when it nears.
    void complete(credentials who) const
    {
        detail::credential_answer answer;
        answer.who = std::move(who);
        state_->flight->answer(std::move(answer));
    }

    /// There are none.
    /// @param reason told in `failure::detail`: it must hold no secret
    void fail(std::string reason) const
    {
        detail::credential_answer answer;
        answer.problem = std::move(reason);
        state_->flight->answer(std::move(answer));
    }

    /// The observer of the client that asks; may be null.
    [[nodiscard]] std::shared_ptr<cas::observer> const& observer() const noexcept { return state_->flight->asker.sees; }

    /// What ends the work early. It is called at most once, from any thread, when nobody waits for the answer any more;
    /// it should do no more than post.
    void on_cancel(std::function<void()> hook) const { state_->flight->on_cancel(std::move(hook)); }

private:
    friend credential_source credentials_from_callback(std::function<void(credential_request)>);

    struct state
    {
        explicit state(std::shared_ptr<detail::credential_flight> begun) : flight(std::move(begun)) {}
        state(state const&) = delete;
        state& operator=(state const&) = delete;
        ~state()
        {
            detail::credential_answer nobody;
            nobody.abandoned = true;
            flight->answer(std::move(nobody));
        }
        std::shared_ptr<detail::credential_flight> const flight;
    };

    explicit credential_request(std::shared_ptr<detail::credential_flight> flight)
        : state_(std::make_shared<state const>(std::move(flight)))
    {
    }

    std::shared_ptr<state const> state_;
};

/// Where a client has its credentials from. Copies share what was fetched, so that several clients with one source ask
/// once.
///
/// Fixed credentials cost a call nothing. Others are fetched by the first call that needs them, and then kept: a call
/// waits for them (`call_phase::waiting_for_credentials`, within its deadline) only if there are none that are good.
/// However many wait, one request is made. Fifteen minutes, or a quarter of their lifetime, before they end, the next
/// call begins to renew them and goes on with those it has. If the service says that they have expired
/// (`InvalidSecurityToken.Expired`), the call renews them and tries once more. Nothing runs while no call is made.
class credential_source
{
public:
    /// Asked for credentials; answers the request now or later.
    using callback = std::function<void(credential_request)>;

    /// These, always.
    credential_source(credentials fixed) : fixed_(std::move(fixed)) {}

    /// None: for a client whose operations are not signed. Others fail with `errc::no_credentials`.
    [[nodiscard]] static credential_source none() { return credential_source(); }

    /// Those that never change, if that is what this is.
    [[nodiscard]] std::optional<credentials> const& fixed() const noexcept { return fixed_; }

    /// What the calls of a client ask; null for what is fixed and for none.
    [[nodiscard]] std::shared_ptr<detail::credential_cache> const& cache() const noexcept { return cache_; }

private:
    friend credential_source credentials_from_callback(std::function<void(credential_request)> fetch);

    credential_source() = default;

    std::optional<credentials> fixed_;
    std::shared_ptr<detail::credential_cache> cache_;
};

/// Asks a function of the user's, which may do anything to find an answer: see `credential_request`. It is called on
/// the client's executor, never from inside of a call, and for one answer at a time. If it throws, calls fail with
/// `errc::no_credentials`; the exception's text is not told, since it may hold what was read.
///
/// @param fetch kept as long as the source and its requests
[[nodiscard]] inline credential_source credentials_from_callback(credential_source::callback fetch)
{
    credential_source made;
    made.cache_ = std::make_shared<detail::credential_cache>(
        [fetch = std::move(fetch)](std::shared_ptr<detail::credential_flight> flight)
        {
            credential_request const request(std::move(flight));
            try
            {
                fetch(request);
            }
            catch (std::exception const&)
            {
                request.fail("the source of credentials has thrown an exception");
            }
        });
    return made;
}

/// Credentials from `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, if they are temporary,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`: the first source of the official clients' chain.
///
/// @throws std::invalid_argument that names the variable that is missing.
[[nodiscard]] inline credentials credentials_from_environment()
{
    auto const required = [](char const* name)
    {
        auto const* const value = std::getenv(name);
        if (value == nullptr || *value == '\0')
            throw std::invalid_argument(std::string("aliyun::cas: the environment variable ") + name + " is not set");
        return value;
    };
    auto const* const id = required("ALIBABA_CLOUD_ACCESS_KEY_ID");
    auto const* const secret = required("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    auto const* const token = std::getenv("ALIBABA_CLOUD_SECURITY_TOKEN");
    return credentials(id, secret, token == nullptr ? "" : token);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

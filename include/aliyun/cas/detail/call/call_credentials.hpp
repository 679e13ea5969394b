// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Who signs an attempt: at once if the client's credentials are fixed or good, else after a wait for their source.

#include "call_limits.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_credentials : public call_limits, public credential_waiter
{
protected:
    call_credentials(std::shared_ptr<client_core> core, operation_code const& code, call_options const& options,
                     shell_maker const& shell, void* place)
        : call_limits(std::move(core), code, options, shell, place),
          signs_(code.traits.signing == request_signing::required)
    {
    }

    /// True if there are credentials, or none are needed. Else the call waits: `on_signer` follows, or the attempt
    /// ends.
    [[nodiscard]] bool find_signer(pointer const& self)
    {
        auto const& source = core_->source;
        if (source.fixed() || !signs_)
            return true;
        phase_ = call_phase::credentials;
        auto const& cache = source.cache();
        if (!cache)
        {
            later(self, step<&call_credentials::on_no_source>);
            return false;
        }
        auto found = cache->obtain(core_->now(), core_->asker,
                                   std::shared_ptr<credential_waiter>(self, static_cast<credential_waiter*>(this)));
        signer_ = std::move(found.who);
        if (signer_)
            return true;
        party_ = found.party;
        // Holds the call while nothing else does, and ends with its execution context; it never fires.
        wait_.emplace(core_->connections->executor(), (boost::asio::steady_timer::time_point::max)());
        wait_->async_wait(handler(self, step<&call_credentials::on_nothing>));
        return false;
    }

    [[nodiscard]] bool waits_for_signer() const noexcept { return wait_.has_value(); }
    void leave_signer()
    {
        wait_.reset();
        core_->source.cache()->leave(party_);
    }

    [[nodiscard]] credentials const* signer_or_none() const noexcept final
    {
        auto const& found = signer_ ? signer_ : core_->source.fixed();
        return found ? &*found : nullptr;
    }

    /// The service says that the signer's token has expired.
    [[nodiscard]] bool can_renew_signer() const noexcept { return signer_.has_value(); }
    void renew_signer() { core_->source.cache()->refuse(*signer_); }

private:
    /// There are credentials to sign with now.
    virtual void on_signer(pointer const& self) = 0;

    void on_credentials(std::shared_ptr<credential_answer const> answer) final
    {
        answer_ = std::move(answer);
        later(shared_from_this(), step<&call_credentials::on_answer>);
    }

    void on_answer(pointer const& self, event const&)
    {
        auto const& answer = *answer_;
        wait_.reset();
        signer_ = answer.who;
        if (signer_)
            return on_signer(self);
        // The request may have run on the context of another client, which is gone: this one may have more luck.
        if (answer.abandoned && !std::exchange(asked_again_, true))
        {
            if (find_signer(self))
                on_signer(self);
            return;
        }
        have_none(self, answer.abandoned ? "their source has dropped the request" : answer.problem);
    }

    void on_no_source(pointer const& self, event const&) { have_none(self, "the client was made without any"); }
    void on_nothing(pointer const&, event const&) {}

    void have_none(pointer const& self, std::string why)
    {
        failure_.detail = std::move(why);
        end_.code = errc::no_credentials;
        end_attempt(self);
    }

    bool const signs_;
    bool asked_again_ = false;
    std::uint64_t party_ = 0;
    std::optional<credentials> signer_; // not if they are fixed
    std::shared_ptr<credential_answer const> answer_;
    std::optional<boost::asio::steady_timer> wait_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

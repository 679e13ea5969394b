// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The limits of a call's single phases: a timer of their own, which calls without limits never have.

#include "call_exchange.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_limits : public call_exchange
{
protected:
    call_limits(std::shared_ptr<client_core> core, operation_code const& code, call_options const& options,
                shell_maker const& shell, void* place)
        : call_exchange(std::move(core), code, shell, place)
    {
        limits_ = merged(core_->options.limits, options.limits);
    }

    void limit_phase(phase_limits::limit const& time) final
    {
        limit_timer_.reset();
        ++limited_phases_;
        if (!time)
            return;
        limit_timer_.emplace(core_->connections->executor(), *time);
        limit_timer_->async_wait(
            handler(weak_from_this(), step<&call_limits::on_phase_over>, {.note = limited_phases_}));
    }

private:
    /// Ends the call as soon as may be.
    virtual void stop(error_code why) = 0;

    [[nodiscard]] static std::unique_ptr<phase_limits const> merged(phase_limits const& of_client,
                                                                    phase_limits const& of_call)
    {
        auto limits = std::make_unique<phase_limits>();
        bool any = false;
        for (auto const part :
             {&phase_limits::quota_wait, &phase_limits::pool_wait, &phase_limits::write, &phase_limits::first_byte})
        {
            (*limits).*part = of_call.*part ? of_call.*part : of_client.*part;
            any |= ((*limits).*part).has_value();
        }
        if (!any)
            return nullptr;
        return limits;
    }

    void on_phase_over(pointer const&, event const& what)
    {
        if (what.note != limited_phases_)
            return; // another one has begun since
        if (!connection_)
            return stop(errc::phase_too_long);
        cut_ = errc::phase_too_long;
        connection_->close();
    }

    std::optional<boost::asio::steady_timer> limit_timer_;
    std::uint64_t limited_phases_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What to wait for after an order was submitted, and what to publish meanwhile.

#include "orders.hpp"

#include <functional>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What proves to the authority that a domain is under one's control: to be published until the order is decided.
struct dv_challenge
{
    dv_challenge() {} // user-declared: what may stand in a co_await expression must not be an aggregate
    explicit dv_challenge(dv_order_result const& told)
        : type(told.check_type), name(told.check_name), value(told.check_value)
    {
    }

    std::string type{};  ///< `DNS` or `FILE`
    std::string name{};  ///< the host record, or a URL without its scheme
    std::string value{}; ///< the record's value, or the file's content

    [[nodiscard]] friend bool operator==(dv_challenge const&, dv_challenge const&) = default;
};

/// A condition for `client::wait_until`: an order is issued, or has failed for good. Which of both is in the answer.
///
/// ```
/// auto waiting = client.wait_until(describe_dv_order_result{instance}, dv_order_decided{publish});
/// auto const order = (co_await waiting.async_wait()).value();
/// ```
class dv_order_decided
{
public:
    dv_order_decided() = default;

    /// @param publish is told of the challenge as soon as it is known, and again if it changes
    explicit dv_order_decided(std::function<void(dv_challenge const&)> publish) : publish_(std::move(publish)) {}

    /// Whether the order is decided; tells of the challenge.
    bool operator()(dv_order_result const& answer)
    {
        if (answer.status == order_status::issued || answer.status == order_status::check_failed)
            return true;
        if (dv_challenge now(answer); publish_ && !now.name.empty() && now != published_)
        {
            published_ = std::move(now);
            publish_(published_);
        }
        return false;
    }

private:
    std::function<void(dv_challenge const&)> publish_;
    dv_challenge published_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the emulated account owns, and the shape of an operation on it.

#include "aliyun/cas/detail/emulator/certificate_authority.hpp"
#include "aliyun/cas/detail/emulator/certificate_store.hpp"
#include "aliyun/cas/detail/emulator/order_book.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

struct account
{
    account(emulator_options const& chosen, certificate_authority const& issuer)
        : options(chosen),
          authority(issuer),
          certificates(chosen.first_certificate_id, chosen.history_limit),
          orders(chosen.bought_orders, chosen.checks_until_issued)
    {
    }

    emulator_options const& options;
    certificate_authority const& authority;
    certificate_store certificates;
    order_book orders;
};

/// One operation: checks its parameters, changes the account, and returns the answer without its `RequestId`.
/// It refuses by throwing `refusal`, and then has changed nothing.
using operation = std::function<boost::json::object(account&, parameters const&, time_point now)>;

using operation_table = std::map<std::string, operation, std::less<>>;

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

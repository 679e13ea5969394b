// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A name that code of the user's looks up in place of the system's resolver: see `resolver_options::lookup`.

#include "version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A client asks for the addresses of a host. Answer once, by `complete` or `fail`, now or later and from any thread:
/// the answer goes to all who wait for it. Copies are of the same lookup; if the last one is dropped without an answer,
/// the lookup has failed with `no_recovery`.
class host_lookup
{
public:
    using executor_type = boost::asio::any_io_executor;
    /// What hears the answer.
    using answer_function = std::function<void(boost::system::error_code, std::vector<boost::asio::ip::address>)>;

    /// For the library, and for tests of a function that looks names up.
    /// @param executor that of the client
    /// @param host     the name, never a literal address
    /// @param answer called once
    host_lookup(executor_type executor, std::string host, answer_function answer)
        : state_(std::make_shared<state>(std::move(executor), std::move(host), std::move(answer)))
    {
    }

    /// The executor of the client that asks.
    [[nodiscard]] executor_type get_executor() const noexcept { return state_->executor; }
    /// Never a literal address: what is one is not looked up.
    [[nodiscard]] std::string const& host() const noexcept { return state_->host; }

    /// The addresses, the preferred one first. None: the host is not known, and calls fail without another attempt.
    void complete(std::vector<boost::asio::ip::address> addresses) const
    {
        bool const unknown = addresses.empty();
        state_->tell(unknown ? boost::asio::error::host_not_found : boost::system::error_code(), std::move(addresses));
    }

    /// Addresses that were found before go on serving for `resolver_options::keep_if_failing`.
    /// @param why `host_not_found`: calls fail without another attempt; any other: they try again
    void fail(boost::system::error_code why) const { state_->tell(why, {}); }

private:
    struct state
    {
        state(executor_type where, std::string name, answer_function whom)
            : executor(std::move(where)), host(std::move(name)), answer(std::move(whom))
        {
        }
        state(state const&) = delete;
        state& operator=(state const&) = delete;
        ~state() { tell(boost::asio::error::no_recovery, {}); }

        void tell(boost::system::error_code code, std::vector<boost::asio::ip::address> addresses)
        {
            if (!told.exchange(true))
                answer(code, std::move(addresses));
        }

        executor_type const executor;
        std::string const host;
        answer_function const answer;
        std::atomic<bool> told = false;
    };

    std::shared_ptr<state> state_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The clients of a command and the loop that runs them. Only what speaks to the service includes this: it is the
// library.

#include "console.hpp"
#include "problem.hpp"
#include "settings.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace certificates
{

/// What a failed call is told as: in words, with the service's code and request id, and as an exit code.
/// @param what what was wanted, for example "certificate 17"
[[nodiscard]] problem to_problem(aliyun::cas::failure const& why, std::string_view what);

/// What is wrong with the options of a client, told by the command line's names: a person does not know the library's.
/// @param endpoint the option that the endpoint comes from
[[nodiscard]] std::string as_option(std::string_view text, std::string_view endpoint);

class session
{
public:
    /// The certificates of one site. The mainland and the international one do not see each other's.
    struct store
    {
        std::string region;
        aliyun::cas::client client;
    };

    session(settings const& common, console& screen);

    [[nodiscard]] std::vector<store>& stores() noexcept { return stores_; }
    /// The one store that is there. Throws a usage problem for --region all.
    [[nodiscard]] store& only();

    /// Runs a coroutine to its end. Each Ctrl-C calls `stop`; without one, or the second time, it cancels all calls of
    /// the stores.
    /// @throws interrupted after a Ctrl-C, once the coroutine has ended; else what the coroutine throws
    template <typename T>
    T run(boost::asio::awaitable<T> work, std::function<void()> stop = {})
    {
        std::exception_ptr failed;
        begin(std::move(stop));
        if constexpr (std::is_void_v<T>)
        {
            boost::asio::co_spawn(context_, std::move(work),
                                  [&](std::exception_ptr why)
                                  {
                                      failed = why;
                                      end();
                                  });
            finish(failed);
        }
        else
        {
            std::optional<T> result;
            boost::asio::co_spawn(context_, std::move(work),
                                  [&](std::exception_ptr why, T value)
                                  {
                                      failed = why;
                                      if (!why)
                                          result.emplace(std::move(value));
                                      end();
                                  });
            finish(failed);
            return std::move(*result);
        }
    }

    /// The same for several coroutines at a time.
    void run_all(std::vector<boost::asio::awaitable<void>> work, std::function<void()> stop);

    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

    /// What a client has in common with the others, for its endpoint: reached through the environment's proxy, if that
    /// names one for it. For a further client, of another product, too.
    /// @throws std::invalid_argument if the endpoint or the proxy is none
    [[nodiscard]] aliyun::cas::client_options options_for(std::string endpoint, std::string region = {}) const;
    [[nodiscard]] aliyun::cas::credential_source const& who() const noexcept { return who_; }

private:
    void begin(std::function<void()> stop);
    void wait_for_signal();
    void end();
    void finish(std::exception_ptr const& failed);

    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_};
    std::function<void()> stop_;
    int interruptions_ = 0;
    aliyun::cas::credential_source who_;
    aliyun::cas::client_options options_;
    std::vector<store> stores_;
};

} // namespace certificates

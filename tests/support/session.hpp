// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A client on a context of its own, for tests that make one call after the other.

#include <aliyun/cas/client.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace aliyun::cas
{

// For the messages of Boost.Test.
inline std::ostream& boost_test_print_type(std::ostream& out, errc code)
{
    return out << make_error_code(code);
}
inline std::ostream& boost_test_print_type(std::ostream& out, server_errc code)
{
    return out << make_error_code(code);
}
inline std::ostream& boost_test_print_type(std::ostream& out, call_phase phase)
{
    return out << spelling(phase);
}
inline std::ostream& boost_test_print_type(std::ostream& out, stop_reason why)
{
    return out << spelling(why);
}

} // namespace aliyun::cas

namespace support
{

#if defined(__has_feature)
#define ALIYUN_CAS_TEST_FEATURE(name) __has_feature(name)
#else
#define ALIYUN_CAS_TEST_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || ALIYUN_CAS_TEST_FEATURE(address_sanitizer) ||     \
    ALIYUN_CAS_TEST_FEATURE(thread_sanitizer)
inline constexpr bool sanitized = true; // and memory is the sanitizer's
#else
inline constexpr bool sanitized = false;
#endif

// Slower programs than the tests' limits were made for: sanitizers cost a factor of ten, code that is not optimised
// three.
#if defined(__OPTIMIZE__)
inline constexpr int slowness = sanitized ? 10 : 1;
#else
inline constexpr int slowness = sanitized ? 10 : 3;
#endif

inline aliyun::cas::credentials test_credentials()
{
    return aliyun::cas::credentials("testid", "testsecret");
}

/// Options to reach a server of the tests; retries come without a wait.
template <typename Server>
aliyun::cas::client_options options_for(Server const& server)
{
    aliyun::cas::client_options options;
    options.endpoint = server.endpoint();
    options.tls.ca_pem = server.ca_pem();
    options.deadline = std::chrono::seconds(20);
    options.quota = aliyun::cas::quota_options::unlimited();
    options.retry.first_backoff = options.retry.longest_backoff = std::chrono::milliseconds(0);
    return options;
}

/// The same, kept to so many lists a second.
template <typename Server>
aliyun::cas::client_options with_quota(Server const& server, double lists_per_second)
{
    auto options = options_for(server);
    options.quota = aliyun::cas::quota_options();
    options.quota.share = 1;
    options.quota.calls_per_second["DescribeUserCertificateList"] = lists_per_second;
    return options;
}

struct session
{
    explicit session(aliyun::cas::client_options const& options) : client(context, test_credentials(), options) {}

    /// Makes one call. Throws unless it completes exactly once, or if something stays outstanding after it: `run()`
    /// would not return then.
    template <typename Op>
    aliyun::cas::outcome<typename Op::response> get(Op op, aliyun::cas::call_options const& options = {})
    {
        std::optional<aliyun::cas::outcome<typename Op::response>> result;
        client.async_call(std::move(op), options,
                          [&result](aliyun::cas::outcome<typename Op::response> value)
                          {
                              if (result)
                                  throw std::logic_error("the call has completed twice");
                              result.emplace(std::move(value));
                          });
        context.restart();
        context.run();
        if (!result)
            throw std::logic_error("the call has not completed");
        return std::move(*result);
    }

    boost::asio::io_context context;
    aliyun::cas::client client;
};

/// One call with a client of its own.
template <typename Op>
aliyun::cas::outcome<typename Op::response> call_once(aliyun::cas::client_options const& options, Op op)
{
    return session(options).get(std::move(op));
}

} // namespace support

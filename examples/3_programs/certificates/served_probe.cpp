// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "served_probe.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace certificates
{

namespace
{

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using namespace asio::experimental::awaitable_operators;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

struct free_certificate
{
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using certificate_ptr = std::unique_ptr<X509, free_certificate>;

// ---- what a certificate says

std::string fingerprint_of(X509 const* certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha1(), bytes.data(), &size) != 1)
        return {};
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (unsigned at = 0; at < size; ++at)
    {
        text += digits[bytes[at] >> 4U];
        text += digits[bytes[at] & 0xfU];
    }
    return text;
}

std::chrono::sys_seconds to_time(ASN1_TIME const* told)
{
    using namespace std::chrono;
    std::tm parts{};
    if (told == nullptr || ASN1_TIME_to_tm(told, &parts) != 1)
        return {};
    return sys_days(year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday) + hours(parts.tm_hour) +
           minutes(parts.tm_min) + seconds(parts.tm_sec);
}

std::string issuer_of(X509 const* certificate)
{
    auto const* const name = X509_get_issuer_name(certificate);
    for (int const field : {NID_commonName, NID_organizationName})
        if (auto const at = X509_NAME_get_index_by_NID(name, field, -1); at >= 0)
        {
            unsigned char* text = nullptr;
            auto const size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
            if (size < 0)
                continue;
            std::string result(reinterpret_cast<char const*>(text), static_cast<std::size_t>(size));
            OPENSSL_free(text);
            return result;
        }
    return {};
}

bool is_address(std::string const& name)
{
    error_code no_address;
    asio::ip::make_address(name, no_address);
    return !no_address;
}

void describe(X509* certificate, std::string const& name, probed_host& result)
{
    result.fingerprint = fingerprint_of(certificate);
    result.issuer = issuer_of(certificate);
    result.not_before = to_time(X509_get0_notBefore(certificate));
    result.not_after = to_time(X509_get0_notAfter(certificate));
    result.covers_name = is_address(name) ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
                                          : X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

// ---- the connections

/// What all threads share.
class probing
{
public:
    probing(std::vector<served_host> const& hosts, probe_options const& options,
            std::function<void(std::size_t, probed_host const&)> const& told)
        : hosts_(hosts), told_(told), timeout_(options.timeout)
    {
        // A certificate is to be seen from whatever serves one, old servers and weak keys included.
        tls_.set_verify_mode(ssl::verify_none);
        SSL_CTX_set_security_level(tls_.native_handle(), 0);
        SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_VERSION);
    }

    /// One of the connections that are there at once: one host after the other.
    asio::awaitable<void> work()
    {
        for (auto at = next_++; at < hosts_.size() && !stopped_; at = next_++)
        {
            auto const& host = hosts_[at];
            probed_host result;
            std::string_view doing = "resolving its name";
            asio::steady_timer limit(co_await asio::this_coro::executor, timeout_);
            auto const first = co_await (look(host, result, doing) || limit.async_wait(no_throw));
            if (first.index() == 1)
                result.unreachable = "no answer in time while " + std::string(doing);
            tell(at, result);
        }
    }

    void stop() noexcept { stopped_ = true; }
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }
    void rethrow() const
    {
        if (failed_)
            std::rethrow_exception(failed_);
    }

private:
    asio::awaitable<void> look(served_host const& host, probed_host& result, std::string_view& doing)
    {
        auto const executor = co_await asio::this_coro::executor;
        tcp::resolver resolver(executor);
        auto const& where = host.address.empty() ? host.name : host.address;
        auto const port = std::to_string(host.port);
        auto const [unresolved, addresses] = co_await resolver.async_resolve(where, port, no_throw);
        if (unresolved)
            co_return tell_failure(result, doing, unresolved);

        doing = "connecting";
        ssl::stream<tcp::socket> stream(executor, tls_);
        auto const [unconnected, peer] = co_await asio::async_connect(stream.next_layer(), addresses, no_throw);
        if (unconnected)
            co_return tell_failure(result, doing, unconnected);
        result.address = peer.address().to_string();

        doing = "shaking hands";
        if (!is_address(host.name))
            SSL_set_tlsext_host_name(stream.native_handle(), host.name.c_str());
        auto const [refused] = co_await stream.async_handshake(ssl::stream_base::client, no_throw);
        // Some servers ask for a certificate of ours and end the handshake: theirs has come by then.
        certificate_ptr const shown(SSL_get1_peer_certificate(stream.native_handle()));
        if (shown)
            describe(shown.get(), host.name, result);
        else if (refused)
            tell_failure(result, doing, refused);
        else
            result.unreachable = "it shows no certificate";
    }

    static void tell_failure(probed_host& result, std::string_view doing, error_code const& why)
    {
        result.unreachable = why.message() + " while " + std::string(doing);
    }

    void tell(std::size_t at, probed_host const& result)
    {
        std::scoped_lock const one_at_a_time(mutex_);
        if (stopped_)
            return;
        try
        {
            told_(at, result);
        }
        catch (...)
        {
            failed_ = std::current_exception();
            stopped_ = true;
        }
    }

    std::vector<served_host> const& hosts_;
    std::function<void(std::size_t, probed_host const&)> const& told_;
    std::chrono::milliseconds timeout_;
    ssl::context tls_{ssl::context::tls_client};
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::exception_ptr failed_;
};

/// As many at once as the process may have files, so that no host is called unreachable for our own limits.
std::size_t allowed_at_once(std::size_t wanted)
{
    constexpr rlim_t others = 64; // what the program has open besides
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (limit.rlim_cur < wanted + others)
    {
        limit.rlim_cur = (std::min)(limit.rlim_max, static_cast<rlim_t>(wanted) + others);
        ::setrlimit(RLIMIT_NOFILE, &limit);
        ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > others ? (std::min)(wanted, static_cast<std::size_t>(limit.rlim_cur - others)) : 1;
}

} // namespace

bool probe_hosts(std::vector<served_host> const& hosts, probe_options const& options,
                 std::function<void(std::size_t, probed_host const&)> const& told)
{
    // A thread each, since a context has one thread that resolves names.
    auto const at_once = (std::min)(hosts.size(), allowed_at_once((std::max)(options.at_once, 1U)));
    auto const threads = (std::min)(at_once, std::size_t{4});
    if (hosts.empty())
        return true;

    probing work(hosts, options, told);
    std::vector<std::unique_ptr<asio::io_context>> contexts;
    for (std::size_t at = 0; at < threads; ++at)
        contexts.push_back(std::make_unique<asio::io_context>(1));
    for (std::size_t at = 0; at < at_once; ++at)
        asio::co_spawn(*contexts[at % threads], work.work(), asio::detached);

    asio::io_context listening{1};
    asio::signal_set signals{listening, SIGINT, SIGTERM};
    signals.async_wait(
        [&](error_code failed, int)
        {
            if (failed)
                return;
            work.stop();
            for (auto const& context : contexts)
                context->stop();
        });
    std::thread listener([&] { listening.run(); });
    std::vector<std::thread> running;
    for (auto const& context : contexts)
        running.emplace_back([&context] { context->run(); });
    for (auto& one : running)
        one.join();
    asio::post(listening, [&] { signals.cancel(); });
    listener.join();
    work.rethrow();
    return !work.stopped();
}

} // namespace certificates

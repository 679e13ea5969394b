// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The service itself on loopback, over HTTPS: for demonstrations, and for users' own tests.

#include "aliyun/cas/detail/emulator/certificate_facts.hpp"
#include "aliyun/cas/detail/emulator/host.hpp"
#include "aliyun/cas/detail/emulator/listener.hpp"
#include "aliyun/cas/emulator_options.hpp"
#include "aliyun/cas/emulator_request.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The SSL Certificates Service on loopback: all seven operations with state, over HTTPS, every request checked as the
/// service would.
///
/// It serves from its construction on, on the executor it is given, whose context must outlive it and may be run by any
/// number of threads. All members may be called from any thread. It keeps the context busy until `stop()` or its
/// destruction; neither waits, so that connections that are still open end while the context runs.
class emulator
{
public:
    /// Listens, makes a certificate authority and a server certificate, and starts to serve.
    ///
    /// @par Errors throws `boost::system::system_error` if it cannot listen, `std::invalid_argument` for options that
    /// make no sense.
    explicit emulator(boost::asio::any_io_executor const& executor, emulator_options options = emulator_options{})
        : listener_(listen(executor, std::move(options)))
    {
        listener_->start();
    }

    emulator(emulator const&) = delete;
    emulator& operator=(emulator const&) = delete;
    ~emulator() { stop(); }

    /// The port that it listens on.
    std::uint16_t port() const { return listener_->local().port(); }

    /// For example `https://127.0.0.1:41235`.
    std::string endpoint() const
    {
        auto const& local = listener_->local();
        auto address = local.address();
        if (address.is_unspecified())
            address = address.is_v6() ? boost::asio::ip::address(boost::asio::ip::address_v6::loopback())
                                      : boost::asio::ip::address(boost::asio::ip::address_v4::loopback());
        auto const text = address.to_string();
        return "https://" + (address.is_v6() ? '[' + text + ']' : text) + ':' + std::to_string(local.port());
    }

    /// The certificate that a client has to trust, in PEM.
    std::string ca_pem() const { return listener_->shared().authority.pem(); }

    /// SHA-256 of that certificate, in upper-case hexadecimal digits.
    std::string ca_fingerprint() const
    {
        return detail::emulated::fingerprint_of(listener_->shared().authority.certificate(), EVP_sha256());
    }

    /// Puts a certificate into the account as if it had been uploaded, and returns its id.
    ///
    /// @par Errors throws `std::invalid_argument` with what the service would have answered.
    std::int64_t add_certificate(std::string_view name, std::string_view certificate_pem, std::string_view key_pem)
    {
        return listener_->shared().answering.add_certificate(name, certificate_pem, key_pem);
    }

    /// Puts many certificates into the account at little cost, and returns the first one's id.
    ///
    /// Their names are `certificate-1` and so on, their host names `host-0000001.example.com` and so on; their ends are
    /// strewn from a month ago to a year from now. Each has a fingerprint of its own and can be read and deleted like
    /// any other, but they share one key, and the signature under all but one is not good.
    ///
    /// @par Errors throws `std::invalid_argument` if such a name is taken.
    std::int64_t add_certificates(std::uint32_t count) { return listener_->shared().answering.add_certificates(count); }

    /// From now on a further AccessKey is known; in place of an earlier one of the same id. An operation of the user's,
    /// for example STS's `AssumeRole`, hands out temporary keys by it.
    void add_access_key(emulator_key key) { listener_->shared().answering.add_access_key(std::move(key)); }

    /// How many certificates the account has now.
    std::size_t certificates() const { return listener_->shared().answering.certificates(); }

    /// How many requests were answered, and what they were: the latest ones, as many as the options ask for.
    std::uint64_t served() const { return listener_->shared().log.recorded(); }
    /// See `served`.
    std::vector<emulator_request> history() const { return listener_->shared().log.requests(); }

    /// Every certificate that came or went, in that order: the latest changes, as many as `history_limit`.
    std::vector<emulator_change> changes() const { return listener_->shared().answering.changes(); }

    /// How many connections were accepted since the start, and how many are open.
    std::uint64_t connections_accepted() const { return listener_->accepted(); }
    /// See `connections_accepted`.
    std::size_t connections_open() const { return listener_->open(); }

    /// Closes the connections on which no request is under way, as a server does after its keep-alive time.
    void close_idle_connections() { listener_->close_idle_connections(); }

    /// Closes the listener and every connection, so that the context's `run()` can return.
    void stop() { listener_->stop(); }

private:
    static std::shared_ptr<detail::emulated::listener> listen(boost::asio::any_io_executor const& executor,
                                                              emulator_options options)
    {
        boost::system::error_code unreadable;
        auto const address = boost::asio::ip::make_address(options.address, unreadable);
        if (unreadable)
            throw std::invalid_argument("the emulator's address must be an IP address, not \"" + options.address +
                                        "\"");
        boost::asio::ip::tcp::endpoint const where{address, options.port};
        auto shared = std::make_shared<detail::emulated::host>(std::move(options), address);
        try
        {
            return std::make_shared<detail::emulated::listener>(executor, std::move(shared), where);
        }
        catch (boost::system::system_error const& failed)
        {
            throw boost::system::system_error(failed.code(), "the emulator cannot listen on " + address.to_string() +
                                                                 " port " + std::to_string(where.port()));
        }
    }

    std::shared_ptr<detail::emulated::listener> listener_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

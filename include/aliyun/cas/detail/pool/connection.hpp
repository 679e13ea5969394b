// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One connection: a socket, its TLS engine and the memory that both need. A lease of it belongs to one call at a time.

#include "../http/response_reader.hpp"
#include "../os/platform.hpp"
#include "tls_engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using steady = std::chrono::steady_clock;

/// Whether a connection that was in use a moment ago is taken as alive, or the system is asked in any case.
enum class idle_trust
{
    recent,
    none
};

struct connection
{
    // Two TLS records at their largest: what a page and its header usually take, read by one system call.
    static constexpr std::size_t input_size = 2 * (16 * 1024 + 512);
    // More than this is not kept for the next response.
    static constexpr std::size_t kept_size = 256 * 1024;

    connection(boost::asio::any_io_executor const& executor, tls_context const& context, std::string const& host,
               response_limits limits)
        : socket(executor),
          tls(context, host),
          reader(limits),
          input(std::make_unique_for_overwrite<char[]>(input_size))
    {
    }
    ~connection()
    {
        if (!served || !socket.is_open())
            return;
        // Say good-bye if that takes no waiting; the peer learns of the end from the socket in any case.
        tls.close();
        boost::system::error_code ignored;
        auto const alert = tls.output();
        socket.write_some(boost::asio::buffer(alert.data(), alert.size()), ignored);
    }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    /// Whether an idle connection can still be used. What can be read from one that is idle is its end, or bytes that
    /// nobody asked for: neither is good. Asking the system costs as much as signing three requests, so that a
    /// connection which was in use a moment ago is trusted at first.
    [[nodiscard]] bool is_usable(steady::time_point now, std::chrono::milliseconds idle_timeout, idle_trust trust)
    {
        auto const idle = now - idle_since;
        if (idle >= idle_timeout || tls.has_unread_input())
            return false;
        if (trust == idle_trust::recent && idle < std::chrono::seconds(1))
            return true;
        return !has_unread_input(socket.native_handle());
    }

    /// Sends what the socket takes without waiting. True if that was all.
    [[nodiscard]] bool send_at_once()
    {
        auto const text = tls.output();
        boost::system::error_code error;
        tls.sent(socket.write_some(boost::asio::buffer(text.data(), text.size()), error));
        return tls.output().empty();
    }

    /// Decrypts the first `size` bytes of `input` behind what `plain` holds: all records that have come, at once.
    tls_engine::status decrypt(std::size_t size)
    {
        constexpr std::size_t record_size = 16 * 1024;
        tls.feed(input.get(), size);
        auto status = tls_engine::status::done;
        while (status == tls_engine::status::done)
        {
            plain.reserve(plain.size() + record_size);
            std::size_t decrypted = 0;
            status = tls.read(plain.data() + plain.size(), plain.capacity() - plain.size(), decrypted);
            plain.resize(plain.size() + decrypted);
        }
        return status;
    }

    boost::asio::ip::tcp::socket socket;
    tls_engine tls;
    response_reader reader;
    std::unique_ptr<char[]> input; ///< ciphertext as it came
    wiped_buffer plain;            ///< the response as it was decrypted
    steady::time_point idle_since{};
    bool served = false; ///< has carried a whole response before
};

using lease = std::unique_ptr<connection>;

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

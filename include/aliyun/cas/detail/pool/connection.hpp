// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One connection: a socket, its TLS engine and the memory that both need. A lease of it belongs to one call at a time.

#include "../../observer.hpp"
#include "../http/response_reader.hpp"
#include "tls_engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using steady = std::chrono::steady_clock;

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
    ~connection() { close(); }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    /// Why an idle connection is not to be used any more, by its age; empty: it may be.
    [[nodiscard]] std::optional<close_reason> expired(steady::time_point now, std::chrono::milliseconds longest_idle,
                                                      std::chrono::milliseconds longest_life) const noexcept
    {
        if (now - idle_since >= longest_idle)
            return close_reason::idle;
        if (now - made >= longest_life)
            return close_reason::too_old;
        return std::nullopt;
    }

    /// Looks at what has come since the last answer, just before a request is sent: bytes that are there already can't
    /// be the answer to it. Why the connection is not to be used; empty: nothing has come but what TLS says to itself.
    [[nodiscard]] std::optional<close_reason> look()
    {
        if (tls.has_unread_input())
            return close_reason::broken;
        if (tls.has_unseen_record()) // it came with the end of the handshake
        {
            plain.clear();
            if (decrypt(0) != tls_engine::status::wants_input || !plain.empty())
                return close_reason::broken;
        }
        while (true)
        {
            boost::system::error_code error;
            auto const size = socket.read_some(boost::asio::buffer(input.get(), input_size), error);
            if (error == boost::asio::error::would_block)
                return std::nullopt;
            plain.clear();
            auto const status = error ? tls_engine::status::closed : decrypt(size);
            if (status == tls_engine::status::closed && plain.empty())
                return close_reason::by_server;
            if (status != tls_engine::status::wants_input || !plain.empty())
                return close_reason::broken;
        }
    }

    /// Closes the socket, which ends what is under way on it. Says good-bye before if that takes no waiting; the peer
    /// learns of the end from the socket in any case.
    void close()
    {
        boost::system::error_code ignored;
        if (!tls.output().empty())
            // Half a request, which a write may be using: the system is to forget what it holds of it, else it goes on
            // sending, and a server that does not read never learns of the end.
            socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
        else if (socket.is_open() && tls.is_connected())
        {
            tls.close();
            auto const alert = tls.output();
            socket.write_some(boost::asio::buffer(alert.data(), alert.size()), ignored);
        }
        socket.close(ignored);
    }

    /// Sends what the socket takes without waiting. True if that was all.
    [[nodiscard]] bool send_at_once(boost::system::error_code& error)
    {
        auto const text = tls.output();
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
    steady::time_point made{};     ///< when its handshake was over
    steady::time_point idle_since{};
    phase_times times{};       ///< of its making
    std::uint64_t number = 0;  ///< of its own within the client
    std::size_t responses = 0; ///< whole ones that it has carried
};

using lease = std::unique_ptr<connection>;

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The TLS stream of one connection, and the ways to perform on it what a play says.

#include "aliyun/cas/detail/emulator/reply.hpp"
#include "aliyun/cas/emulator_faults.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// Used by one connection, on its strand; but for `stopping`, which may be set from any thread.
class channel
{
public:
    channel(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls, std::chrono::seconds patience)
        : stream(std::move(socket), tls), timer(stream.get_executor()), patience_(patience)
    {
    }

    boost::beast::tcp_stream& tcp() noexcept { return stream.next_layer(); }

    /// The faults that come before TLS; true if it is none of them, and the handshake can begin.
    boost::asio::awaitable<bool> fail_handshake(emulator_fault fault)
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        std::array<char, 4096> hello{};
        switch (fault)
        {
        case emulator_fault::reset_handshake:
            co_await tcp().async_read_some(boost::asio::buffer(hello), token);
            reset();
            co_return false;
        case emulator_fault::stall_handshake:
            co_await stall();
            co_return false;
        case emulator_fault::plain_http:
        {
            co_await tcp().async_read_some(boost::asio::buffer(hello), token);
            reply const refused{400, "Content-Type: text/plain\r\n", "This is plain HTTP.", false};
            auto const text = whole_reply(refused).pieces.front();
            co_await boost::asio::async_write(tcp(), boost::asio::buffer(text), token);
            co_return false;
        }
        default:
            co_return true; // it lies in the identity, or comes later
        }
    }

    /// Sends the pieces and does what comes after them; true if the connection goes on.
    boost::asio::awaitable<bool> perform(play const& script)
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        for (std::size_t at = 0; at < script.pieces.size() && !failed && !stopping; ++at)
        {
            if (at != 0 && script.pause.count() > 0)
                co_await pause(script.pause);
            boost::system::error_code unknown;
            if (at != 0 && script.only_while_idle && tcp().socket().available(unknown) != 0)
                break;
            tcp().expires_after(patience_);
            co_await boost::asio::async_write(stream, boost::asio::buffer(script.pieces[at]), token);
        }
        while (script.endless && !failed && !stopping)
            co_await boost::asio::async_write(stream, boost::asio::buffer(script.pieces.back()), token);
        if (failed)
            co_return false;
        switch (script.end)
        {
        case reply_end::keep:
            co_return !stopping;
        case reply_end::close_notify:
            break;
        case reply_end::close:
            says_goodbye_ = false;
            break;
        case reply_end::reset:
            reset();
            break;
        case reply_end::stall:
            co_await stall();
            break;
        }
        co_return false;
    }

    boost::asio::awaitable<void> pause(std::chrono::milliseconds length)
    {
        boost::system::error_code cancelled;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, cancelled);
        tcp().expires_never();
        timer.expires_after(length);
        if (!stopping)
            co_await timer.async_wait(token);
    }

    /// Ends TLS, unless the play was that it ends without a word.
    boost::asio::awaitable<void> say_goodbye()
    {
        if (!says_goodbye_)
            co_return;
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        // Does not wait long for the other side to say it too.
        tcp().expires_after(std::chrono::milliseconds(stopping ? 50 : 1000));
        co_await stream.async_shutdown(token);
    }

    boost::asio::ssl::stream<boost::beast::tcp_stream> stream;
    boost::asio::steady_timer timer;
    std::atomic<bool> stopping = false;

private:
    /// Holds the connection open, and answers nothing, until the client leaves it.
    boost::asio::awaitable<void> stall()
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        says_goodbye_ = false;
        tcp().expires_never();
        std::array<char, 4096> unheard{};
        while (!failed && !stopping)
            co_await tcp().async_read_some(boost::asio::buffer(unheard), token);
    }

    void reset()
    {
        says_goodbye_ = false;
        boost::system::error_code ignored;
        tcp().socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
        tcp().close();
    }

    std::chrono::seconds patience_;
    bool says_goodbye_ = true;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

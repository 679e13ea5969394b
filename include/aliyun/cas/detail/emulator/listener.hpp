// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The listening side of the emulator: accepts connections and can end them all.

#include "aliyun/cas/detail/emulator/connection.hpp"
#include "aliyun/cas/detail/emulator/host.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class listener : public std::enable_shared_from_this<listener>
{
public:
    listener(boost::asio::any_io_executor const& executor, std::shared_ptr<host> shared,
             boost::asio::ip::tcp::endpoint const& where)
        : executor_(executor),
          shared_(std::move(shared)),
          acceptor_(boost::asio::any_io_executor(boost::asio::make_strand(executor))),
          pause_(acceptor_.get_executor())
    {
        acceptor_.open(where.protocol());
        acceptor_.set_option(boost::asio::socket_base::reuse_address(true));
        acceptor_.bind(where);
        acceptor_.listen();
        local_ = acceptor_.local_endpoint();
    }

    boost::asio::ip::tcp::endpoint const& local() const noexcept { return local_; }
    host& shared() const noexcept { return *shared_; }

    void start() { boost::asio::co_spawn(acceptor_.get_executor(), accept(shared_from_this()), boost::asio::detached); }

    void stop()
    {
        std::scoped_lock const lock{mutex_};
        if (std::exchange(stopped_, true))
            return;
        boost::asio::post(acceptor_.get_executor(),
                          [self = shared_from_this()]
                          {
                              boost::system::error_code ignored;
                              self->acceptor_.close(ignored);
                              self->pause_.cancel();
                          });
        for (auto const& weak : connections_)
            if (auto const open = weak.lock())
                open->close();
    }

    void close_idle_connections()
    {
        std::scoped_lock const lock{mutex_};
        for (auto const& weak : connections_)
            if (auto const open = weak.lock())
                open->close_if_idle();
    }

    std::uint64_t accepted() const
    {
        std::scoped_lock const lock{mutex_};
        return accepted_;
    }

    std::size_t open() const
    {
        std::scoped_lock const lock{mutex_};
        return static_cast<std::size_t>(
            std::ranges::count_if(connections_, [](auto const& weak) { return !weak.expired(); }));
    }

private:
    static boost::asio::awaitable<void> accept(std::shared_ptr<listener> self)
    {
        while (true)
        {
            boost::system::error_code failed;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
            boost::asio::any_io_executor const strand = boost::asio::make_strand(self->executor_);
            boost::asio::ip::tcp::socket peer{strand};
            co_await self->acceptor_.async_accept(peer, token);
            if (!self->acceptor_.is_open())
                co_return;
            if (!failed)
            {
                self->welcome(std::move(peer));
                continue;
            }
            // Out of descriptors, or a peer that left: the listener stays, but does not spin.
            self->pause_.expires_after(std::chrono::milliseconds{10});
            co_await self->pause_.async_wait(token);
        }
    }

    void welcome(boost::asio::ip::tcp::socket peer)
    {
        boost::system::error_code ignored;
        peer.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        std::scoped_lock const lock{mutex_};
        if (stopped_)
            return;
        std::erase_if(connections_, [](auto const& weak) { return weak.expired(); });
        auto const fresh = std::make_shared<connection>(shared_, std::move(peer), ++accepted_);
        connections_.push_back(fresh);
        fresh->start();
    }

    boost::asio::any_io_executor executor_;
    std::shared_ptr<host> shared_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    boost::asio::ip::tcp::endpoint local_;

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<connection>> connections_;
    std::uint64_t accepted_ = 0;
    bool stopped_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

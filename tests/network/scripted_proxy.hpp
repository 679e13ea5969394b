// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A proxy that plays what a test tells it to: blocking sockets, a thread for each connection.

#include "child_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace network
{

class scripted_proxy
{
public:
    /// What is done with a connection whose request has come: `socket` is closed afterwards.
    using script = std::function<void(scripted_proxy& self, int socket, std::string const& request)>;

    explicit scripted_proxy(script play) : play_(std::move(play)), listener_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        auto address = loopback(0);
        socklen_t size = sizeof(address);
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("the scripted proxy cannot listen");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~scripted_proxy()
    {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        for (auto& each : peers_)
            each.join();
        ::close(listener_);
    }
    scripted_proxy(scripted_proxy const&) = delete;
    scripted_proxy& operator=(scripted_proxy const&) = delete;

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::vector<std::string> requests() const
    {
        std::scoped_lock const lock(mutex_);
        return requests_;
    }

    /// False once the peer is gone or the test is over.
    bool send(int socket, std::string_view text) const
    {
        return !stopping_ &&
               ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    /// Does nothing until the peer is gone or the test is over.
    void stall(int socket) const
    {
        pollfd end{socket, POLLRDHUP, 0};
        while (!stopping_ && ::poll(&end, 1, 20) == 0)
        {
        }
    }
    /// Answers 200, and carries bytes to and from that port.
    void tunnel(int socket, unsigned short port)
    {
        int const server = ::socket(AF_INET, SOCK_STREAM, 0);
        auto const to = loopback(port);
        if (::connect(server, reinterpret_cast<sockaddr const*>(&to), sizeof(to)) == 0 &&
            send(socket, "HTTP/1.1 200 Connection established\r\n\r\n"))
        {
            std::array<pollfd, 2> both{{{socket, POLLIN, 0}, {server, POLLIN, 0}}};
            bool open = true;
            while (open && !stopping_)
            {
                ::poll(both.data(), both.size(), 20);
                for (std::size_t i = 0; i < 2 && open; ++i)
                    if (both[i].revents != 0)
                        open = carry(both[i].fd, both[1 - i].fd);
            }
        }
        ::close(server);
    }

private:
    static bool carry(int from, int to)
    {
        char bytes[16384];
        auto const size = ::recv(from, bytes, sizeof(bytes), 0);
        return size > 0 && ::send(to, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
    }

    void accept_all()
    {
        while (true)
        {
            int const socket = ::accept(listener_, nullptr, nullptr);
            if (stopping_)
            {
                ::close(socket);
                return;
            }
            if (socket != -1)
                peers_.emplace_back([this, socket] { serve(socket); });
        }
    }
    void serve(int socket)
    {
        std::string request;
        char piece[1024];
        pollfd readable{socket, POLLIN, 0};
        while (!stopping_ && request.find("\r\n\r\n") == request.npos)
        {
            if (::poll(&readable, 1, 20) == 0)
                continue;
            auto const size = ::recv(socket, piece, sizeof(piece), 0);
            if (size <= 0)
                break;
            request.append(piece, static_cast<std::size_t>(size));
        }
        {
            std::scoped_lock const lock(mutex_);
            requests_.push_back(request);
        }
        play_(*this, socket, request);
        ::close(socket);
    }

    script const play_;
    int const listener_;
    unsigned short port_ = 0;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::list<std::thread> peers_;
    std::thread acceptor_;
};

} // namespace network

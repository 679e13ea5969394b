// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A server of somebody else's, started for a test on loopback with a configuration of its own in a folder of its own.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

extern char** environ;

namespace network
{

/// A folder that is gone afterwards.
class folder
{
public:
    folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "aliyun_cas_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;

    /// @return the file's path
    std::string put(std::string const& name, std::string const& text) const
    {
        std::ofstream{path_ + '/' + name} << text;
        return path_ + '/' + name;
    }
    [[nodiscard]] std::string const& path() const noexcept { return path_; }

private:
    std::string path_;
};

inline sockaddr_in loopback(unsigned short port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A port that nobody uses at the moment.
inline unsigned short free_port()
{
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    auto address = loopback(0);
    socklen_t size = sizeof(address);
    bool const good = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    if (!good)
        throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

inline bool takes_connections(unsigned short port)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    auto const address = loopback(port);
    bool const good = ::connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof(address)) == 0;
    ::close(socket);
    return good;
}

/// Runs until it is destroyed.
class child_process
{
public:
    /// Waits until the port takes connections. Throws if that does not come to be in ten seconds.
    child_process(std::vector<std::string> command, unsigned short port)
    {
        std::vector<char*> arguments;
        for (auto& each : command)
            arguments.push_back(each.data());
        arguments.push_back(nullptr);
        if (::posix_spawn(&pid_, arguments.front(), nullptr, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error("cannot start " + command.front());
        for (int i = 0; i < 1000; ++i)
        {
            if (takes_connections(port))
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        stop();
        throw std::runtime_error(command.front() + " takes no connections");
    }
    ~child_process() { stop(); }
    child_process(child_process const&) = delete;
    child_process& operator=(child_process const&) = delete;

private:
    void stop() noexcept
    {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    pid_t pid_ = -1;
};

} // namespace network

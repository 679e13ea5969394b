// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The only file that calls the operating system directly: what Asio and the standard library do not offer, or, as
// <filesystem>, only at a third of a second for every user's unit.

#include "../../version.hpp"

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

inline std::atomic<std::uint32_t> forks_survived{0};

/// A number that differs between a process and its forked child: state that must not be shared by both (bought
/// randomness) is renewed when it changes. One relaxed load; `getpid()` would be a system call.
[[nodiscard]] inline std::uint32_t fork_generation() noexcept
{
#if !defined(_WIN32)
    static int const registered = ::pthread_atfork(nullptr, nullptr, [] { ++forks_survived; });
    static_cast<void>(registered);
#endif
    return forks_survived.load(std::memory_order_relaxed);
}

/// The wall clock in whole seconds. A coarse clock where there is one: it costs a quarter, and is a few milliseconds
/// late.
[[nodiscard]] inline std::chrono::sys_seconds wall_clock_seconds() noexcept
{
#if defined(CLOCK_REALTIME_COARSE)
    timespec now{};
    if (::clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0)
        return std::chrono::sys_seconds(std::chrono::seconds(now.tv_sec));
#endif
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// A variable of the environment that decides whom to trust; null if it is not set, or if the program has more rights
/// than who has started it.
[[nodiscard]] inline char const* trusted_environment(char const* name) noexcept
{
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
    return ::secure_getenv(name);
#else
    return std::getenv(name);
#endif
}

/// What stands in a folder.
struct folder_reading
{
    boost::system::error_code error{};
    std::vector<std::string> names{}; ///< sorted
};

/// Where there are no such folders: none can be read.
[[nodiscard]] inline folder_reading read_folder(char const* path)
{
    folder_reading result;
#if defined(_WIN32)
    static_cast<void>(path);
    result.error.assign(ENOSYS, boost::system::generic_category());
#else
    auto* const folder = ::opendir(path);
    if (folder == nullptr)
    {
        result.error.assign(errno, boost::system::generic_category());
        return result;
    }
    while (auto const* const entry = ::readdir(folder))
        result.names.emplace_back(entry->d_name);
    ::closedir(folder);
    std::sort(result.names.begin(), result.names.end());
#endif
    return result;
}

struct file_reading
{
    boost::system::error_code error{};
    bool others_may_read = false; ///< others than the owner; always false where there are no such permissions
};

/// Appends the content of a file that may hold secrets to `buffer`, which has `size`, `resize` and `data`: straight,
/// past the buffers of the standard library, which nobody wipes.
/// @param most a file that is longer is an error (`file_too_large`)
template <typename Buffer>
[[nodiscard]] file_reading read_whole_file(char const* path, std::size_t most, Buffer& buffer)
{
    file_reading result;
    auto const fail = [&result](int code) { result.error.assign(code, boost::system::generic_category()); };
#if defined(_WIN32)
    auto* const file = std::fopen(path, "rb");
    bool const is_open = file != nullptr;
    auto const read = [file](char* to, std::size_t size)
    { return static_cast<long long>(std::fread(to, 1, size, file)); };
    auto const close = [file] { std::fclose(file); };
    if (is_open)
        std::setvbuf(file, nullptr, _IONBF, 0);
#else
    // Not blocking: opening a pipe that nobody writes to would hold the thread.
    int const file = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool const is_open = file >= 0;
    auto const read = [file](char* to, std::size_t size)
    {
        auto got = ::read(file, to, size);
        while (got < 0 && errno == EINTR)
            got = ::read(file, to, size);
        return static_cast<long long>(got);
    };
    auto const close = [file] { ::close(file); };
    struct stat about;
    if (is_open && ::fstat(file, &about) == 0)
        result.others_may_read = (about.st_mode & (S_IRGRP | S_IROTH)) != 0;
#endif
    if (!is_open)
    {
        fail(errno);
        return result;
    }
    constexpr std::size_t piece = 4096;
    auto const begin = buffer.size();
    while (!result.error)
    {
        auto const size = buffer.size();
        buffer.resize(size + piece);
        auto const got = read(buffer.data() + size, piece);
        if (got < 0)
            fail(errno);
        buffer.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
        if (got == 0)
            break;
        if (buffer.size() - begin > most)
            fail(EFBIG);
    }
    close();
    return result;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

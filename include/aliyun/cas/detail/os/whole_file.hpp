// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Reads a file that holds secrets: straight into memory of the caller's, past the buffers of the standard library,
// which nobody wipes.

#include "../../version.hpp"

#include <boost/system/error_code.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct file_reading
{
    boost::system::error_code error{};
    bool others_may_read = false; ///< others than the owner; always false where there are no such permissions
};

/// Appends a file's content to `buffer`, which has `size`, `resize` and `data`.
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

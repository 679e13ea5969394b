// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "text_sink.hpp"

#include "problem.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace certificates
{

void standard_output::write(std::string_view text)
{
    constexpr std::size_t enough = std::size_t{64} * 1024;
    buffer_ += text;
    if (buffer_.size() >= enough)
        flush();
}

void standard_output::flush()
{
    std::string_view left(buffer_);
    while (!left.empty())
    {
        auto const written = ::write(STDOUT_FILENO, left.data(), left.size());
        if (written >= 0)
        {
            left.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        auto const why = errno;
        if (why == EINTR)
            continue;
        buffer_.clear(); // or it would be tried again on the way out
        if (why == EPIPE)
            throw reader_gone();
        throw problem("standard output: " + std::generic_category().message(why));
    }
    buffer_.clear();
}

} // namespace certificates

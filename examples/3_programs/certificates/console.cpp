// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "console.hpp"

#include "terminal.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdio>

namespace certificates
{
namespace
{

std::string time_left(double seconds)
{
    auto const whole = static_cast<long>(seconds + 0.5);
    if (whole >= 3600)
        return fmt::format("{} h {} min left", whole / 3600, whole % 3600 / 60);
    if (whole >= 60)
        return fmt::format("{} min {} s left", whole / 60, whole % 60);
    return fmt::format("{} s left", whole);
}

} // namespace

console::console() : terminal_(is_terminal(stream::error)) {}

void console::manners(bool quiet, bool verbose) noexcept
{
    quiet_ = quiet;
    verbose_ = verbose;
}

// One write a line: it is not torn apart by what other programs write.
void console::line(std::string_view label, std::string_view text)
{
    clear_progress();
    auto const whole = fmt::format("aliyun-certificates: {}{}\n", label, printable(text));
    std::fwrite(whole.data(), 1, whole.size(), stderr);
}

void console::note(std::string_view text)
{
    if (!quiet_)
        line("", text);
}

void console::warn(std::string_view text)
{
    if (!quiet_)
        line("warning: ", text);
}

void console::error(std::string_view text)
{
    line("error: ", text);
}

void console::detail(std::string_view text)
{
    if (verbose_)
        line("", text);
}

void console::progress(std::string_view what, std::uint64_t done, std::uint64_t total)
{
    if (!terminal_ || quiet_ || verbose_)
        return;
    auto const now = clock::now();
    if (what_ != what)
    {
        what_ = what;
        begun_ = now;
        painted_ = {};
    }
    if (now - painted_ < std::chrono::milliseconds(100))
        return;
    painted_ = now;
    auto const seconds = std::chrono::duration<double>(now - begun_).count();
    auto const rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    auto text = total > 0 ? fmt::format("{} {} of {}", what, done, total) : fmt::format("{} {}", what, done);
    if (seconds >= 1)
    {
        text += fmt::format(", {:.0f}/s", rate);
        if (total > done && rate > 0)
            text += ", " + time_left(static_cast<double>(total - done) / rate);
    }
    text = cut_to_width(text, terminal_width(stream::error).value_or(80) - 1);
    fmt::print(stderr, "\r\x1b[K{}", text);
    std::fflush(stderr);
    shown_ = true;
}

void console::clear_progress()
{
    if (shown_)
        std::fputs("\r\x1b[K", stderr);
    shown_ = false;
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What is said on standard error: notes, warnings, errors, and progress where somebody watches. Data goes to standard
// output, by output.hpp.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace certificates
{

class console
{
public:
    console();
    console(console const&) = delete;
    console& operator=(console const&) = delete;
    ~console() { clear_progress(); }

    /// Errors only; or one line for each request as well. Progress is shown on a terminal, and in neither case.
    void manners(bool quiet, bool verbose) noexcept;

    void note(std::string_view text);
    void warn(std::string_view text);
    void error(std::string_view text);
    /// A line for --verbose.
    void detail(std::string_view text);

    /// Shows how far something is, with rate and time left, ten times a second at most.
    /// @param total 0: not known
    void progress(std::string_view what, std::uint64_t done, std::uint64_t total);
    void clear_progress();

    /// What has been done so far, in words, for the line that an interrupted or failed command ends with.
    void so_far(std::string text) { so_far_ = std::move(text); }
    [[nodiscard]] std::string const& so_far() const noexcept { return so_far_; }

    [[nodiscard]] bool verbose() const noexcept { return verbose_; }

private:
    using clock = std::chrono::steady_clock;

    void line(std::string_view label, std::string_view text);

    bool quiet_ = false;
    bool verbose_ = false;
    bool terminal_;
    bool shown_ = false;
    std::string what_;
    clock::time_point begun_{};
    clock::time_point painted_{};
    std::string so_far_;
};

} // namespace certificates

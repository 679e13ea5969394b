// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The ways in which a command ends early. main() turns each into a line on standard error and an exit code.

#include "exit_code.hpp"

#include <exception>
#include <stdexcept>
#include <string>

namespace certificates
{

/// Something a person has to know: one sentence that names the file or the parameter, and holds no secret.
class problem : public std::runtime_error
{
public:
    problem(exit_code how, std::string const& text) : runtime_error(text), code_(how) {}
    explicit problem(std::string const& text) : problem(exit_code::failed, text) {}

    [[nodiscard]] exit_code code() const noexcept { return code_; }

private:
    exit_code code_;
};

/// The command line is wrong.
[[nodiscard]] inline problem usage_problem(std::string const& text)
{
    return {exit_code::usage, text};
}

/// Ctrl-C, or SIGTERM.
class interrupted : public std::exception
{
public:
    char const* what() const noexcept override { return "interrupted"; }
};

/// The reader of standard output has gone: no mistake of anybody's, and nothing to say.
class reader_gone : public std::exception
{
public:
    char const* what() const noexcept override { return "nobody reads the output any more"; }
};

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "run_command.hpp"

#include "problem.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace certificates
{

namespace
{

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> own_environment()
{
    std::vector<std::string> all;
    for (auto* const* one = environ; *one != nullptr; ++one)
        all.emplace_back(*one);
    return all;
}

} // namespace

int run_command(std::string const& command, std::vector<std::string> const& arguments,
                std::vector<std::pair<std::string, std::string>> const& variables)
{
    std::vector<std::string> words{"/bin/sh", "-c", command + " \"$@\"", "sh"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto environment = own_environment();
    for (auto const& [name, value] : variables)
        environment.push_back(name + '=' + value);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    // What this program ignores, or its loop catches, is the command's own affair.
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t standard;
    ::sigemptyset(&standard);
    ::posix_spawnattr_setsigmask(&attributes, &standard);
    ::sigaddset(&standard, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &standard);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    pid_t process = 0;
    auto const failed =
        ::posix_spawn(&process, "/bin/sh", &actions, &attributes, pointers(words).data(), pointers(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw problem(command + ": cannot be run: there is no /bin/sh");

    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR)
    {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace certificates

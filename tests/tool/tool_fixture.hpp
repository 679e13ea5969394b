// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The program aliyun-certificates as its users run it: a process with arguments, against an emulator, in a directory of
// its own.

#include "support/certificate_maker.hpp"
#include "support/running_emulator.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <spawn.h>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <utility>
#include <vector>

namespace tool_test
{

/// Half a minute at most.
template <typename Condition>
bool wait_for(Condition const& condition)
{
    for (int tries = 0; tries < 6000; ++tries)
    {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

struct ended
{
    int code = -1; ///< see `exit_code_of`
    std::string out;
    std::string err;
};

/// What a child's descriptors are.
class file_actions
{
public:
    file_actions() { ::posix_spawn_file_actions_init(&actions_); }
    file_actions(file_actions const&) = delete;
    file_actions& operator=(file_actions const&) = delete;
    ~file_actions() { ::posix_spawn_file_actions_destroy(&actions_); }

    file_actions& open(int descriptor, std::string const& file, int flags)
    {
        ::posix_spawn_file_actions_addopen(&actions_, descriptor, file.c_str(), flags, 0600);
        return *this;
    }
    file_actions& copy(int from, int to)
    {
        ::posix_spawn_file_actions_adddup2(&actions_, from, to);
        return *this;
    }
    file_actions& change_folder(std::filesystem::path const& folder)
    {
        ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
        return *this;
    }
    [[nodiscard]] posix_spawn_file_actions_t const* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

/// Whose terminal a child has.
enum class child_session
{
    of_the_parent,
    its_own
};

/// Starts `aliyun-certificates`, or the program whose path is the first argument, with this environment and no other.
[[nodiscard]] pid_t start_program(std::vector<std::string> arguments,
                                  std::map<std::string, std::string> const& environment, file_actions const& actions,
                                  child_session whose = child_session::of_the_parent);

/// The exit code; 128 and the signal's number if one killed it.
[[nodiscard]] int exit_code_of(int status) noexcept;

/// A program under way.
class process
{
public:
    /// @param arguments  of `aliyun-certificates`; or of another program, if the first is its path
    process(std::vector<std::string> const& arguments, std::map<std::string, std::string> const& environment,
            std::filesystem::path const& folder, std::string const& input = {});
    process(process const&) = delete;
    process& operator=(process const&) = delete;
    ~process();

    void signal(int number) const;
    [[nodiscard]] bool is_running();
    /// Waits until it has ended.
    ended wait();
    [[nodiscard]] pid_t id() const noexcept { return pid_; }

private:
    std::filesystem::path folder_;
    pid_t pid_ = -1;
    int status_ = 0;
    bool reaped_ = false;
};

class tool_fixture
{
public:
    explicit tool_fixture(aliyun::cas::emulator_options options = {});
    ~tool_fixture();
    tool_fixture(tool_fixture const&) = delete;
    tool_fixture& operator=(tool_fixture const&) = delete;

    /// Runs `aliyun-certificates`, or the program whose path is the first argument, in `folder` and waits for its end.
    ended run(std::vector<std::string> arguments, std::string const& input = {});
    [[nodiscard]] process start(std::vector<std::string> arguments);

    /// The same, and compares its standard output with golden/NAME: what differs from run to run (see `stands_for`) is
    /// replaced.
    void expect(std::string const& name, std::vector<std::string> arguments, int code = 0);

    /// What holds a journal as another run does, for so long; and whether it does by now.
    [[nodiscard]] std::vector<std::string> holding_the_journal(std::string const& file, int seconds);
    [[nodiscard]] bool is_held(std::string const& journal) const;

    /// From now on the text is written as `name` in what is compared.
    void stands_for(std::string text, std::string name);

    /// A certificate for a host that an authority of this test has issued; its dates are `YYYY-MM-DD`.
    support::issued issue(std::string const& host, std::string const& from, std::string const& until);
    /// Writes DIRECTORY/fullchain.pem and DIRECTORY/privkey.pem, and returns the fingerprint.
    std::string write_pair(std::string const& directory, support::issued const& what);
    /// The chain as it is uploaded.
    [[nodiscard]] std::string chain_of(support::issued const& what) const;
    /// Puts it into the account; its fingerprint stands as `FINGERPRINT-name`.
    std::int64_t add(std::string const& name, support::issued const& what);

    void write(std::string const& file, std::string_view text);
    [[nodiscard]] std::string read(std::string const& file) const;
    /// At the end everything in `folder` (output, messages, journal, whatever was written) is searched for secrets, but
    /// for what the test wrote itself and for files named here.
    void may_hold_a_key(std::string const& file) { with_keys_.insert(folder / file); }
    /// What is printed may name the kind of a key, as a check of keys does; still no line of one.
    void may_speak_of_keys() { speaks_of_keys_ = true; }
    /// A line of this key, PEM, is searched for as well.
    void keep_secret(std::string const& key);

    std::filesystem::path folder;
    support::running_emulator emulator;
    std::map<std::string, std::string> environment; ///< of the program; nothing else is in it

private:
    void search_for_secrets() const;

    bool speaks_of_keys_ = false;
    std::set<std::filesystem::path> with_keys_;
    std::vector<std::string> key_lines_; ///< a line of each key that was made
    support::issued root_;
    support::issued authority_;
    std::vector<std::pair<std::string, std::string>> replacements_;
};

/// Compares a text with golden/NAME.
void expect_golden(std::string const& name, std::string const& text);

/// SHA-1, upper case.
[[nodiscard]] std::string fingerprint_of(support::issued const& what);

} // namespace tool_test

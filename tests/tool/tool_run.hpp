// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The program as its users drive it: as a process of its own, against an emulator, in a folder and an environment of
// its own. What every run puts out is searched for secrets.

#include "support/running_emulator.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support
{

inline std::string read_file(std::filesystem::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(std::filesystem::path const& file, std::string const& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

/// A folder that is gone at the end.
class temporary_folder
{
public:
    temporary_folder()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "certificates-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("cannot make a folder");
        path_ = pattern;
    }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;
    ~temporary_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

struct tool_result
{
    int code = -1; ///< what the process ended with; minus the signal that killed it
    std::string out{};
    std::string err{};
};

/// The program in a folder of its own.
class tool
{
public:
    /// Without an emulator to speak to.
    tool()
    {
        set("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        set("HOME", folder_.path().string());
        set("LC_ALL", "C.UTF-8");
        set("TZ", "UTC");
        set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    }
    explicit tool(running_emulator const& service) : tool()
    {
        write_file(file("ca.pem"), service.ca_pem());
        set("ALIYUN_CAS_ENDPOINT", service.endpoint());
        set("ALIYUN_CAS_CDN_ENDPOINT", service.endpoint());
        set("ALIYUN_CAS_CA_FILE", file("ca.pem").string());
        set("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
        set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    }

    [[nodiscard]] std::filesystem::path file(std::string const& name) const { return folder_.path() / name; }
    void set(std::string const& name, std::string const& value) { environment_[name] = value; }
    void unset(std::string const& name) { environment_.erase(name); }
    [[nodiscard]] std::map<std::string, std::string> const& environment() const noexcept { return environment_; }

    /// Starts the program, or another one that starts with a slash, in the folder. Standard streams are files there.
    [[nodiscard]] pid_t start(std::vector<std::string> arguments, std::string const& input = {})
    {
        if (arguments.empty() || !arguments.front().starts_with('/'))
            arguments.insert(arguments.begin(), ALIYUN_CERTIFICATES);
        write_file(file("stdin"), input);
        std::vector<std::string> variables;
        for (auto const& [name, value] : environment_)
            variables.push_back(name + '=' + value);
        auto const pointers = [](std::vector<std::string>& texts)
        {
            std::vector<char*> result;
            for (auto& text : texts)
                result.push_back(text.data());
            result.push_back(nullptr);
            return result;
        };
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, 0, file("stdin").c_str(), O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions, 1, file("stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::posix_spawn_file_actions_addopen(&actions, 2, file("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::posix_spawn_file_actions_addchdir_np(&actions, folder_.path().c_str());
        pid_t process = 0;
        auto const failed = ::posix_spawn(&process, arguments.front().c_str(), &actions, nullptr,
                                          pointers(arguments).data(), pointers(variables).data());
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0)
            throw std::runtime_error("cannot start " + arguments.front());
        return process;
    }
    [[nodiscard]] tool_result wait(pid_t process)
    {
        int status = 0;
        while (::waitpid(process, &status, 0) < 0)
        {
        }
        tool_result result{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(file("stdout")),
                           read_file(file("stderr"))};
        for (auto const* const secret : {"testsecret", "PRIVATE KEY"})
        {
            BOOST_TEST(result.out.find(secret) == std::string::npos, "a secret is in the output");
            BOOST_TEST(result.err.find(secret) == std::string::npos, "a secret is in the messages");
        }
        return result;
    }
    tool_result run(std::vector<std::string> arguments, std::string const& input = {})
    {
        return wait(start(std::move(arguments), input));
    }

private:
    temporary_folder folder_;
    std::map<std::string, std::string> environment_;
};

} // namespace support

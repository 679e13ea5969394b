// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "files.hpp"

#include "problem.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace certificates
{
namespace
{

[[noreturn]] void fail(std::filesystem::path const& file, int why)
{
    throw problem(file.string() + ": " + std::generic_category().message(why));
}

class descriptor
{
public:
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] int close() noexcept { return ::close(std::exchange(number_, -1)); }

private:
    int number_;
};

std::filesystem::path destination(std::filesystem::path const& file)
{
    std::error_code unknown;
    auto const absolute = std::filesystem::absolute(file);
    auto const target = std::filesystem::weakly_canonical(absolute, unknown);
    return unknown ? absolute : target;
}

/// Why nothing can be saved there; empty: it can.
std::string obstacle(std::filesystem::path const& file)
{
    auto const target = destination(file);
    auto const folder = target.parent_path();
    std::error_code unknown;
    auto const is = std::filesystem::status(file, unknown).type();
    if (is != std::filesystem::file_type::not_found && is != std::filesystem::file_type::regular)
        return "it is no regular file";
    if (!std::filesystem::is_directory(folder, unknown))
        return "there is no folder " + folder.string();
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return folder.string() + ": " + std::generic_category().message(errno);
    return {};
}

} // namespace

aliyun::cas::secret_string read_file(std::filesystem::path const& file, std::size_t limit)
{
    descriptor const in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.number() < 0)
        fail(file, errno);
    aliyun::cas::secret_string text;
    std::array<char, 16 * 1024> block;
    for (;;)
    {
        auto const got = ::read(in.number(), block.data(), block.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(file, errno);
        if (got == 0)
            break;
        text.append(std::string_view(block.data(), static_cast<std::size_t>(got)));
        if (text.size() > limit)
            throw problem(file.string() + ": it has more than " + std::to_string(limit) + " bytes");
    }
    OPENSSL_cleanse(block.data(), block.size());
    return text;
}

void write_file(std::filesystem::path const& name, std::string_view text, readers who)
{
    if (auto const why = obstacle(name); !why.empty())
        throw problem(name.string() + ": " + why);
    auto const file = destination(name);
    auto const draft = fmt::format("{}.{}.new", file.string(), ::getpid()); // a file of that name is not touched
    descriptor out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, who == readers::owner ? 0600 : 0666));
    if (out.number() < 0)
        fail(file, errno);
    while (!text.empty())
    {
        auto const written = ::write(out.number(), text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
        {
            auto const why = errno;
            ::unlink(draft.c_str());
            fail(file, why);
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(out.number()) != 0 || out.close() != 0 || std::rename(draft.c_str(), file.c_str()) != 0)
    {
        auto const why = errno;
        ::unlink(draft.c_str());
        fail(file, why);
    }
}

void require_savable_as(std::string_view option, std::filesystem::path const& file)
{
    if (auto const why = file.empty() ? std::string() : obstacle(file); !why.empty())
        throw usage_problem(fmt::format("{} {}: {}", option, file.string(), why));
}

void require_savable(std::filesystem::path const& cert_out, std::filesystem::path const& key_out)
{
    require_savable_as("--cert-out", cert_out);
    require_savable_as("--key-out", key_out);
    if (!cert_out.empty() && !key_out.empty() && destination(cert_out) == destination(key_out))
        throw usage_problem("--key-out " + key_out.string() + ": --cert-out names the same file");
}

} // namespace certificates

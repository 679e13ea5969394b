// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Files that hold secrets or must not be torn: read into memory that is wiped, written for their owner alone.

#include <aliyun/cas/secret_string.hpp>

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace certificates
{

/// Reads a whole file. Throws a problem that names it, also if it has more than `limit` bytes.
[[nodiscard]] aliyun::cas::secret_string read_file(std::filesystem::path const& file,
                                                   std::size_t limit = std::size_t{4} * 1024 * 1024);

enum class readers
{
    owner, ///< mode 0600
    all    ///< as the umask has it
};

/// Writes a file anew: under another name first, which takes its place when all of it is on the disk. A link stays, and
/// what it leads to is written.
void write_file(std::filesystem::path const& file, std::string_view text, readers who);

/// Judges where something is to be saved, before there is anything to save; an empty file is not wanted.
/// @throws problem (usage) that names the option
void require_savable_as(std::string_view option, std::filesystem::path const& file);

/// Judges where a certificate and its key are to be saved, before there is anything to save; an empty one is not
/// wanted.
/// @throws problem (usage) that names --cert-out or --key-out
void require_savable(std::filesystem::path const& cert_out, std::filesystem::path const& key_out);

} // namespace certificates

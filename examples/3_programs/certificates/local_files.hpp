// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Certificates and private keys in files, paired by their content: a certificate's key is the one that fits, whatever
// the two files are called.

#include <aliyun/cas/secret_string.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

/// Something that is wrong with a file.
struct finding
{
    std::string file{};
    std::size_t line = 0; ///< 0: the file as a whole
    bool is_error = false;
    std::string code{}; ///< stable, for example `chain-order`
    std::string what{};
    std::string mend{};
};

/// A server's certificate with the chain behind it.
struct local_certificate
{
    std::string file{};
    std::string key_file{}; ///< empty: no key fits
    std::string common{};
    std::vector<std::string> hosts{};
    std::string issuer{};
    std::chrono::sys_seconds starts{};
    std::chrono::sys_seconds ends{};
    std::string fingerprint{}; ///< of the leaf: SHA-1, upper case

    std::string chain{};              ///< PEM, nothing but the certificates, the leaf first
    aliyun::cas::secret_string key{}; ///< PEM, nothing but the key
    std::vector<finding> findings{};  ///< what `check_upload` of the library says of the two

    [[nodiscard]] bool passes() const noexcept;
    /// It is good for this host.
    [[nodiscard]] bool covers(std::string_view host) const noexcept;
};

struct local_files
{
    std::vector<local_certificate> certificates{}; ///< in the order of the files; each leaf once
    std::vector<finding> findings{};               ///< of files that are part of none
    std::size_t looked_at = 0;                     ///< files with certificates or keys in them
};

/// Reads files and directories, subdirectories included. Of a leaf that stands in several files the one with the
/// longest chain counts. Names that begin with a dot are left out, but where they are given.
/// @throws problem if a path cannot be read, or holds nothing
[[nodiscard]] local_files read_local_files(std::vector<std::string> const& paths, std::chrono::sys_seconds now,
                                           std::chrono::seconds warn_before = {});

/// What is wrong with a name to upload by, of no file; nothing: it will do.
[[nodiscard]] std::optional<finding> check_name(std::string_view name);

} // namespace certificates

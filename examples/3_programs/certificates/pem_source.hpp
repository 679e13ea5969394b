// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A file on its way to being checked: its text, and which of its lines are certificates and which are a key.

#include "local_files.hpp"

#include <aliyun/cas/secret_string.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

/// The parts of a PEM file: its certificates, its keys, and what stands around them.
enum class part
{
    certificate,
    key,
    other
};

struct pem_source
{
    std::string file{};
    bool is_named = false; ///< by the user, and not found in a directory
    aliyun::cas::secret_string text{};
    std::size_t certificates = 0;
    std::size_t keys = 0;

    /// The file as a check should see it: without the other part where it has both, its lines where they were.
    [[nodiscard]] aliyun::cas::secret_string view_of(part wanted) const;
    /// Nothing but the blocks of a part, in Unix' lines.
    [[nodiscard]] aliyun::cas::secret_string blocks_of(part wanted) const;
    /// No certificate and no key is in it, though somebody must have thought so.
    [[nodiscard]] bool is_missed() const;
};

/// Reads a file, or all that are in a directory and below it, and appends them; what cannot be read there is a finding.
/// @throws problem if `path` is nothing that can be read
void read_sources(std::string const& path, std::vector<pem_source>& found, std::vector<finding>& unreadable);

/// The public half of the first private key in a text, DER; empty if none can be read, as of an encrypted one.
[[nodiscard]] std::string public_half(aliyun::cas::secret_string const& text);

struct leaf_facts
{
    std::string public_key; ///< DER
    bool is_authority;
};

/// What pairs the first certificate of a text with its key; nothing if it cannot be read.
[[nodiscard]] std::optional<leaf_facts> leaf_of(aliyun::cas::secret_string const& text);

} // namespace certificates

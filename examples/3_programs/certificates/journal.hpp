// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The journal: what was about to be written to the account, and what came of it. It is a file of SQLite, written before
// and after each write, so that a run that was killed at any instant can be run again. It holds names, fingerprints and
// ids, and no key.

#include "console.hpp"
#include "problem.hpp"
#include "settings.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace CLI
{
class App;
}

namespace certificates
{

/// A write as the journal knows it.
struct journal_entry
{
    std::string action{}; ///< `upload`, `delete`, `bind`
    std::string fingerprint{};
    std::string name{};
    std::int64_t cert_id = 0;
    std::string domain{}; ///< of a binding
};

class journal
{
public:
    /// Opens or makes the journal, for its owner alone.
    /// @param file     empty: in the user's state directory
    /// @param place    the account's store that is written to: what others hold is left alone
    /// @param patience how long to wait until no other run holds it; nothing: it is only read, whoever holds it
    /// @param screen   is told if there is a wait; nullptr: nobody is
    journal(std::filesystem::path file, std::string place, std::optional<std::chrono::milliseconds> patience,
            console* screen = nullptr);
    journal(journal const&) = delete;
    journal& operator=(journal const&) = delete;
    ~journal();

    /// Something is about to be written. It is on the disk when this returns.
    [[nodiscard]] std::int64_t begin(journal_entry const& what);
    /// It has been, or has failed.
    void end(std::int64_t number, std::int64_t cert_id, std::string_view request_id,
             std::optional<problem> const& failed);

    /// By fingerprint the name by which an upload was begun last: it is kept whatever the template says meanwhile, so
    /// that an upload whose answer was lost cannot come twice.
    [[nodiscard]] std::map<std::string, std::string> names() const;
    /// By fingerprint when an upload was done first.
    [[nodiscard]] std::map<std::string, std::chrono::sys_seconds> uploads() const;
    /// Whether a deletion of this certificate was begun by us.
    [[nodiscard]] bool has_begun_to_delete(std::int64_t cert_id) const;

    /// By id the domains of the CDN that it serves, as far as is known: the last binding that was done, and those begun
    /// since, whatever has become of them.
    [[nodiscard]] std::map<std::int64_t, std::string> in_use() const;

    /// The certificate has been replaced, as `rotate` has verified: `prune` may remove it after its grace.
    void mark(std::int64_t cert_id, std::string_view fingerprint, std::string_view successor);
    /// By id, when it was marked.
    [[nodiscard]] std::map<std::int64_t, std::chrono::sys_seconds> marks() const;

    [[nodiscard]] std::filesystem::path const& file() const noexcept { return file_; }

private:
    struct database;

    void unlock() noexcept;

    std::filesystem::path file_;
    std::string place_;
    int lock_ = -1;
    std::unique_ptr<database> database_;
};

/// --journal
void declare_journal(CLI::App& app, std::string& into);

} // namespace certificates

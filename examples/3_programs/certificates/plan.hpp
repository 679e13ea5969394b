// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What is to be done, decided without asking anybody: the account's list and the local files go in, steps come out.

#include "certificate.hpp"
#include "exit_code.hpp"
#include "local_files.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

/// One step.
enum class action
{
    none,      ///< nothing has to be done about this certificate; the reason says why
    blocked,   ///< nothing can be done about it
    upload,    ///< a local pair
    bind,      ///< a domain of the CDN to it
    supersede, ///< mark a certificate of the account as replaced
    remove     ///< delete a certificate of the account
};
[[nodiscard]] std::string_view spelling(action what) noexcept;

struct step
{
    action what = action::none;
    std::int64_t id = 0; ///< of a certificate in the account; 0: it is not there yet
    std::string name{};
    std::string fingerprint{};
    std::vector<std::string> hosts{};
    std::string end_date{};
    std::string reason{};
    std::string file{};
    std::string key_file{};
    std::string domain{};    ///< to bind
    std::string successor{}; ///< fingerprint of what replaces it: must be in the account before the step is taken
};

struct plan
{
    std::string place{}; ///< the account's store that it was made for
    std::vector<step> steps{};

    [[nodiscard]] std::size_t count(action what) const noexcept;
    /// There is something to do.
    [[nodiscard]] bool does_anything() const noexcept;
    /// What a command ends with that has printed it and done nothing.
    [[nodiscard]] exit_code code() const noexcept;
};

/// Names the certificates: by the template, or by what the journal remembers.
struct naming
{
    std::string pattern{};
    std::map<std::string, std::string> remembered{}; ///< by fingerprint
};

/// What to upload: pairs that pass the check and whose certificate is not in the account. One step for each pair, in
/// their order.
[[nodiscard]] std::vector<step> plan_uploads(std::vector<certificate> const& account,
                                             std::vector<local_certificate> const& local, naming const& names);

struct rotation_options
{
    naming names{};
    std::vector<std::string> domains{}; ///< of the CDN, to bind to the pair that covers them
    std::set<std::int64_t> marked{};    ///< ids that are marked already
};

/// What to do so that the account serves the local pairs: uploads as above, but none that is older than what the
/// account has for the same hosts; then bindings; then marks on the uploaded certificates that a pair replaces.
[[nodiscard]] std::vector<step> plan_rotation(std::vector<certificate> const& account,
                                              std::vector<local_certificate> const& local,
                                              rotation_options const& options);

struct pruning_options
{
    std::size_t keep = 1; ///< newest of each set of hosts, whatever their state
    std::chrono::days grace{7};
    std::chrono::sys_seconds now{};
    std::vector<std::string> excluded{};                           ///< ids, fingerprints, names or hosts, with * and ?
    std::map<std::int64_t, std::string> in_use{};                  ///< ids that a domain of the CDN is bound to
    std::map<std::int64_t, std::chrono::sys_seconds> marked{};     ///< when, by id
    std::map<std::string, std::chrono::sys_seconds> uploaded_at{}; ///< by fingerprint, where it is known
};

/// Whether a line of an exclude file keeps the certificate: its id, fingerprint, name or a host, with * and ?.
[[nodiscard]] bool excludes(std::string const& pattern, certificate const& one);

/// What to delete: uploaded certificates that have ended, or that a newer valid one for the same hosts has replaced,
/// for longer than the grace. Never the last valid one of a set of hosts.
[[nodiscard]] std::vector<step> plan_pruning(std::vector<certificate> const& account, pruning_options const& options);

/// Whether the account is as a plan expects it.
struct plan_check
{
    std::vector<std::string> differences{}; ///< in words; empty: it may be carried out
    std::set<std::size_t> done{};           ///< steps that are done already
};

/// Holds a plan against the account as it is.
/// @param local          by the certificate's file what it holds now
/// @param begun_to_delete whether a deletion of this id was begun by us: then its being gone is no surprise
/// @param in_use         by id, what is not to be deleted, and the domain that it serves
[[nodiscard]] plan_check check_plan(plan const& what, std::vector<certificate> const& account,
                                    std::map<std::string, local_certificate const*> const& local,
                                    std::function<bool(std::int64_t)> const& begun_to_delete,
                                    std::map<std::int64_t, std::string> const& in_use, std::chrono::sys_seconds now);

} // namespace certificates

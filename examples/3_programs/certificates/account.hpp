// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The account: what the commands ask of the service, in plain structs and functions that return when it is done. The
// library is behind it; a command that includes this compiles in a moment.

#include "certificate.hpp"
#include "console.hpp"
#include "problem.hpp"
#include "settings.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

class session;

/// What to upload. The key is wiped when dropped.
struct upload
{
    std::string name{};
    std::string chain{}; ///< PEM, the leaf first
    aliyun::cas::secret_string key{};
    std::string fingerprint{}; ///< of the leaf
};

/// What came of one of several writes.
struct write_result
{
    std::int64_t cert_id = 0; ///< of an upload; 0: it has failed
    std::string request_id{};
    std::optional<problem> failed{};
};

class account
{
public:
    /// Nothing is asked before the first call.
    account(settings const& common, console& screen);
    account(account const&) = delete;
    account& operator=(account const&) = delete;
    ~account();

    /// Walks the list, in the order of the service. What `on_page` throws ends the walk.
    /// @param on_page some certificates, and how many there are in all
    void walk(std::function<void(std::vector<certificate>&, std::uint64_t)> const& on_page);
    /// The whole list, with progress.
    [[nodiscard]] std::vector<certificate> all();

    /// Reads certificates with their texts, several at a time. A failure is told in place of the texts.
    using detail_function =
        std::function<void(std::size_t index, std::optional<certificate_texts>, std::optional<problem>)>;
    void details(std::vector<std::int64_t> const& ids, detail_function const& told);
    /// One certificate.
    [[nodiscard]] certificate_texts detail(std::int64_t id);

    /// Uploads, several at a time. An answer that was lost, or that tells no id, is looked up in the list: once for all
    /// of them. What did not arrive is tried once more.
    ///
    /// @param before is called before each upload is begun, `after` when it has ended. What they throw ends the upload
    /// of what has not begun, and is thrown again once the others have ended.
    void create(std::vector<upload> const& uploads, std::function<void(std::size_t)> const& before,
                std::function<void(std::size_t, write_result const&)> const& after);

    /// Deletes, in the same way. What is gone already counts as deleted.
    void remove(std::vector<std::int64_t> const& ids, std::function<void(std::size_t)> const& before,
                std::function<void(std::size_t, write_result const&)> const& after);

    /// Throws a usage problem for --region all: what writes needs one region.
    void require_one_store() const;

    /// Names the account's store, as the journal and plans do: by its host.
    [[nodiscard]] std::string const& place() const noexcept { return place_; }
    /// The region by which other products name the store's certificates: there is one for each site.
    [[nodiscard]] std::string region() const;

    /// For what speaks to the service by itself, such as the orders.
    [[nodiscard]] certificates::session& session() noexcept { return *session_; }

private:
    // Tells by the list what has become of uploads; those that are not there go to `absent`, if there is one.
    void settle(std::vector<upload> const& uploads, std::map<std::size_t, write_result>& in_doubt,
                std::vector<std::size_t>* absent, std::function<void(std::size_t, write_result const&)> const& after);

    std::unique_ptr<certificates::session> session_;
    console& screen_;
    std::size_t concurrency_;
    std::string place_;
};

} // namespace certificates

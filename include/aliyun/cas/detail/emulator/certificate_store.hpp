// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The certificates of the account, in the order of their ids, and how they came and went.

#include "aliyun/cas/detail/emulator/certificate_facts.hpp"
#include "aliyun/cas/detail/emulator/certificate_series.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/emulator_request.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

enum class certificate_origin
{
    uploaded,
    bought
};

struct stored_certificate
{
    std::int64_t id;
    std::string name;
    certificate_origin origin;
    certificate_facts facts;
    std::string certificate_pem;
    std::string key_pem;
    std::shared_ptr<certificate_series const> series{}; ///< If set, it writes the two texts when they are asked for.
    std::uint32_t number = 0;                           ///< In the series.

    std::string certificate() const { return series ? series->certificate_pem(number) : certificate_pem; }
    std::string const& key() const { return series ? series->key_pem() : key_pem; }
    bool expired(time_point now) const noexcept { return facts.not_after < now; }
};

class certificate_store
{
public:
    explicit certificate_store(std::int64_t first_id,
                               std::size_t remembered_changes = (std::numeric_limits<std::size_t>::max)())
        : next_id_(first_id), remembered_changes_(remembered_changes)
    {
    }

    /// Takes a certificate under a name that is not taken yet, and gives it the next id.
    /// @param nonce of the request that brings it
    std::int64_t add(stored_certificate certificate, time_point now = {}, std::string_view nonce = {})
    {
        if (names_.contains(certificate.name))
            throw refusal{400, "NameRepeat", "The certificate name already exists: " + certificate.name};
        certificate.id = next_id_++;
        by_id_.push_back(std::make_unique<stored_certificate const>(std::move(certificate)));
        names_.insert(by_id_.back()->name);
        remember(*by_id_.back(), emulator_change::kind::added, now, nonce);
        return by_id_.back()->id;
    }

    /// The certificate with this id, or a `NotFound` refusal.
    stored_certificate const& at(std::int64_t id) const { return **place_of(id); }

    /// Deletes what was uploaded or has expired: a bought certificate that is still good cannot be deleted.
    void erase(std::int64_t id, time_point now, std::string_view nonce = {})
    {
        auto const place = place_of(id);
        if ((*place)->origin == certificate_origin::bought && !(*place)->expired(now))
            throw refusal{400, "OperationDenied.NotUploadedOrExpired",
                          "Only uploaded or expired certificates can be deleted."};
        remember(**place, emulator_change::kind::deleted, now, nonce);
        names_.erase((*place)->name);
        by_id_.erase(place);
    }

    /// The entries of a page, counted from 1; none behind the last page.
    std::span<std::unique_ptr<stored_certificate const> const> page(std::size_t number, std::size_t size) const
    {
        // Divided rather than multiplied: the product of two numbers from the wire can pass any limit.
        if (number - 1 > by_id_.size() / size)
            return {};
        auto const from = (number - 1) * size;
        return std::span{by_id_}.subspan(from, (std::min)(size, by_id_.size() - from));
    }

    std::size_t size() const noexcept { return by_id_.size(); }

    std::deque<emulator_change> const& changes() const noexcept { return changes_; }

private:
    using entries = std::vector<std::unique_ptr<stored_certificate const>>;

    entries::const_iterator place_of(std::int64_t id) const
    {
        auto const place = std::ranges::lower_bound(by_id_, id, {}, [](auto const& entry) { return entry->id; });
        if (place == by_id_.end() || (*place)->id != id)
            throw not_found("The certificate " + std::to_string(id) + " does not exist.");
        return place;
    }

    void remember(stored_certificate const& which, emulator_change::kind what, time_point now, std::string_view nonce)
    {
        if (remembered_changes_ == 0)
            return;
        if (changes_.size() >= remembered_changes_)
            changes_.pop_front();
        auto const& facts = which.facts;
        changes_.push_back({now, what, which.id, which.name, facts.sans, facts.fingerprint, facts.not_before,
                            facts.not_after, std::string(nonce)});
    }

    std::int64_t next_id_;
    std::size_t remembered_changes_;
    entries by_id_;                              // ids only grow, so appending keeps the order
    std::unordered_set<std::string_view> names_; // in the entries
    std::deque<emulator_change> changes_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

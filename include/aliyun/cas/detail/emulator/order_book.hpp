// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The bought orders and how each one goes from paid to issued, or to failed.

#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

enum class domain_check
{
    dns,
    file
};

enum class order_phase
{
    bought,   ///< Not submitted, or listed with a status of the user's own choice.
    checking, ///< Waits until somebody has published what proves the domain.
    issued,
    check_failed
};

struct order
{
    emulator_order bought;
    order_phase phase = order_phase::bought;
    std::vector<std::string> domains{};
    domain_check check = domain_check::dns;
    std::string check_value{};
    unsigned checks = 0;
    std::string certificate_pem{}; ///< Empty until the certificate was made.
    std::string key_pem{};
};

class order_book
{
public:
    explicit order_book(std::vector<emulator_order> bought, unsigned checks_until_decided)
        : checks_until_decided_(checks_until_decided)
    {
        for (auto& instance : bought)
        {
            auto const same = [&](order const& other) { return other.bought.instance_id == instance.instance_id; };
            if (instance.instance_id.empty() || std::ranges::any_of(orders_, same))
                throw std::invalid_argument("the emulator's orders need distinct instance ids, not \"" +
                                            instance.instance_id + "\"");
            if (instance.id == 0)
                instance.id = first_id + static_cast<std::int64_t>(orders_.size());
            orders_.push_back(order{.bought = std::move(instance)});
        }
    }

    /// Submits a paid order, or once more one whose check failed.
    void submit(std::string_view instance_id, std::vector<std::string> domains, domain_check check)
    {
        auto& chosen = at(instance_id);
        bool const open = chosen.phase == order_phase::check_failed ||
                          (chosen.phase == order_phase::bought && chosen.bought.status == "Paid");
        if (!open)
            throw wrong_phase(chosen, "only a paid order can be submitted");
        chosen.phase = order_phase::checking;
        chosen.bought.status = "Verifying";
        chosen.domains = std::move(domains);
        chosen.check = check;
        chosen.check_value = random_token();
        chosen.checks = 0;
    }

    /// Looks at an order, which brings it nearer to its end. An order that is `issued` without a certificate is the
    /// caller's to furnish.
    order& poll(std::string_view instance_id)
    {
        auto& chosen = at(instance_id);
        if (chosen.phase == order_phase::bought)
            throw wrong_phase(chosen, "it was not submitted");
        if (chosen.phase == order_phase::checking && chosen.checks++ >= checks_until_decided_)
        {
            bool const issued = chosen.bought.outcome == emulator_order_outcome::issued;
            chosen.phase = issued ? order_phase::issued : order_phase::check_failed;
            chosen.bought.status = issued ? "Issued" : "Verification Failed";
        }
        return chosen;
    }

    /// The orders from this index on, counted from 1, as many as a page has.
    std::span<order const> page(std::size_t start_index, std::size_t size) const
    {
        auto const from = (std::min)(start_index - 1, orders_.size());
        return std::span{orders_}.subspan(from, (std::min)(size, orders_.size() - from));
    }

    std::size_t size() const noexcept { return orders_.size(); }

private:
    static constexpr std::int64_t first_id = 4'294'977'001; // beyond 2^32, like the certificates' ids

    order& at(std::string_view instance_id)
    {
        auto const found = std::ranges::find_if(orders_, [&](order const& candidate)
                                                { return candidate.bought.instance_id == instance_id; });
        if (found == orders_.end())
            throw not_found("The order instance " + std::string(instance_id) + " does not exist.");
        return *found;
    }

    static refusal wrong_phase(order const& chosen, std::string_view reason)
    {
        return {400, "IncorrectOrderStatus",
                "The order " + chosen.bought.instance_id + " is \"" + chosen.bought.status +
                    "\": " + std::string(reason) + '.'};
    }

    static std::string random_token()
    {
        constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        std::array<unsigned char, 32> bytes{};
        if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
            throw std::runtime_error("OpenSSL has no randomness for the emulator");
        std::string token;
        for (auto const byte : bytes)
            token += alphabet[byte % alphabet.size()];
        return token;
    }

    std::vector<order> orders_;
    unsigned checks_until_decided_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Who asks: a key pair and, if it is temporary, its security token.

#include "common_params.hpp"
#include "detail/sign/hmac.hpp"
#include "secret_string.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// An AccessKey pair. Copies share one immutable state, in which the secret lives on only as a prepared signing key;
/// that is wiped when the last copy is dropped.
class credentials
{
public:
    /// @param access_key_id     the public half of the pair
    /// @param access_key_secret the secret half; the caller's own copy is the caller's to wipe
    /// @param security_token    for temporary credentials (STS); empty otherwise
    /// @param expiration        when they end, if they do: a `credential_source` renews them before
    /// @throws std::invalid_argument if the id or the secret is empty, or the id has a character that cannot stand in
    /// one.
    explicit credentials(std::string access_key_id, secret_string access_key_secret, secret_string security_token = {},
                         std::optional<std::chrono::sys_seconds> expiration = {})
        : state_(std::make_shared<state const>(checked(std::move(access_key_id)), access_key_secret,
                                               std::move(security_token), expiration))
    {
    }

    /// The id alone: it is no secret.
    [[nodiscard]] std::string const& access_key_id() const noexcept { return state_->id; }
    /// Whether there is a security token.
    [[nodiscard]] bool is_temporary() const noexcept { return !state_->token.empty(); }

    /// The security token, if the credentials are temporary.
    [[nodiscard]] std::optional<std::string_view> security_token() const noexcept
    {
        return is_temporary() ? std::optional(state_->token.reveal()) : std::nullopt;
    }

    /// When they end; nothing if they do not, or nobody has said so.
    [[nodiscard]] std::optional<std::chrono::sys_seconds> expiration() const noexcept { return state_->expiration; }

    /// Whether both are copies of one object. What has the same id need not be the same: a key is renewed under it.
    [[nodiscard]] bool is_copy_of(credentials const& other) const noexcept { return state_ == other.state_; }

    /// The id as a request carries it.
    [[nodiscard]] common_value access_key_id_param() const noexcept { return {state_->id, state_->encoded_id}; }
    /// The prepared key that signs requests.
    [[nodiscard]] detail::hmac_sha1_key const& signing_key() const noexcept { return state_->key; }

    friend std::ostream& operator<<(std::ostream& out, credentials const& value)
    {
        return out << value.access_key_id() << ":***";
    }

private:
    struct state
    {
        state(std::string access_key_id, secret_string const& secret, secret_string security_token,
              std::optional<std::chrono::sys_seconds> end)
            : id(std::move(access_key_id)),
              encoded_id(id),
              key(key_of(secret).reveal()),
              token(std::move(security_token)),
              expiration(end)
        {
        }
        std::string id;
        detail::encoded_text encoded_id;
        detail::hmac_sha1_key key;
        secret_string token;
        std::optional<std::chrono::sys_seconds> expiration;
    };

    // Signature version 1.0 signs with the secret and a trailing `&`.
    static secret_string key_of(secret_string const& secret)
    {
        if (secret.empty())
            throw std::invalid_argument("aliyun::cas::credentials: the AccessKey secret is empty");
        secret_string key{secret};
        key.append("&");
        return key;
    }
    static std::string checked(std::string id)
    {
        if (id.empty())
            throw std::invalid_argument("aliyun::cas::credentials: the AccessKey id is empty");
        for (char const c : id)
            if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f')
                throw std::invalid_argument("aliyun::cas::credentials: the AccessKey id has white space or a control "
                                            "character in it");
        return id;
    }

    std::shared_ptr<state const> state_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

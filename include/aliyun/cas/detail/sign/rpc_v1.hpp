// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Signature version 1.0 of the RPC protocol: METHOD & %2F & percent-encode(canonical query), HMAC-SHA1, base64.

#include "../query/query_writer.hpp"
#include "../text/base64.hpp"
#include "../text/wiped_buffer.hpp"
#include "hmac.hpp"

#include <boost/config.hpp>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

enum class http_method
{
    get,
    post
};

/// Room for signing one request after another without allocating. What is in it is valid until the next request.
class rpc_v1_signer
{
public:
    /// Writes the query of `op` and signs it.
    /// @returns `canonical_query()` with `&Signature=...` behind it: what is sent.
    template <typename Common, typename Op>
    std::string_view sign(http_method method, Op const& op, request_context const& context, hmac_sha1_key const& key)
    {
        // Method, AccessKeyId and Action come first and fill a block.
        constexpr bool is_open = canonical_order<Op, Common>::open_size() >= hmac_sha1_key::block_size;
        return finish(method, write<Common>(op, context), key, is_open ? text_head::repeated : text_head::any);
    }

    /// Writes the query of `op` for a request that goes unsigned.
    template <typename Common, typename Op>
    std::string_view write_unsigned(Op const& op, request_context const& context)
    {
        auto const end = write<Common>(op, context);
        query_.resize(static_cast<std::size_t>(end.once - query_.data()));
        canonical_size_ = query_.size() - query_margin;
        return canonical_query();
    }

    [[nodiscard]] std::string_view canonical_query() const noexcept
    {
        return query_.view().substr(query_margin, canonical_size_);
    }
    [[nodiscard]] std::string_view string_to_sign() const noexcept { return to_sign_.view().substr(to_sign_at_); }
    [[nodiscard]] std::string signature() const
    {
        auto const text = base64(digest_);
        return {text.begin(), text.end()};
    }

    /// Overwrites what was written: for a request that carried a secret.
    void forget() noexcept
    {
        query_.forget();
        to_sign_.forget();
        canonical_size_ = to_sign_at_ = 0;
    }

private:
    template <typename Common, typename Op>
    canonical_output write(Op const& op, request_context const& context)
    {
        using writer = query_writer<Op, Common>;
        return writer::write(op, context, begin(writer::bound(op, context)));
    }

    // What no operation changes is not inlined into each one's code.

    // The first parameter's separator is written into the last places of the room before the text, and the head of the
    // string to sign then takes those places.
    BOOST_NOINLINE canonical_output begin(canonical_size room)
    {
        query_.resize(query_margin + room.once + signature_room);
        to_sign_.resize(head_room + room.twice);
        return {query_.data(), to_sign_.data() + head_room - separator_size};
    }

    BOOST_NOINLINE std::string_view finish(http_method method, canonical_output end, hmac_sha1_key const& key,
                                           text_head first_block)
    {
        canonical_size_ = static_cast<std::size_t>(end.once - query_.data()) - query_margin;
        auto const head = method == http_method::get ? std::string_view("GET&%2F&") : std::string_view("POST&%2F&");
        to_sign_at_ = head_room - head.size();
        std::memcpy(to_sign_.data() + to_sign_at_, head.data(), head.size());
        to_sign_.resize(static_cast<std::size_t>(end.twice - to_sign_.data()));

        digest_ = key.sign(string_to_sign(), first_block);
        static constexpr std::string_view name = "&Signature=";
        std::memcpy(end.once, name.data(), name.size());
        auto const* const behind = write_encoded_base64(digest_, end.once + name.size());
        query_.resize(static_cast<std::size_t>(behind - query_.data()));
        return query_.view().substr(query_margin);
    }

    static constexpr std::size_t signature_size = 28;
    static constexpr std::size_t query_margin = 1;   // the first `&`
    static constexpr std::size_t separator_size = 3; // `%26`
    static constexpr std::size_t head_room = 9;      // `POST&%2F&`
    static constexpr std::size_t signature_room = 11 + signature_size * once_growth;

    wiped_buffer query_;
    wiped_buffer to_sign_;
    std::size_t canonical_size_ = 0;
    std::size_t to_sign_at_ = 0;
    sha1_digest digest_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

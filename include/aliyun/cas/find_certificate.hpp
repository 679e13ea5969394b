// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whether an upload that may have been carried out has been: by the certificate's name and its fingerprint.

#include "client.hpp"
#include "detail/pool/openssl_ptr.hpp"
#include "operations/certificates.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// What has become of an upload.
enum class upload_state
{
    arrived,    ///< the certificate is there under its name
    absent,     ///< nothing in the account has that name: it may be uploaded once more
    name_taken, ///< another certificate has the name
    untold      ///< a certificate has the name, and the list does not tell its fingerprint: compare its details
};

/// The answer of `async_find_certificate`.
struct upload_finding
{
    upload_state state = upload_state::absent; ///< what has become of it
    std::int64_t cert_id = 0;                  ///< of the certificate with that name; 0 if there is none
};

namespace detail
{

/// The digests of a certificate by which the service may tell it, in lower case without colons.
struct certificate_digests
{
    /// Of the first certificate in `pem`. Throws `std::invalid_argument` if there is none.
    explicit certificate_digests(std::string_view pem)
    {
        bio_ptr const in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
        x509_ptr const leaf(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
        if (!leaf)
            throw std::invalid_argument("aliyun::cas::async_find_certificate: no certificate in this PEM text");
        sha1 = digest(leaf.get(), EVP_sha1());
        sha256 = digest(leaf.get(), EVP_sha256());
    }

    /// Whether a fingerprint, with colons or without and in any case, is the certificate's.
    [[nodiscard]] bool match(std::string_view fingerprint) const
    {
        std::string plain;
        for (char const c : fingerprint)
            if (c != ':' && c != ' ')
                plain += fold_case(c);
        return plain == sha1 || plain == sha256;
    }

    std::string sha1;
    std::string sha256;

private:
    static std::string digest(X509 const* certificate, EVP_MD const* algorithm)
    {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        if (X509_digest(certificate, algorithm, bytes, &size) != 1)
            throw std::invalid_argument("aliyun::cas::async_find_certificate: this certificate has no digest");
        std::string text;
        for (unsigned i = 0; i < size; ++i)
        {
            constexpr char digits[] = "0123456789abcdef";
            text += digits[bytes[i] >> 4];
            text += digits[bytes[i] & 15];
        }
        return text;
    }
};

/// Reads one entry after the other until the name is found.
template <typename Handler>
struct certificate_finder : handler_wrapper<Handler>
{
    using entries_of_list = entry_stream<describe_user_certificate_list>;

    certificate_finder(Handler inner, std::unique_ptr<entries_of_list> list, std::string wanted,
                       certificate_digests of_it)
        : handler_wrapper<Handler>(std::move(inner)),
          told(boost::asio::get_associated_cancellation_slot(this->handler), boost::asio::enable_total_cancellation()),
          entries(std::move(list)),
          name(std::move(wanted)),
          digests(std::move(of_it))
    {
    }

    boost::asio::cancellation_state told; // remembers what comes between two entries
    std::unique_ptr<entries_of_list> entries;
    std::string name;
    certificate_digests digests;

    using cancellation_slot_type = boost::asio::cancellation_slot;
    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept { return told.slot(); }

    void ask()
    {
        if (told.cancelled() != boost::asio::cancellation_type::none)
            return finish(outcome<upload_finding>(failure(boost::asio::error::operation_aborted)));
        auto& list = *entries;
        list.async_next(std::move(*this));
    }

    void operator()(outcome<std::optional<certificate_summary>> entry)
    {
        if (!entry)
            return finish(outcome<upload_finding>(std::move(entry).error()));
        if (!*entry)
            return finish(outcome<upload_finding>(upload_finding{}));
        if ((**entry).name != name)
            return ask();
        auto const& fingerprint = (**entry).fingerprint; // which may be absent or null
        auto const state = fingerprint.empty()          ? upload_state::untold
                           : digests.match(fingerprint) ? upload_state::arrived
                                                        : upload_state::name_taken;
        finish(outcome<upload_finding>(upload_finding{state, (**entry).id}));
    }

    void finish(outcome<upload_finding> found)
    {
        entries.reset(); // its memory is gone before the handler runs
        if (auto slot = boost::asio::get_associated_cancellation_slot(this->handler); slot.is_connected())
            slot.clear();
        auto own = std::move(this->handler);
        std::move(own)(std::move(found));
    }
};

struct initiate_finding
{
    boost::asio::any_io_executor executor;

    using executor_type = boost::asio::any_io_executor;
    [[nodiscard]] executor_type get_executor() const noexcept { return executor; }

    template <typename Handler>
    void operator()(Handler&& handler, std::unique_ptr<entry_stream<describe_user_certificate_list>> list,
                    std::string wanted, certificate_digests digests) const
    {
        certificate_finder<std::decay_t<Handler>>(std::forward<Handler>(handler), std::move(list), std::move(wanted),
                                                  std::move(digests))
            .ask();
    }
};

} // namespace detail

/// Finds out what has become of an upload that failed with `maybe_executed`: walks the account's list until the name
/// comes, which is unique there, and compares the fingerprint with that of the leaf.
///
/// @param name what the certificate was to be called
/// @param pem  the chain that was uploaded, the leaf first; throws `std::invalid_argument` if it holds no certificate
/// @par Completes with `void(outcome<upload_finding>)`. `absent` is what a complete walk over the list has found.
/// @par Errors those of `page_stream::async_next`
/// @par Cancellation terminal, partial, total: `operation_aborted`
/// @par Lifetime The client may be destroyed; the operation then ends with `operation_aborted`.
template <boost::asio::completion_token_for<void(outcome<upload_finding>)> Token = boost::asio::deferred_t>
auto async_find_certificate(client& from, certificate_name name, certificate_pem const& pem, Token&& token = {})
{
    using list = detail::certificate_finder<int>::entries_of_list;
    auto entries = std::make_unique<list>(from.entries(describe_user_certificate_list{1, 100}));
    return boost::asio::async_initiate<Token, void(outcome<upload_finding>)>(
        detail::initiate_finding{from.get_executor()}, token, std::move(entries), std::move(name.text),
        detail::certificate_digests(pem.text));
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas

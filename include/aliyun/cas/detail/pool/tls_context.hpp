// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The settings that all TLS connections of a client share. Immutable once made.

#include "trust.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What OpenSSL tells about one connection while it works: the connection's SSL object points to its own. Nothing is
/// thrown through OpenSSL's frames.
struct tls_notes
{
    std::vector<ssl_session_ptr> sessions{}; ///< offered by the server, for later connections
    int refused_depth = -1;                  ///< of the certificate that was refused: 0 is the server's own
    char refused_subject[256]{};

    static int on_session(SSL* ssl, SSL_SESSION* session) noexcept
    {
        constexpr std::size_t most = 4; // of one connection: a server may send any number
        auto& sessions = static_cast<tls_notes*>(SSL_get_app_data(ssl))->sessions;
        if (sessions.size() == most)
            sessions.erase(sessions.begin());
        try
        {
            sessions.reserve(sessions.size() + 1);
        }
        catch (std::bad_alloc const&)
        {
            return 0; // it stays OpenSSL's, which drops it: the next connection is not resumed
        }
        sessions.emplace_back(session);
        return 1; // the reference is ours now
    }

    static int on_verify(int good, X509_STORE_CTX* check) noexcept
    {
        if (good != 1)
        {
            auto* const ssl =
                static_cast<SSL*>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
            auto& notes = *static_cast<tls_notes*>(SSL_get_app_data(ssl));
            notes.refused_depth = X509_STORE_CTX_get_error_depth(check);
            notes.refused_subject[0] = '\0';
            if (auto const* const certificate = X509_STORE_CTX_get_current_cert(check))
                X509_NAME_oneline(X509_get_subject_name(certificate), notes.refused_subject,
                                  static_cast<int>(sizeof(notes.refused_subject)));
        }
        return good;
    }
};

class tls_context
{
public:
    /// @throws std::invalid_argument if a certificate authority cannot be read.
    explicit tls_context(tls_options const& options) : tls_context(trust_setting::of(options)) {}
    explicit tls_context(trust_setting const& trust) : context_(SSL_CTX_new(TLS_client_method()))
    {
        if (!context_)
            throw std::runtime_error("aliyun::cas: OpenSSL cannot make a TLS context: " + openssl_reason());
        auto* const context = context_.get();
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
        // What was decrypted is wiped from OpenSSL's buffers: answers carry private keys.
        SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &tls_notes::on_verify);
        // Sessions are kept by the pool, which knows what they are good for.
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, &tls_notes::on_session);
        trust_loader loader{SSL_CTX_get_cert_store(context)};
        loader.load(trust);
        trusted_ = loader.summary();
        work_out_authorities();
        ERR_clear_error();
    }

    /// One for all clients that trust the same: what was read when the first of them was made holds for all.
    [[nodiscard]] static std::shared_ptr<tls_context const> shared(tls_options const& options)
    {
        static std::mutex mutex;
        static std::vector<std::pair<trust_setting, std::weak_ptr<tls_context const>>> all;
        auto trust = trust_setting::of(options);
        std::scoped_lock const lock(mutex);
        std::erase_if(all, [](auto const& each) { return each.second.expired(); });
        auto const same = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.first == trust; });
        if (same != all.end())
            if (auto made = same->second.lock())
                return made;
        auto made = std::make_shared<tls_context const>(trust);
        all.emplace_back(std::move(trust), made);
        return made;
    }

    [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }
    /// How many roots are trusted, and where they are from.
    [[nodiscard]] std::string const& trusted() const noexcept { return trusted_; }

private:
    // OpenSSL works out the extensions of an authority when it is first used, and writes them into the certificate that
    // all threads share. It does so safely, but the context is to be immutable once made: so now, and not in the first
    // handshakes.
    void work_out_authorities()
    {
        auto* const all = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context_.get()));
        for (int i = 0; i < sk_X509_num(all); ++i)
            X509_check_purpose(sk_X509_value(all, i), -1, 0); // no purpose: nothing is checked
        sk_X509_pop_free(all, X509_free);
    }

    ssl_context_ptr context_;
    std::string trusted_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

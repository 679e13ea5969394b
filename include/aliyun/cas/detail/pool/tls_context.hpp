// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The settings that all TLS connections of a client share. Immutable once made.

#include "../../client_options.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <auto Free>
struct openssl_delete
{
    template <typename Object>
    void operator()(Object* object) const noexcept
    {
        Free(object);
    }
};
using ssl_context_ptr = std::unique_ptr<SSL_CTX, openssl_delete<&SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, openssl_delete<&SSL_free>>;
using ssl_session_ptr = std::unique_ptr<SSL_SESSION, openssl_delete<&SSL_SESSION_free>>;
using bio_ptr = std::unique_ptr<BIO, openssl_delete<&BIO_free>>;
using x509_ptr = std::unique_ptr<X509, openssl_delete<&X509_free>>;

/// The oldest error of OpenSSL's queue as text; empties the queue.
inline std::string openssl_reason()
{
    auto const error = ERR_get_error();
    ERR_clear_error();
    auto const* const reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    return reason != nullptr ? reason : "no reason given";
}

/// The sessions that a server has offered on one connection for later ones. A connection's SSL object points to its
/// own.
struct offered_sessions
{
    std::vector<ssl_session_ptr> list;

    static int keep(SSL* ssl, SSL_SESSION* session)
    {
        static_cast<offered_sessions*>(SSL_get_app_data(ssl))->list.emplace_back(session);
        return 1; // the reference is ours now
    }
};

class tls_context
{
public:
    /// @throws std::invalid_argument if a certificate authority cannot be read.
    explicit tls_context(tls_options const& options) : context_(SSL_CTX_new(TLS_client_method()))
    {
        if (!context_)
            throw std::runtime_error("aliyun::cas: OpenSSL cannot make a TLS context: " + openssl_reason());
        auto* const context = context_.get();
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
        // What was decrypted is wiped from OpenSSL's buffers: answers carry private keys.
        SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        // Sessions are kept by the pool, which knows what they are good for.
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, &offered_sessions::keep);
        if (!options.ca_file.empty() && SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) != 1)
            throw std::invalid_argument("aliyun::cas::tls_options::ca_file: cannot read certificates from `" +
                                        options.ca_file + "`: " + openssl_reason());
        if (!options.ca_pem.empty())
            add_authorities(options.ca_pem);
        if (options.ca_file.empty() && options.ca_pem.empty())
            SSL_CTX_set_default_verify_paths(context); // honours SSL_CERT_FILE and SSL_CERT_DIR
        work_out_authorities();
        ERR_clear_error();
    }

    [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }

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

    void add_authorities(std::string_view pem)
    {
        bio_ptr const source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
        auto* const store = SSL_CTX_get_cert_store(context_.get());
        int added = 0;
        while (x509_ptr const authority{PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)})
            added += X509_STORE_add_cert(store, authority.get());
        if (added == 0)
            throw std::invalid_argument("aliyun::cas::tls_options::ca_pem: no certificate in it: " + openssl_reason());
    }

    ssl_context_ptr context_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The other side of a TLS engine: a server of OpenSSL's own that talks through memory, and certificates made on the
// spot.

#include "aliyun/cas/detail/pool/tls_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string>

namespace tls_test
{

using namespace aliyun::cas::detail;

using evp_key_ptr = std::unique_ptr<EVP_PKEY, freed_by<&EVP_PKEY_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<&X509_EXTENSION_free>>;

/// A certificate that signs itself, and its key.
struct identity
{
    evp_key_ptr key;
    x509_ptr certificate;

    [[nodiscard]] std::string pem() const
    {
        bio_ptr const text{BIO_new(BIO_s_mem())};
        BOOST_REQUIRE(PEM_write_bio_X509(text.get(), certificate.get()) == 1);
        char* data = nullptr;
        auto const size = BIO_get_mem_data(text.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }
};

/// @param names      as OpenSSL spells alternative names: `DNS:example.com,IP:127.0.0.1`
/// @param valid_days counted from now; negative: expired
inline identity make_identity(std::string const& names, int valid_days = 30)
{
    identity made{evp_key_ptr(EVP_EC_gen("P-256")), x509_ptr(X509_new())};
    auto* const certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86400L * 60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400L * valid_days);
    auto const subject = "test of " + names.substr(0, 40); // different ones: a trust store finds issuers by it
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<unsigned char const*>(subject.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_set_pubkey(certificate, made.key.get());
    extension_ptr const alternative_names{X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())};
    BOOST_REQUIRE(alternative_names);
    X509_add_ext(certificate, alternative_names.get(), -1);
    BOOST_REQUIRE(X509_sign(certificate, made.key.get(), EVP_sha256()) > 0);
    return made;
}

/// What a server knows beyond one connection: its certificate, and the keys of its session tickets.
class server_settings
{
public:
    explicit server_settings(identity const& who, int newest_version = TLS1_3_VERSION)
        : context_(SSL_CTX_new(TLS_server_method()))
    {
        SSL_CTX_set_max_proto_version(context_.get(), newest_version);
        SSL_CTX_set_min_proto_version(context_.get(), 0);
        BOOST_REQUIRE(SSL_CTX_use_certificate(context_.get(), who.certificate.get()) == 1);
        BOOST_REQUIRE(SSL_CTX_use_PrivateKey(context_.get(), who.key.get()) == 1);
        SSL_CTX_set_session_id_context(context_.get(), reinterpret_cast<unsigned char const*>("t"), 1);
        SSL_CTX_set_security_level(context_.get(), 0); // so that it would talk an old version if the client did
    }
    [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }

private:
    ssl_context_ptr context_;
};

/// One connection of the server's side.
class server
{
public:
    explicit server(server_settings const& settings)
        : ssl_(SSL_new(settings.get())), from_client_(BIO_new(BIO_s_mem())), to_client_(BIO_new(BIO_s_mem()))
    {
        SSL_set_bio(ssl_.get(), from_client_, to_client_); // which then owns both
        SSL_set_accept_state(ssl_.get());
    }

    void receive(std::string_view bytes) { BIO_write(from_client_, bytes.data(), static_cast<int>(bytes.size())); }
    [[nodiscard]] std::string take_output()
    {
        std::string bytes(BIO_ctrl_pending(to_client_), '\0');
        if (!bytes.empty())
            BIO_read(to_client_, bytes.data(), static_cast<int>(bytes.size()));
        return bytes;
    }

    bool handshake() { return SSL_do_handshake(ssl_.get()) == 1; }
    void write(std::string_view text)
    {
        BOOST_REQUIRE(SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) ==
                      static_cast<int>(text.size()));
    }
    [[nodiscard]] std::string read()
    {
        std::string all;
        std::string piece(20'000, '\0');
        for (int got = 0; (got = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()))) > 0;)
            all.append(piece, 0, static_cast<std::size_t>(got));
        return all;
    }
    void close() { SSL_shutdown(ssl_.get()); }
    [[nodiscard]] bool was_closed_by_client() const
    {
        return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    [[nodiscard]] bool is_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
    [[nodiscard]] std::string server_name() const
    {
        auto const* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
        return name != nullptr ? name : "";
    }
    [[nodiscard]] int version() const { return SSL_version(ssl_.get()); }

private:
    ssl_ptr ssl_;
    BIO* from_client_;
    BIO* to_client_;
};

/// Carries what the client has to send to the server, in pieces.
inline void carry_to_server(tls_engine& client, server& to, std::size_t piece)
{
    while (!client.output().empty())
    {
        auto const part = client.output().substr(0, piece);
        to.receive(part);
        client.sent(part.size());
    }
}

/// Runs both handshakes to their end, with pieces of the given size. The status is the client's last one.
inline tls_engine::status run_handshake(tls_engine& client, server& peer, std::size_t piece = 1 << 20)
{
    auto status = client.handshake();
    for (int round = 0; round < 20 && status == tls_engine::status::wants_input; ++round)
    {
        carry_to_server(client, peer, piece);
        peer.handshake();
        auto const answer = peer.take_output();
        for (std::size_t at = 0; at < answer.size() && status == tls_engine::status::wants_input; at += piece)
        {
            auto const part = std::string_view(answer).substr(at, piece);
            client.feed(part.data(), part.size());
            status = client.handshake();
        }
    }
    carry_to_server(client, peer, piece);
    peer.handshake();
    return status;
}

/// What the client decrypts of bytes that arrive in pieces, and how it ended.
struct received
{
    std::string text;
    tls_engine::status status = tls_engine::status::wants_input;
};

inline received receive(tls_engine& client, std::string_view bytes, std::size_t piece = 1 << 20,
                        std::size_t room = 4096)
{
    received result;
    std::string plain(room, '\0');
    for (std::size_t at = 0; at < bytes.size() && result.status == tls_engine::status::wants_input; at += piece)
    {
        auto const part = bytes.substr(at, piece);
        client.feed(part.data(), part.size());
        std::size_t size = 0;
        while ((result.status = client.read(plain.data(), plain.size(), size)) == tls_engine::status::done)
            result.text.append(plain, 0, size);
    }
    return result;
}

} // namespace tls_test

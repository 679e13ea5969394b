// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// TLS without I/O: bytes of the network go in and come out, plaintext on the other side. OpenSSL reads from and writes
// to memory of the connection, without a copy or a buffer of its own in between.

#include "tls_context.hpp"

#include <openssl/bio.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class tls_engine
{
public:
    enum class status
    {
        done,        ///< handshake: finished; read: some bytes were read
        wants_input, ///< nothing more can be done until bytes of the network are fed
        closed,      ///< the peer has said that it closes
        failed
    };

    /// @param host what the certificate must be for: a name or an address
    tls_engine(tls_context const& context, std::string const& host) : ssl_(SSL_new(context.get()))
    {
        if (!ssl_)
            throw std::bad_alloc();
        auto* const bio = BIO_new(bio_method());
        if (bio == nullptr)
            throw std::bad_alloc();
        BIO_set_data(bio, this);
        BIO_set_init(bio, 1);
        SSL_set_bio(ssl_.get(), bio, bio);
        SSL_set_app_data(ssl_.get(), &notes_);
        SSL_set_connect_state(ssl_.get());
        expect_host(host);
    }
    tls_engine(tls_engine const&) = delete;
    tls_engine& operator=(tls_engine const&) = delete;

    /// Offers a session of an earlier connection to the same endpoint.
    void resume(SSL_SESSION* session) noexcept { SSL_set_session(ssl_.get(), session); }
    [[nodiscard]] bool is_resumed() const noexcept { return SSL_session_reused(ssl_.get()) == 1; }

    [[nodiscard]] bool is_connected() const noexcept { return SSL_is_init_finished(ssl_.get()) == 1; }

    /// Gives the engine bytes that came from the network. They are read in place: they must stay until `wants_input`.
    void feed(char const* data, std::size_t size) noexcept { input_ = {data, size}; }
    [[nodiscard]] bool has_unread_input() const noexcept { return !input_.empty() || SSL_pending(ssl_.get()) > 0; }
    /// Whether OpenSSL has read on to a record that it has not looked into: a session ticket, or what nobody asked for.
    [[nodiscard]] bool has_unseen_record() const noexcept { return SSL_has_pending(ssl_.get()) == 1; }

    /// What must be sent to the network next.
    [[nodiscard]] std::string_view output() const noexcept
    {
        return std::string_view(output_.data(), output_.size()).substr(sent_);
    }
    void sent(std::size_t size) noexcept
    {
        sent_ += size;
        if (sent_ == output_.size())
        {
            output_.clear();
            sent_ = 0;
        }
    }

    status handshake()
    {
        forget_errors();
        auto const result = SSL_do_handshake(ssl_.get());
        return result == 1 ? status::done : status_of(result);
    }

    /// Encrypts all of `plaintext` into the output.
    status write(std::string_view plaintext)
    {
        forget_errors();
        std::size_t written = 0;
        auto const result = SSL_write_ex(ssl_.get(), plaintext.data(), plaintext.size(), &written);
        return result == 1 && written == plaintext.size() ? status::done : status_of(result);
    }

    /// Decrypts into `[to, to + room)`; `size` becomes the number of bytes.
    status read(char* to, std::size_t room, std::size_t& size)
    {
        forget_errors();
        size = 0;
        auto const result = SSL_read_ex(ssl_.get(), to, room, &size);
        return result == 1 ? status::done : status_of(result);
    }

    /// Puts the close_notify alert into the output.
    void close()
    {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }

    /// Why the certificate was not trusted; empty if it was not refused.
    [[nodiscard]] std::string trust_problem() const
    {
        auto const result = SSL_get_verify_result(ssl_.get());
        return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
    }
    /// Which certificate was refused; empty if none was.
    [[nodiscard]] std::string refused_certificate() const
    {
        if (notes_.refused_depth < 0)
            return {};
        auto text = "depth " + std::to_string(notes_.refused_depth);
        if (notes_.refused_subject[0] != '\0')
            text.append(", subject ").append(notes_.refused_subject);
        return text;
    }
    /// Why the last step failed, in OpenSSL's words.
    [[nodiscard]] std::string const& problem() const noexcept { return problem_; }

    /// The sessions that the server has offered on this connection.
    [[nodiscard]] std::vector<ssl_session_ptr>& offered() noexcept { return notes_.sessions; }

private:
    // What others have left on this thread would be taken for an error of this connection. Nearly always there is
    // nothing, and to look takes a quarter of the time.
    static void forget_errors() noexcept
    {
        if (ERR_peek_error() != 0)
            ERR_clear_error();
    }

    void expect_host(std::string const& host)
    {
        auto* const rules = SSL_get0_param(ssl_.get());
        X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1)
            return; // an address: no SNI for it (RFC 6066 section 3)
        ERR_clear_error();
        auto name = host;
        if (name.ends_with('.')) // DNS's: neither certificates nor SNI have it
            name.pop_back();
        if (X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size()) != 1 ||
            SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) != 1)
            throw std::bad_alloc();
    }

    status status_of(int result)
    {
        switch (SSL_get_error(ssl_.get(), result))
        {
        case SSL_ERROR_WANT_READ:
            return status::wants_input;
        case SSL_ERROR_ZERO_RETURN:
            return status::closed;
        default:
            problem_ = openssl_reason();
            if (out_of_memory_)
                problem_ = "out of memory";
            return status::failed;
        }
    }

    static int bio_read(BIO* bio, char* to, std::size_t room, std::size_t* size) noexcept
    {
        BIO_clear_retry_flags(bio);
        auto& input = static_cast<tls_engine*>(BIO_get_data(bio))->input_;
        *size = (std::min)(room, input.size());
        if (*size == 0)
        {
            BIO_set_retry_read(bio);
            return 0;
        }
        std::memcpy(to, input.data(), *size);
        input.remove_prefix(*size);
        return 1;
    }
    static int bio_write(BIO* bio, char const* from, std::size_t size, std::size_t* written) noexcept
    {
        auto& engine = *static_cast<tls_engine*>(BIO_get_data(bio));
        *written = 0;
        try // OpenSSL's frames are between this and who could catch it
        {
            engine.output_.insert(engine.output_.end(), from, from + size);
        }
        catch (std::bad_alloc const&)
        {
            engine.out_of_memory_ = true;
            return 0;
        }
        *written = size;
        return 1;
    }
    static long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD const* bio_method()
    {
        static BIO_METHOD* const method = []
        {
            auto* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "aliyun_cas memory");
            if (made == nullptr)
                throw std::bad_alloc();
            BIO_meth_set_read_ex(made, &bio_read);
            BIO_meth_set_write_ex(made, &bio_write);
            BIO_meth_set_ctrl(made, &bio_control);
            return made;
        }();
        return method;
    }

    tls_notes notes_; // outlives the SSL object that points to it
    ssl_ptr ssl_;
    std::string_view input_;
    std::vector<char> output_; // ciphertext: nothing to wipe
    std::size_t sent_ = 0;
    bool out_of_memory_ = false;
    std::string problem_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

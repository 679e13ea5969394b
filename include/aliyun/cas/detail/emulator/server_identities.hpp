// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The TLS contexts of the server: the good one, and for each fault of a server's identity one that has it.

#include "aliyun/cas/detail/emulator/certificate_authority.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class server_identities
{
public:
    server_identities(certificate_authority const& authority, std::vector<std::string> addresses, validity when,
                      emulator_tls highest)
        : authority_(authority), addresses_(std::move(addresses)), when_(when), highest_(highest)
    {
        context(emulator_fault::none); // so that what is wrong with this OpenSSL is told at the start
    }

    /// The context for a connection with this fault; the good one for any that is not about the identity.
    boost::asio::ssl::context& context(emulator_fault fault)
    {
        using enum emulator_fault;
        bool const special = fault == wrong_host_name || fault == expired_certificate ||
                             fault == self_signed_certificate || fault == untrusted_certificate || fault == old_tls;
        std::scoped_lock const lock{mutex_};
        auto& made = contexts_[special ? fault : none];
        if (!made)
            made = make(special ? fault : none);
        return *made;
    }

private:
    std::unique_ptr<boost::asio::ssl::context> make(emulator_fault fault) const
    {
        auto const identity = issue(fault);
        auto made = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        made->use_certificate_chain(boost::asio::buffer(identity.certificate_pem));
        made->use_private_key(boost::asio::buffer(identity.key_pem), boost::asio::ssl::context::pem);

        auto* const native = made->native_handle();
        if (fault == emulator_fault::old_tls)
        {
            SSL_CTX_set_cipher_list(native, "DEFAULT:@SECLEVEL=0"); // OpenSSL 3 would refuse to speak it otherwise
            SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
            SSL_CTX_set_max_proto_version(native, TLS1_VERSION);
        }
        else
        {
            SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
            SSL_CTX_set_max_proto_version(native, highest_ == emulator_tls::v1_2 ? TLS1_2_VERSION : TLS1_3_VERSION);
        }
        constexpr std::string_view session_context = "aliyun_cas emulator"; // resumption needs one
        SSL_CTX_set_session_id_context(native, reinterpret_cast<unsigned char const*>(session_context.data()),
                                       static_cast<unsigned>(session_context.size()));
        return made;
    }

    issued_pair issue(emulator_fault fault) const
    {
        std::vector<std::string> const names(1, "localhost");
        switch (fault)
        {
        case emulator_fault::wrong_host_name:
        {
            std::vector<std::string> const others(1, "somebody-else.example.com");
            return authority_.issue(others, {}, when_);
        }
        case emulator_fault::expired_certificate:
            return authority_.issue(names, addresses_, {when_.from - std::chrono::days{30}, when_.from});
        case emulator_fault::self_signed_certificate:
            return authority_.issue_self_signed(names, addresses_, when_);
        case emulator_fault::untrusted_certificate:
            return certificate_authority{when_}.issue(names, addresses_, when_);
        default:
            return authority_.issue(names, addresses_, when_);
        }
    }

    certificate_authority const& authority_;
    std::vector<std::string> addresses_;
    validity when_;
    emulator_tls highest_;
    std::mutex mutex_;
    std::map<emulator_fault, std::unique_ptr<boost::asio::ssl::context>> contexts_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

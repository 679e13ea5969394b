// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Owners of OpenSSL's objects, and what OpenSSL says about failures.

#include "../text/freed_by.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

using ssl_context_ptr = std::unique_ptr<SSL_CTX, freed_by<&SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, freed_by<&SSL_free>>;
using ssl_session_ptr = std::unique_ptr<SSL_SESSION, freed_by<&SSL_SESSION_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<&BIO_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<&X509_free>>;

/// The oldest error of OpenSSL's queue as text; empties the queue.
inline std::string openssl_reason()
{
    auto const error = ERR_get_error();
    ERR_clear_error();
    auto const* const reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    return reason != nullptr ? reason : "no reason given";
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

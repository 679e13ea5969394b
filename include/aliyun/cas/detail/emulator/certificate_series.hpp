// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// Certificates by the ten thousand without a key pair and a signature for each: one is issued, and of the others only
// the bytes that differ are written over in it. Each has a name, a serial number, dates and a fingerprint of its own
// and is well-formed; its signature is the first one's.

#include "aliyun/cas/detail/emulator/certificate_authority.hpp"
#include "aliyun/cas/detail/emulator/certificate_facts.hpp"
#include "aliyun/cas/detail/emulator/openssl_handles.hpp"
#include "aliyun/cas/detail/emulator/pem_reader.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

class certificate_series
{
public:
    /// @param now the ends of the certificates are spread from a month before it to a year after it
    certificate_series(certificate_authority const& authority, time_point now) : now_(now), ca_pem_(authority.pem())
    {
        std::vector<std::string> const names(1, host_name(0));
        auto const first = authority.issue(names, {}, {now - std::chrono::days{90}, now + std::chrono::days{365}});
        key_pem_ = first.key_pem;
        auto const chain = read_chain(first.certificate_pem, "Cert");
        auto const* const leaf = chain.front().get();
        facts_ = facts_of(leaf);
        unsigned char* bytes = nullptr;
        auto const size = i2d_X509(leaf, &bytes);
        if (size < 0)
            throw std::bad_alloc{};
        der_.assign(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
        for (auto at = der_.find(names.front()); at != std::string::npos; at = der_.find(names.front(), at + 1))
            name_places_.push_back(at);
        serial_place_ = der_.find(text_in(X509_get0_serialNumber(leaf)));
        auto const end = text_in(X509_get0_notAfter(leaf));
        end_size_ = end.size();
        end_place_ = der_.find(end);
    }

    /// Of a host name in the series; its length is always the same.
    static std::string host_name(std::uint32_t number)
    {
        auto const digits = std::to_string(number);
        return "host-" + std::string(digits_ - (std::min)(digits_, digits.size()), '0') + digits + ".example.com";
    }

    certificate_facts facts(std::uint32_t number) const
    {
        auto made = facts_;
        made.common = made.sans = host_name(number);
        made.not_after = end_of(number);
        made.end_date = write_date(made.not_after);
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        auto const bytes = der(number);
        if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
            throw std::bad_alloc{};
        made.fingerprint = hexadecimal(digest.data(), size);
        return made;
    }

    std::string certificate_pem(std::uint32_t number) const
    {
        auto const bytes = der(number);
        auto const writer = memory_writer();
        if (PEM_write_bio(writer.get(), PEM_STRING_X509, "", reinterpret_cast<unsigned char const*>(bytes.data()),
                          static_cast<long>(bytes.size())) <= 0)
            throw std::bad_alloc{};
        return written_text(writer) + ca_pem_;
    }

    std::string const& key_pem() const noexcept { return key_pem_; }

private:
    static constexpr std::size_t digits_ = 7;

    static std::string_view text_in(ASN1_STRING const* value)
    {
        return {reinterpret_cast<char const*>(ASN1_STRING_get0_data(value)),
                static_cast<std::size_t>(ASN1_STRING_length(value))};
    }

    // Strewn, so that the order of the ends is not the order of the ids.
    time_point end_of(std::uint32_t number) const
    {
        return now_ + std::chrono::days{static_cast<int>(number % 396 * 37 % 396) - 30};
    }

    std::string der(std::uint32_t number) const
    {
        auto bytes = der_;
        auto const name = host_name(number);
        for (auto const at : name_places_)
            bytes.replace(at, name.size(), name);
        for (std::size_t at = 0; at < 4; ++at) // behind the first byte, which makes the number positive
            bytes[serial_place_ + 1 + at] = static_cast<char>(number >> (24 - 8 * at));
        // YYMMDDhhmmssZ, from the year 2050 on with four digits of the year.
        std::string digits;
        for (char const c : write_date(end_of(number)))
            if (c != '-')
                digits += c;
        auto const date_size = end_size_ - 7;
        bytes.replace(end_place_, date_size, digits.substr(digits.size() - date_size));
        return bytes;
    }

    time_point now_;
    std::string ca_pem_;
    std::string key_pem_;
    certificate_facts facts_;
    std::string der_;
    std::vector<std::size_t> name_places_;
    std::size_t serial_place_ = 0;
    std::size_t end_place_ = 0;
    std::size_t end_size_ = 0;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated

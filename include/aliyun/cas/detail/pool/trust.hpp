// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Whom a client trusts: where root certificates are looked for, and what was found there. All are read when the TLS
// context is made: OpenSSL's own way reads folders in the middle of handshakes, and cannot say what it has found.

#include "../../client_options.hpp"
#include "../os/platform.hpp"
#include "openssl_ptr.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What decides whom a client trusts. Clients for which it is the same share what was made of it.
struct trust_setting
{
    std::string given{};      ///< root certificates as PEM
    std::string given_from{}; ///< the option that has them; empty: the system's roots
    std::string file{};       ///< what the environment says about the system's
    std::string folders{};

    bool operator==(trust_setting const&) const = default;

    /// @throws std::invalid_argument if the options name a file that cannot be read.
    [[nodiscard]] static trust_setting of(tls_options const& options)
    {
        trust_setting result;
        if (!options.ca_file.empty())
        {
            constexpr std::size_t longest = std::size_t{64} * 1024 * 1024;
            if (auto const read = read_whole_file(options.ca_file.c_str(), longest, result.given); read.error)
                throw std::invalid_argument("aliyun::cas::tls_options::ca_file: cannot read certificates from `" +
                                            options.ca_file + "`: " + read.error.message());
            result.given_from = "ca_file `" + options.ca_file + '`';
        }
        if (!options.ca_pem.empty())
        {
            result.given += '\n' + options.ca_pem;
            result.given_from += result.given_from.empty() ? "ca_pem" : " and ca_pem";
        }
        if (result.given_from.empty())
            for (auto const& [name, value] : {std::pair(X509_get_default_cert_file_env(), &result.file),
                                              std::pair(X509_get_default_cert_dir_env(), &result.folders)})
                if (auto const* const set = trusted_environment(name))
                    *value = set;
        return result;
    }
};

/// Puts root certificates into a store.
class trust_loader
{
public:
    explicit trust_loader(X509_STORE* store) noexcept : store_(store) {}

    /// @throws std::invalid_argument if the options give something that is no root certificate.
    void load(trust_setting const& setting)
    {
        if (!setting.given_from.empty())
            add_given(setting);
        else if (!setting.file.empty() || !setting.folders.empty())
        {
            if (!setting.file.empty())
                add_file(setting.file, X509_get_default_cert_file_env());
            add_folders(setting.folders, X509_get_default_cert_dir_env());
        }
        else
            add_system();
    }

    /// How many there are, and where they were looked for.
    [[nodiscard]] std::string summary() const
    {
        auto* const all = X509_STORE_get1_all_certs(store_); // each once, wherever it was found
        auto const count = sk_X509_num(all);
        sk_X509_pop_free(all, X509_free);
        auto text = std::to_string(count) + (count == 1 ? " root" : " roots");
        return text + (count == 0 ? ", looked for in " : " from ") + places_;
    }

private:
    void add_given(trust_setting const& setting)
    {
        auto const problem = add_pem(setting.given);
        places_ = "the option " + setting.given_from;
        if (!problem.empty() || roots_ == 0)
            throw std::invalid_argument("aliyun::cas::tls_options::" + setting.given_from + ": " +
                                        (problem.empty() ? "no certificate in it" : problem));
    }

    // OpenSSL's own places, then those of the distributions, until one has roots: Debian, Fedora, openSUSE, Alpine.
    void add_system()
    {
        add_file(X509_get_default_cert_file(), "");
        if (roots_ == 0)
            add_folders(X509_get_default_cert_dir(), "");
        for (auto const* const file :
             {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
              "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem"})
            if (roots_ == 0)
                add_file(file, "");
    }

    void add_file(std::string const& path, std::string_view named_by)
    {
        std::string text;
        constexpr std::size_t longest = std::size_t{64} * 1024 * 1024;
        auto const read = read_whole_file(path.c_str(), longest, text);
        auto const before = roots_;
        auto const problem = read.error ? read.error.message() : add_pem(text);
        note(named_by, path, roots_ > before, problem);
    }

    // Several, with colons between them. As in OpenSSL, the certificates of a folder are the files named by a hash.
    void add_folders(std::string_view all, std::string_view named_by)
    {
        while (!all.empty())
        {
            auto const end = (std::min)(all.find(':'), all.size());
            std::string const folder(all.substr(0, end));
            all.remove_prefix((std::min)(end + 1, all.size()));
            if (folder.empty())
                continue;
            auto const read = read_folder(folder.c_str());
            auto const before = roots_;
            for (auto const& name : read.names)
                if (is_named_by_hash(name))
                {
                    std::string text;
                    constexpr std::size_t longest = std::size_t{1024} * 1024;
                    if (!read_whole_file((folder + '/' + name).c_str(), longest, text).error)
                        add_pem(text);
                }
            note(named_by, folder, roots_ > before, read.error ? read.error.message() : std::string());
        }
    }
    [[nodiscard]] static bool is_named_by_hash(std::string_view name) noexcept
    {
        auto const is_all = [](std::string_view text, std::string_view of)
        { return !text.empty() && text.find_first_not_of(of) == text.npos; };
        return name.size() > 9 && name[8] == '.' && is_all(name.substr(0, 8), "0123456789abcdef") &&
               is_all(name.substr(9), "0123456789");
    }

    // Once there are roots, places without any are of no interest.
    void note(std::string_view named_by, std::string_view path, bool found, std::string_view problem)
    {
        if (found && !found_any_)
            places_.clear();
        found_any_ |= found;
        if (found_any_ && !found)
            return;
        if (!places_.empty())
            places_ += ", ";
        if (!named_by.empty())
            places_.append(named_by) += '=';
        places_ += path;
        if (!found)
            places_.append(" (").append(problem.empty() ? "none in it" : problem) += ')';
    }

    /// @return what was wrong with the text; empty if it was read to its end
    std::string add_pem(std::string_view text)
    {
        bio_ptr const source{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
        auto const no_password = [](char*, int, int, void*) { return -1; };
        while (x509_ptr const root{PEM_read_bio_X509_AUX(source.get(), nullptr, no_password, nullptr)})
            if (X509_STORE_add_cert(store_, root.get()) == 1)
                ++roots_;
        auto const end = ERR_peek_last_error();
        bool const is_end = ERR_GET_LIB(end) == ERR_LIB_PEM && ERR_GET_REASON(end) == PEM_R_NO_START_LINE;
        auto reason = openssl_reason();
        return is_end ? std::string() : reason;
    }

    X509_STORE* store_;
    std::size_t roots_ = 0;
    std::string places_;
    bool found_any_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

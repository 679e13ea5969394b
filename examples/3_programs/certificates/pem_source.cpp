// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "pem_source.hpp"

#include "files.hpp"
#include "problem.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

namespace certificates
{
namespace
{

namespace cas = aliyun::cas;
namespace fs = std::filesystem;

template <auto Free>
struct free_with
{
    template <typename T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};
using bio_ptr = std::unique_ptr<BIO, free_with<&BIO_free>>;
using x509_ptr = std::unique_ptr<X509, free_with<&X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, free_with<&EVP_PKEY_free>>;

bio_ptr reader_of(std::string_view text)
{
    return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Calls `told` with each line, its end included, and the part it is of.
template <typename Function>
void for_each_line(std::string_view text, Function const& told)
{
    auto inside = part::other;
    while (!text.empty())
    {
        auto const end = std::min(text.find('\n'), text.size() - 1) + 1;
        auto const line = text.substr(0, end);
        text.remove_prefix(end);
        if (line.starts_with("-----BEGIN ") && line.find("PRIVATE KEY-----") != line.npos)
            inside = part::key;
        else if (line.starts_with("-----BEGIN ") && line.find("CERTIFICATE-----") != line.npos)
            inside = part::certificate;
        else if (line.starts_with("-----BEGIN "))
            inside = part::other;
        told(line, inside);
        if (line.starts_with("-----END "))
            inside = part::other;
    }
}

pem_source read_source(fs::path const& file, bool is_named)
{
    pem_source one;
    one.file = file.string();
    one.is_named = is_named;
    one.text = read_file(file);
    for_each_line(one.text.reveal(),
                  [&](std::string_view line, part is)
                  {
                      if (!line.starts_with("-----BEGIN "))
                          return;
                      one.certificates += is == part::certificate ? 1U : 0U;
                      one.keys += is == part::key ? 1U : 0U;
                  });
    return one;
}

std::string encoded_key(EVP_PKEY* key)
{
    unsigned char* bytes = nullptr;
    auto const size = i2d_PUBKEY(key, &bytes);
    ERR_clear_error();
    if (size <= 0)
        return {};
    std::string text(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return text;
}

} // namespace

cas::secret_string pem_source::view_of(part wanted) const
{
    if (certificates == 0 || keys == 0)
        return text;
    auto const hidden = wanted == part::certificate ? part::key : part::certificate;
    cas::secret_string view;
    for_each_line(text.reveal(), [&](std::string_view line, part is) { view.append(is == hidden ? "\n" : line); });
    return view;
}

cas::secret_string pem_source::blocks_of(part wanted) const
{
    cas::secret_string blocks;
    for_each_line(text.reveal(),
                  [&](std::string_view line, part is)
                  {
                      if (is != wanted)
                          return;
                      while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' '))
                          line.remove_suffix(1);
                      blocks.append(line);
                      blocks.append("\n");
                  });
    return blocks;
}

bool pem_source::is_missed() const
{
    static std::set<std::string> const extensions{".pem", ".crt", ".cer", ".der", ".pfx", ".p12", ".key", ".p7b"};
    return keys == 0 && certificates == 0 && (is_named || extensions.count(fs::path(file).extension().string()) > 0);
}

void read_sources(std::string const& path, std::vector<pem_source>& found, std::vector<finding>& unreadable)
{
    std::error_code failed;
    auto const kind = fs::status(path, failed).type();
    if (kind == fs::file_type::not_found || failed)
        throw problem(exit_code::usage, path + ": " + (failed ? failed.message() : "no such file or directory"));
    if (kind != fs::file_type::directory)
        return found.push_back(read_source(path, true));

    std::vector<fs::path> files;
    auto const leave_out = fs::directory_options::skip_permission_denied;
    for (auto at = fs::recursive_directory_iterator(path, leave_out, failed); at != fs::recursive_directory_iterator();
         at.increment(failed))
    {
        bool const is_hidden = at->path().filename().string().starts_with('.');
        if (is_hidden && at->is_directory(failed))
            at.disable_recursion_pending();
        std::error_code dangling; // a link to nothing is none of our business
        if (!is_hidden && at->is_regular_file(dangling) && at->file_size(dangling) <= (std::size_t{1} << 20))
            files.push_back(at->path());
    }
    if (failed)
        throw problem(path + ": " + failed.message());
    std::sort(files.begin(), files.end());
    for (auto const& file : files)
    {
        try
        {
            found.push_back(read_source(file, false));
        }
        catch (problem const& why) // the others can be looked at all the same
        {
            unreadable.push_back({file.string(), 0, true, "unreadable-file", why.what(), "let it be read"});
        }
    }
}

std::string public_half(cas::secret_string const& text)
{
    auto const no_password = [](char*, int, int, void*) { return -1; };
    auto const in = reader_of(text.reveal());
    key_ptr const key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr));
    ERR_clear_error();
    return key ? encoded_key(key.get()) : std::string();
}

std::optional<leaf_facts> leaf_of(cas::secret_string const& text)
{
    auto const in = reader_of(text.reveal());
    x509_ptr const certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!certificate)
        return std::nullopt;
    return leaf_facts{encoded_key(X509_get0_pubkey(certificate.get())), X509_check_ca(certificate.get()) == 1};
}

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "local_files.hpp"

#include "files.hpp"
#include "problem.hpp"

#include <aliyun/cas/pem_check.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

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

/// The parts of a PEM file: its certificates, its keys, and what stands around them.
enum class part
{
    certificate,
    key,
    other
};

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

struct source
{
    std::string file;
    bool is_named = false; ///< by the user, and not found in a directory
    cas::secret_string text;
    std::size_t certificates = 0;
    std::size_t keys = 0;

    // The file as a check should see it: without the other part where it has both, its lines where they were.
    [[nodiscard]] cas::secret_string view_of(part wanted) const
    {
        if (certificates == 0 || keys == 0)
            return text;
        auto const hidden = wanted == part::certificate ? part::key : part::certificate;
        cas::secret_string view;
        for_each_line(text.reveal(), [&](std::string_view line, part is) { view.append(is == hidden ? "\n" : line); });
        return view;
    }
    // Nothing but the blocks of a part, in Unix' lines.
    [[nodiscard]] cas::secret_string blocks_of(part wanted) const
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
};

source read_source(fs::path const& file, bool is_named)
{
    source one;
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

bool looks_meant(fs::path const& file)
{
    static std::set<std::string> const extensions{".pem", ".crt", ".cer", ".der", ".pfx", ".p12", ".key", ".p7b"};
    return extensions.count(file.extension().string()) > 0;
}

void collect(std::string const& path, std::vector<source>& found, std::vector<finding>& findings)
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
        catch (problem const& unreadable) // the others can be looked at all the same
        {
            findings.push_back({file.string(), 0, true, "unreadable-file", unreadable.what(), "let it be read"});
        }
    }
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

// The public half of the first private key in a text; empty if none can be read, as of an encrypted one.
std::string public_half(cas::secret_string const& text)
{
    auto const no_password = [](char*, int, int, void*) { return -1; };
    auto const in = reader_of(text.reveal());
    key_ptr const key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr));
    ERR_clear_error();
    return key ? encoded_key(key.get()) : std::string();
}

struct leaf
{
    std::size_t source; ///< its place
    std::string public_key;
    bool is_authority;
};

std::optional<leaf> leaf_of(std::size_t place, cas::secret_string const& text)
{
    auto const in = reader_of(text.reveal());
    x509_ptr const certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!certificate)
        return std::nullopt;
    return leaf{place, encoded_key(X509_get0_pubkey(certificate.get())), X509_check_ca(certificate.get()) == 1};
}

void add_findings(cas::pem_report const& report, std::vector<finding>& into, std::string const& only_of = {})
{
    for (auto const& one : report.findings)
        if (only_of.empty() || one.file == only_of)
            into.push_back({one.file, one.line, one.grade() == cas::pem_grade::error,
                            std::string(spelling(one.problem)), one.what, std::string(one.mend())});
}

class pairing
{
public:
    pairing(std::vector<source> sources, cas::pem_check_options options)
        : sources_(std::move(sources)), options_(std::move(options))
    {
    }

    local_files run()
    {
        index_keys();
        std::vector<leaf> leaves;
        for (std::size_t i = 0; i < sources_.size(); ++i)
            if (sources_[i].certificates > 0)
            {
                if (auto one = leaf_of(i, sources_[i].blocks_of(part::certificate)))
                    leaves.push_back(std::move(*one));
                else
                    tell_alone(sources_[i], part::certificate);
            }
        bool const is_one_pair = leaves.size() == 1 && keys_.size() == 1 && all_named();
        for (auto const& one : leaves)
            add_leaf(one, is_one_pair);
        for (std::size_t i = 0; i < sources_.size(); ++i)
            tell_rest(i);
        return std::move(found_);
    }

private:
    void index_keys()
    {
        for (std::size_t i = 0; i < sources_.size(); ++i)
        {
            if (sources_[i].certificates + sources_[i].keys > 0)
                ++found_.looked_at;
            if (sources_[i].keys > 0)
                keys_.emplace(public_half(sources_[i].blocks_of(part::key)), i);
        }
    }
    [[nodiscard]] bool all_named() const
    {
        return std::all_of(sources_.begin(), sources_.end(), [](source const& one) { return one.is_named; });
    }

    // A key beside the certificate is preferred to one elsewhere.
    [[nodiscard]] source const* key_for(leaf const& one, bool is_one_pair) const
    {
        auto const folder = fs::path(sources_[one.source].file).parent_path();
        source const* chosen = nullptr;
        auto const [begin, end] = keys_.equal_range(one.public_key);
        for (auto at = begin; at != end && !one.public_key.empty(); ++at)
        {
            auto const& candidate = sources_[at->second];
            if (!chosen ||
                (fs::path(candidate.file).parent_path() == folder && fs::path(chosen->file).parent_path() != folder))
                chosen = &candidate;
        }
        return chosen || !is_one_pair ? chosen : &sources_[keys_.begin()->second]; // that it does not fit is told
    }

    void add_leaf(leaf const& one, bool is_one_pair)
    {
        auto const& from = sources_[one.source];
        auto const* const key = key_for(one, is_one_pair);
        if (!key && one.is_authority && !from.is_named)
            return; // the chain of another file
        if (key)
            used_.insert(key->file);
        auto const text = from.view_of(part::certificate);
        cas::pem_file const file(from.file, text.reveal());
        cas::pem_report report;
        if (key)
        {
            auto const key_text = key->view_of(part::key);
            report = cas::check_upload(file, cas::pem_file(key->file, key_text.reveal()), std::nullopt, options_);
        }
        else
            report = cas::check_certificate(file, options_);

        local_certificate made;
        made.file = from.file;
        add_findings(report, made.findings);
        if (auto& facts = report.certificate)
        {
            made.common = std::move(facts->common_name);
            made.hosts = std::move(facts->names);
            made.issuer = std::move(facts->issuer);
            made.starts = facts->not_before;
            made.ends = facts->not_after;
            made.fingerprint = std::move(facts->fingerprint);
        }
        made.chain = std::string(from.blocks_of(part::certificate).reveal());
        if (key)
        {
            made.key_file = key->file;
            made.key = key->blocks_of(part::key);
        }
        keep_better(std::move(made), from);
    }

    // certbot's cert.pem and fullchain.pem hold the same leaf: the one with its chain counts.
    void keep_better(local_certificate made, source const& from)
    {
        auto const [at, is_new] = places_.emplace(made.fingerprint, found_.certificates.size());
        if (made.fingerprint.empty() || is_new)
        {
            lengths_.push_back(from.certificates);
            found_.certificates.push_back(std::move(made));
        }
        else if (auto& other = found_.certificates[at->second];
                 from.certificates > lengths_[at->second] || (other.key_file.empty() && !made.key_file.empty()))
        {
            lengths_[at->second] = from.certificates;
            other = std::move(made);
        }
    }

    void tell_rest(std::size_t place)
    {
        auto const& one = sources_[place];
        if (one.keys > 0 && used_.count(one.file) == 0)
        {
            auto const before = found_.findings.size();
            tell_alone(one, part::key);
            if (found_.findings.size() == before && one.is_named)
                found_.findings.push_back({one.file, 0, false, "key-alone",
                                           "this key fits none of the certificates that were given",
                                           "name the certificate's file as well"});
        }
        else if (one.keys == 0 && one.certificates == 0 && (one.is_named || looks_meant(one.file)))
            tell_alone(one, fs::path(one.file).extension() == ".key" ? part::key : part::certificate);
    }

    // What is wrong with a file by itself.
    void tell_alone(source const& one, part is)
    {
        auto const text = one.view_of(is);
        cas::pem_file const file(one.file, text.reveal());
        if (is == part::certificate)
            add_findings(cas::check_certificate(file, options_), found_.findings);
        else
            add_findings(cas::check_upload(cas::pem_file({}, {}), file, std::nullopt, options_), found_.findings,
                         one.file);
    }

    std::vector<source> sources_;
    cas::pem_check_options options_;
    std::multimap<std::string, std::size_t> keys_; ///< by the public half
    std::set<std::string> used_;                   ///< files of keys
    std::map<std::string, std::size_t> places_;    ///< of the certificates, by their fingerprint
    std::vector<std::size_t> lengths_;             ///< of their chains
    local_files found_;
};

} // namespace

bool local_certificate::passes() const noexcept
{
    return std::none_of(findings.begin(), findings.end(), [](finding const& one) { return one.is_error; });
}

local_files read_local_files(std::vector<std::string> const& paths, std::chrono::sys_seconds now,
                             std::chrono::seconds warn_before)
{
    std::vector<source> sources;
    std::vector<finding> unreadable;
    for (auto const& path : paths)
        collect(path, sources, unreadable);
    cas::pem_check_options options;
    options.now = now;
    options.warn_before = warn_before;
    auto found = pairing(std::move(sources), options).run();
    found.findings.insert(found.findings.end(), unreadable.begin(), unreadable.end());
    return found;
}

std::string check_name(std::string_view name)
{
    // Only the name is wanted: what is said of the two files is about others.
    auto const report = cas::check_upload(cas::pem_file("c", ""), cas::pem_file("k", ""), name);
    for (auto const& one : report.findings)
        if (one.file == "name")
            return one.what;
    return {};
}

} // namespace certificates

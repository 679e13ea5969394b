// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "local_files.hpp"

#include "filter.hpp"
#include "pem_source.hpp"

#include <aliyun/cas/pem_check.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace certificates
{
namespace
{

namespace cas = aliyun::cas;
namespace fs = std::filesystem;

void add_findings(cas::pem_report const& report, std::vector<finding>& into, std::string const& only_of = {})
{
    for (auto const& one : report.findings)
        if (only_of.empty() || one.file == only_of)
            into.push_back({one.file, one.line, one.grade() == cas::pem_grade::error,
                            std::string(spelling(one.problem)), one.what, std::string(one.mend())});
}

struct leaf
{
    std::size_t source; ///< its place
    leaf_facts facts;
};

class pairing
{
public:
    pairing(std::vector<pem_source> sources, cas::pem_check_options options)
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
                if (auto one = leaf_of(sources_[i].blocks_of(part::certificate)))
                    leaves.push_back({i, std::move(*one)});
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
        return std::all_of(sources_.begin(), sources_.end(), [](pem_source const& one) { return one.is_named; });
    }

    // A key beside the certificate is preferred to one elsewhere.
    [[nodiscard]] pem_source const* key_for(leaf const& one, bool is_one_pair) const
    {
        auto const folder = fs::path(sources_[one.source].file).parent_path();
        pem_source const* chosen = nullptr;
        auto const [begin, end] = keys_.equal_range(one.facts.public_key);
        for (auto at = begin; at != end && !one.facts.public_key.empty(); ++at)
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
        if (!key && one.facts.is_authority && !from.is_named)
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
    void keep_better(local_certificate made, pem_source const& from)
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
        else if (one.is_missed())
            tell_alone(one, fs::path(one.file).extension() == ".key" ? part::key : part::certificate);
    }

    // What is wrong with a file by itself.
    void tell_alone(pem_source const& one, part is)
    {
        auto const text = one.view_of(is);
        cas::pem_file const file(one.file, text.reveal());
        if (is == part::certificate)
            add_findings(cas::check_certificate(file, options_), found_.findings);
        else
            add_findings(cas::check_upload(cas::pem_file({}, {}), file, std::nullopt, options_), found_.findings,
                         one.file);
    }

    std::vector<pem_source> sources_;
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

bool local_certificate::covers(std::string_view host) const noexcept
{
    // The CDN writes `*.example.com` without its star.
    bool const is_wildcard = host.starts_with('.');
    return std::any_of(hosts.begin(), hosts.end(),
                       [&](std::string_view own)
                       {
                           return is_wildcard ? own.starts_with('*') && certificates::covers(own.substr(1), host)
                                              : certificates::covers(own, host);
                       });
}

local_files read_local_files(std::vector<std::string> const& paths, std::chrono::sys_seconds now,
                             std::chrono::seconds warn_before)
{
    std::vector<pem_source> sources;
    std::vector<finding> unreadable;
    for (auto const& path : paths)
        read_sources(path, sources, unreadable);
    cas::pem_check_options options;
    options.now = now;
    options.warn_before = warn_before;
    auto found = pairing(std::move(sources), options).run();
    found.findings.insert(found.findings.end(), unreadable.begin(), unreadable.end());
    return found;
}

std::optional<finding> check_name(std::string_view name)
{
    // Only the name is wanted: what is said of the two files is about others.
    auto const report = cas::check_upload(cas::pem_file("c", ""), cas::pem_file("k", ""), name);
    std::vector<finding> found;
    add_findings(report, found, "name");
    if (found.empty())
        return std::nullopt;
    found.front().file.clear();
    return std::move(found.front());
}

} // namespace certificates

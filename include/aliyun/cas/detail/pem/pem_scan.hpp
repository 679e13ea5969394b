// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The lines of a PEM file (RFC 7468): which blocks there are, where, and what is wrong with its form. OpenSSL's reader
// skips in silence what it does not know, and names no line: a person who mends a file needs both.

#include "../../pem_finding.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct pem_note
{
    pem_problem problem;
    std::size_t line; ///< from 1
};

/// One block, from its `-----BEGIN` to the end of its `-----END` line. Views into the text that was scanned.
struct pem_block
{
    std::string_view label; ///< `CERTIFICATE`, `PRIVATE KEY`, …
    std::string_view text;
    std::size_t line = 1;
    bool encrypted = false; ///< in the old way, by header lines (RFC 1421)
};

struct pem_scan
{
    std::vector<pem_block> blocks;
    std::vector<pem_note> notes; ///< each problem once, where it comes first
};

class pem_scanner
{
public:
    static pem_scan scan(std::string_view text)
    {
        pem_scanner one{text};
        one.run();
        return std::move(one.found_);
    }

private:
    explicit pem_scanner(std::string_view text) noexcept : text_(text) {}

    void run()
    {
        constexpr std::string_view mark = "\xef\xbb\xbf";
        if (text_.starts_with(mark))
        {
            note(pem_problem::byte_order_mark);
            at_ = mark.size();
        }
        if (text_.find('\0') != text_.npos)
            return note(pem_problem::not_text);
        for (; at_ < text_.size(); ++line_)
        {
            auto const end = text_.find('\n', at_);
            auto line = text_.substr(at_, end == text_.npos ? end : end - at_);
            auto const start = at_;
            at_ += line.size() + 1;
            if (end == text_.npos)
                note(pem_problem::no_final_newline);
            if (line.ends_with('\r'))
                note(pem_problem::carriage_returns);
            while (!line.empty() && is_blank(line.back()))
                line.remove_suffix(1);
            read_line(line, start);
        }
        if (inside_)
            note(pem_problem::unfinished_block, block_.line);
    }

    void read_line(std::string_view line, std::size_t start)
    {
        if (line.starts_with(begin))
            return begin_block(line, start);
        if (line.starts_with(finish))
            return end_block(line, start);
        bool const names_marker = line.find("BEGIN") != line.npos || line.find("END") != line.npos;
        if (line.find("-----BEGIN") != line.npos || line.find("-----END") != line.npos ||
            (names_marker && line.starts_with("--")))
            return note(pem_problem::damaged_marker);
        if (inside_)
            return read_content(line);
        if (line.empty())
            return;
        auto const bag = line.starts_with("Bag Attributes") || line.find("friendlyName") != line.npos ||
                         line.find("localKeyID") != line.npos || line.starts_with("Key Attributes");
        note(bag ? pem_problem::bag_attributes : pem_problem::text_outside);
    }

    void begin_block(std::string_view line, std::size_t start)
    {
        if (inside_)
            note(pem_problem::unfinished_block, block_.line);
        auto const label = line.substr(begin.size());
        if (label.size() <= dashes.size() || !label.ends_with(dashes) || label.find("--") != label.size() - 5)
            return note(pem_problem::damaged_marker);
        block_ = {label.substr(0, label.size() - dashes.size()), {}, line_, false};
        start_ = start;
        inside_ = true;
        in_header_ = true;
    }

    void end_block(std::string_view line, std::size_t start)
    {
        auto const rest = line.substr(finish.size());
        if (!inside_)
            return note(pem_problem::stray_end);
        inside_ = false;
        if (rest.starts_with(block_.label) && rest.substr(block_.label.size()) == dashes)
        {
            block_.text = text_.substr(start_, start + line.size() - start_);
            found_.blocks.push_back(block_);
        }
        else if (rest.find("-----BEGIN") != rest.npos || rest.find("---BEGIN") != rest.npos)
            note(pem_problem::glued_blocks);
        else
            note(pem_problem::unfinished_block, block_.line);
    }

    // Header lines, then an empty line, then base64.
    void read_content(std::string_view line)
    {
        if (in_header_ && line.find(':') != line.npos)
        {
            block_.encrypted |= line.find("ENCRYPTED") != line.npos;
            return;
        }
        if (block_.encrypted && in_header_ && line.starts_with(' ')) // a continued header
            return;
        if (!line.empty())
            in_header_ = false;
        for (char const c : line)
            if (!is_base64(c))
                return note(pem_problem::not_base64);
    }

    void note(pem_problem problem) { note(problem, line_); }
    void note(pem_problem problem, std::size_t line)
    {
        for (auto const& known : found_.notes)
            if (known.problem == problem)
                return;
        found_.notes.push_back({problem, line});
    }

    static constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r'; }
    static constexpr bool is_base64(char c) noexcept
    {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
               c == '=';
    }

    static constexpr std::string_view begin = "-----BEGIN ";
    static constexpr std::string_view finish = "-----END ";
    static constexpr std::string_view dashes = "-----";

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t start_ = 0;
    bool inside_ = false;
    bool in_header_ = false;
    pem_block block_{};
    pem_scan found_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The body of an answer that is an error, in whatever format it comes: JSON, XML, a proxy's HTML, or nothing sensible.

#include "assign_value.hpp"
#include "decode.hpp"
#include "layout_of.hpp"
#include "parse_json.hpp"
#include "utf8.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Reads the texts of the elements directly below the root element, and nothing else of XML: those who have not chosen
/// `xml_format` do not link an XML library, but the service and what stands before it may answer in XML all the same.
class error_xml
{
public:
    explicit error_xml(std::string_view body) noexcept : rest_(body) {}

    /// Keeps what it has read until then when the text ends early or is no XML.
    void read_into(service_error& error)
    {
        error_ = &error;
        while (true)
        {
            auto const markup = rest_.find('<');
            take_text(rest_.substr(0, markup));
            if (markup == rest_.npos)
                return;
            rest_.remove_prefix(markup);
            if (skip_over("<!--", "-->") || skip_over("<?", "?>"))
                continue;
            if (rest_.starts_with(cdata))
            {
                auto const end = rest_.find("]]>");
                if (end == rest_.npos)
                    return;
                if (text_ != nullptr && depth_ == 2)
                    *text_ += rest_.substr(cdata.size(), end - cdata.size());
                rest_.remove_prefix(end + 3);
            }
            else if (rest_.starts_with("<!") || !take_tag())
                return; // a document type is HTML's, or an attempt to define entities
        }
    }

private:
    static constexpr std::string_view cdata = "<![CDATA[";
    static constexpr std::string_view blanks = " \t\r\n";
    static constexpr std::size_t longest_reference = 16; // to look further for each `&` would take quadratic time

    bool skip_over(std::string_view begin, std::string_view end) noexcept
    {
        if (!rest_.starts_with(begin))
            return false;
        auto const at = rest_.find(end, begin.size());
        rest_.remove_prefix(at == rest_.npos ? rest_.size() : at + end.size());
        return true;
    }

    /// False if there is nothing more to read.
    bool take_tag()
    {
        std::size_t end = 1;
        for (char quote = '\0'; end < rest_.size() && (quote != '\0' || rest_[end] != '>'); ++end)
        {
            if (rest_[end] == quote)
                quote = '\0';
            else if (quote == '\0' && (rest_[end] == '"' || rest_[end] == '\''))
                quote = rest_[end];
        }
        if (end == rest_.size())
            return false;
        auto const tag = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        if (tag.starts_with('/'))
        {
            if (depth_ == 2)
                finish_text();
            return --depth_ > 0;
        }
        bool const is_empty = tag.ends_with('/');
        auto const name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
        if (depth_ == 0 && equal_ignoring_case(name, "html"))
            return false;
        if (!is_empty && ++depth_ == 2)
            begin_text(name);
        return depth_ > 0;
    }

    void begin_text(std::string_view name)
    {
        auto const* const field = layout_of<service_error>().find(name);
        if (field == nullptr)
            return;
        text_ = static_cast<std::string*>(field->locate(error_));
        text_->clear();
        text_->reserve(rest_.size()); // it may repeat a secret: growing would leave copies behind
    }

    void finish_text()
    {
        if (text_ != nullptr)
        {
            text_->erase(0, text_->find_first_not_of(blanks));
            text_->erase(text_->find_last_not_of(blanks) + 1);
        }
        text_ = nullptr;
    }

    void take_text(std::string_view text)
    {
        if (text_ == nullptr || depth_ != 2)
            return;
        while (!text.empty())
        {
            auto const plain = text.substr(0, text.find('&'));
            *text_ += plain;
            text.remove_prefix(plain.size());
            auto const size = text.substr(0, longest_reference).find(';');
            if (size == text.npos || !append_referred(text.substr(0, size)))
                *text_ += text.substr(0, 1); // no reference: the character stands for itself
            else
                text.remove_prefix(size);
            text.remove_prefix(text.empty() ? 0 : 1);
        }
    }

    /// Appends what `&name` stands for; false if it is none of the five entities and no character.
    bool append_referred(std::string_view reference)
    {
        reference.remove_prefix(reference.empty() ? 0 : 1);
        if (reference.starts_with('#'))
        {
            bool const hexadecimal = reference.starts_with("#x");
            auto const digits = reference.substr(hexadecimal ? 2 : 1);
            std::uint32_t character = 0;
            auto const [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), character, hexadecimal ? 16 : 10);
            if (error != std::errc() || end != digits.data() + digits.size())
                return false;
            utf8_character const encoded(character);
            *text_ += encoded.view();
            return encoded.size > 0;
        }
        constexpr std::pair<std::string_view, char> entities[] = {
            {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
        for (auto const& [name, character] : entities)
            if (name == reference)
            {
                *text_ += character;
                return true;
            }
        return false;
    }

    std::string_view rest_;
    service_error* error_ = nullptr;
    std::string* text_ = nullptr; // of the element that is open, if it is one of ours
    std::size_t depth_ = 0;
};

/// What an answer of no success says; fields that it does not tell, or tells in a way that nobody can read, are empty.
[[nodiscard]] inline service_error decode_error_body(std::string_view body)
{
    service_error error;
    body = without_byte_order_mark(body);
    body = body.substr(0, utf8_prefix(body)); // it may have been cut off at a limit
    if (body.substr(0, body.find('<')).find_first_not_of(" \t\r\n") == body.npos)
        error_xml(body).read_into(error);
    else
    {
        // All fields are unknown to the layout, and so go to the envelope. Those before a mistake are kept.
        no_fields object;
        static_cast<void>(parse_json(body, layout_of<no_fields>(), &object, &error));
    }
    return error;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

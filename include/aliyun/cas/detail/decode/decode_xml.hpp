// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// XML into any object that has a layout, with pugixml: whoever includes this links it. Only `aliyun/cas/xml.hpp` does.

#include "../text/wiped_buffer.hpp"
#include "assign_value.hpp"
#include "decode.hpp"
#include "layout_of.hpp"
#include "utf8.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Puts the elements of a tree into an object through its layout. Attributes and the root element's name say nothing.
class xml_fields
{
public:
    explicit xml_fields(service_error* envelope) noexcept : envelope_(envelope) {}

    [[nodiscard]] std::optional<decode_problem> fill(pugi::xml_node root, object_layout const& layout, void* object)
    {
        if (fill_object(root, layout, object))
            return std::nullopt;
        return decode_problem{path_.substr(0, path_.find_last_not_of('.') + 1), what_};
    }

private:
    bool fill_object(pugi::xml_node element, object_layout const& layout, void* object)
    {
        bool const outermost = depth_ == 0;
        ++depth_;
        for (auto const child : element.children())
        {
            if (child.type() != pugi::node_element)
            {
                if (!trimmed(child.value()).empty())
                    return refuse(value_kind::object, "text");
                continue;
            }
            auto const* field = layout.find(child.name());
            if (field == nullptr && outermost && envelope_ != nullptr)
                fill_envelope(child);
            if (field == nullptr)
                continue;
            bool const filled = field->list != nullptr ? fill_list(child, *field, field->locate(object))
                                                       : fill_value(child, *field, object);
            if (!filled)
            {
                // A list's own place in the path, its index included, was put there by `fill_list`.
                if (field->list == nullptr)
                    path_.insert(0, std::string(child.name()) + '.');
                return false;
            }
        }
        --depth_;
        return true;
    }

    /// One element for each entry, or one element around them all.
    bool fill_list(pugi::xml_node element, field_layout const& field, void* list)
    {
        if (element.first_child().empty())
            return true; // what a list without entries looks like
        if (!is_wrapper(element, field))
            return fill_entry(element, field, list, element.name());
        for (auto const entry : element.children())
        {
            if (entry.type() == pugi::node_element)
            {
                if (!fill_entry(entry, field, list, element.name()))
                    return false;
            }
            else if (!trimmed(entry.value()).empty())
            {
                path_ = std::string(element.name()) + '.';
                what_ = "expected a list, found text";
                return false;
            }
        }
        return true;
    }

    bool fill_entry(pugi::xml_node entry, field_layout const& field, void* list, std::string_view name)
    {
        auto* const value = field.list->append(list, 0, 0);
        if (field.kind == value_kind::object ? fill_object(entry, field.inner(), value)
                                             : fill_scalar(entry, field, value))
            return true;
        path_.insert(0, std::string(name) + '[' + std::to_string(field.list->size(list) - 1) + "].");
        return false;
    }

    bool fill_value(pugi::xml_node element, field_layout const& field, void* object)
    {
        if (field.kind == value_kind::object)
        {
            auto* const value = field.locate(object);
            field.inner().reset(value); // the last of two elements of one name counts
            return fill_object(element, field.inner(), value);
        }
        // XML has no null: without text there is no number, no boolean and no enumerated value.
        bool const takes_empty = field.kind == value_kind::text || field.kind == value_kind::secret;
        if (!takes_empty && element.find_child(is_element).empty() && trimmed(text_of(element)).empty())
            return true;
        return fill_scalar(element, field, field.locate(object));
    }

    bool fill_scalar(pugi::xml_node element, field_layout const& field, void* value)
    {
        if (!element.find_child(is_element).empty())
            return refuse(field.kind, "an object");
        auto text = text_of(element);
        if (!is_utf8(text)) // a reference to a character that is none
        {
            what_ = "not UTF-8";
            return false;
        }
        if (field.kind != value_kind::text && field.kind != value_kind::secret)
            text = trimmed(text);
        auto const* const wrong = assign_text(field, value, text);
        if (wrong != nullptr)
            what_ = wrong;
        return wrong == nullptr;
    }

    void fill_envelope(pugi::xml_node element)
    {
        auto const* const field = layout_of<service_error>().find(element.name());
        if (field != nullptr && element.find_child(is_element).empty())
            static_cast<void>(fill_scalar(element, *field, field->locate(envelope_)));
    }

    static bool is_element(pugi::xml_node node) noexcept { return node.type() == pugi::node_element; }

    /// Whether `element` stands around the entries of a list, and is not an entry itself: an entry of values has no
    /// children, an entry that is an object has fields.
    static bool is_wrapper(pugi::xml_node element, field_layout const& field)
    {
        auto const first = element.find_child(is_element);
        if (first.empty())
            return false;
        if (field.kind != value_kind::object)
            return true;
        for (auto const child : element.children())
            if (field.inner().find(child.name()) != nullptr)
                return false;
        return same_field_name(first.name(), field.name) || !first.find_child(is_element).empty();
    }

    /// Valid until the next call. Most elements hold one piece of text; comments and CDATA make more.
    std::string_view text_of(pugi::xml_node element)
    {
        auto const first = element.first_child();
        if (first.next_sibling().empty())
            return first.value();
        pieces_.forget();
        for (auto const piece : element.children())
            pieces_.append(piece.value());
        return pieces_.view();
    }

    static std::string_view trimmed(std::string_view text) noexcept
    {
        constexpr std::string_view blanks = " \t\r\n";
        auto const first = text.find_first_not_of(blanks);
        return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
    }

    bool refuse(value_kind expected, std::string_view found)
    {
        what_ = expected_but_found(expected, found);
        return false;
    }

    service_error* envelope_;
    std::size_t depth_ = 0;
    wiped_buffer pieces_;
    std::string path_; // made on the way out, after a problem
    std::string what_;
};

/// Whether a node stands below more than `limit` others. pugixml itself neither recurses nor sets a limit.
[[nodiscard]] inline bool is_deeper_than(std::size_t limit, pugi::xml_node node) noexcept
{
    std::size_t depth = 0;
    while (true)
    {
        if (auto const child = node.first_child(); !child.empty())
        {
            node = child;
            if (++depth > limit)
                return true;
            continue;
        }
        while (depth > 0 && node.next_sibling().empty())
        {
            node = node.parent();
            --depth;
        }
        if (depth == 0)
            return false;
        node = node.next_sibling();
    }
}

/// Whether a reference `&#...;` is to no character in a way that pugixml hides: it takes zero for the end of a text,
/// and the rest of a number that is too large for another.
[[nodiscard]] inline bool refers_to_no_character(std::string_view body) noexcept
{
    while (true)
    {
        auto const at = body.find_first_of("&<");
        if (at == body.npos)
            return false;
        body.remove_prefix(at);
        if (body.starts_with("<![CDATA[")) // there it is text
            body.remove_prefix((std::min)(body.find("]]>"), body.size() - 1));
        else if (body.starts_with("&#"))
        {
            bool const hexadecimal = body.starts_with("&#x");
            auto const* const digits = body.data() + (hexadecimal ? 3 : 2);
            auto const* const end = body.data() + body.size();
            std::uint32_t character = 0;
            auto const read = std::from_chars(digits, end, character, hexadecimal ? 16 : 10);
            bool const is_reference = read.ptr != digits && read.ptr != end && *read.ptr == ';';
            if (is_reference && (read.ec != std::errc() || character == 0))
                return true;
        }
        body.remove_prefix(1);
    }
}

/// Decodes XML, see `decode_function`.
///
/// A list is a repeated element, or one element around all entries. Attributes are ignored. An empty element is an
/// empty text and an empty list, and no value else. Blanks around numbers, booleans and enumerated values do not count;
/// in texts they do. A document type is refused, and with it every entity but the five of XML.
inline std::optional<decode_problem> decode_xml(std::string_view body, object_layout const& layout, void* object,
                                                service_error* envelope)
{
    auto const refused = [](std::string_view what) { return decode_problem{{}, std::string(what)}; };

    body = without_byte_order_mark(body);
    if (!is_utf8(body))
        return refused("not UTF-8");
    if (body.find('\0') != body.npos) // pugixml would take it for the end
        return refused("not XML: it holds a NUL");
    if (refers_to_no_character(body))
        return refused("not XML: a reference to no character");

    wiped_buffer text; // the tree's texts stay in here: a secret leaves no other copy
    text.reserve(body.size() + 1);
    text.append(body);
    text.append({"\0", 1}); // pugixml overwrites the last character with one, and cannot always put it back
    pugi::xml_document document;
    auto const parsed = document.load_buffer_inplace(
        text.data(), text.size(),
        pugi::parse_escapes | pugi::parse_eol | pugi::parse_cdata | pugi::parse_ws_pcdata_single | pugi::parse_doctype |
            pugi::parse_fragment, // a fragment, so that text outside of the root element is seen
        pugi::encoding_utf8);
    if (parsed.status == pugi::status_out_of_memory)
        throw std::bad_alloc();
    if (!parsed)
        return refused("not XML: " + std::string(parsed.description()));

    pugi::xml_node root;
    for (auto const node : document.children())
    {
        if (node.type() == pugi::node_doctype)
            return refused("a document type, which may define entities");
        if (node.type() == pugi::node_element
                ? !root.empty()
                : std::string_view(node.value()).find_first_not_of(" \t\r\n") != body.npos)
            return refused("more text outside of the root element");
        if (node.type() == pugi::node_element)
            root = node;
    }
    if (root.empty())
        return refused("not XML: no root element");
    if (is_deeper_than(max_nesting - 1, root))
        return refused("not XML: too deep");
    return xml_fields(envelope).fill(root, layout, object);
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

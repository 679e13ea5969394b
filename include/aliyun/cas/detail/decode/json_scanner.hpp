// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The fast way through JSON that is what a layout expects: it looks at each byte once, knows which field is likely to follow,
// and writes every value where it belongs. On anything odd, and on every mistake, it gives up; then Boost.JSON's parser
// decodes the body anew and has the say. It must never come to another result than that, which a fuzz target watches over.

#include "assign_value.hpp"
#include "decode.hpp"
#include "plain_run.hpp"
#include "utf8.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::cas::detail
{

class json_scanner
{
public:
    json_scanner(std::string_view body, service_error* envelope) noexcept
        : begin_(body.data()), end_(body.data() + body.size()), envelope_(envelope)
    {
    }

    /// Fills `object`, which must be new. False: it gave up, and the object and the envelope hold anything.
    [[nodiscard]] bool scan(object_layout const& layout, void* object)
    {
        while (begin_ != end_ && is_blank(end_[-1]))
            --end_;
        // From here on the last character is no blank and belongs to no text and no number: what looks for the end of one, or
        // for what follows, stops there by itself.
        if (begin_ == end_ || end_[-1] != '}')
            return false;
        auto const* const at = skip_blanks(begin_);
        return *at == '{' && enter_object(&layout, object) && scan_levels(at + 1);
    }

private:
    /// An object or a list that has begun. Nobody asks for its values if it has no layout or no field.
    struct level
    {
        char closing;
        void* object;                ///< or the list
        void* owner;                 ///< of `field`: the object, or the envelope
        field_layout const* field;   ///< of the present value, or of the list's elements
        field_layout const* next;    ///< that is likely to follow
        field_layout const* last;    ///< behind the last one
        object_layout const* layout; ///< null: a list, or an object that is skipped
        char const* begin;           ///< of the list's text
    };

    static constexpr std::size_t max_depth = 64;

    static bool is_blank(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
    static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

    static char const* skip_blanks(char const* at) noexcept
    {
        while (static_cast<unsigned char>(*at) <= ' ' && is_blank(*at))
            ++at;
        return at;
    }

    [[nodiscard]] std::size_t left(char const* at) const noexcept { return static_cast<std::size_t>(end_ - at); }

    bool enter_object(object_layout const* layout, void* object) noexcept
    {
        if (depth_ == max_depth)
            return false;
        auto const* const first = layout == nullptr ? nullptr : layout->fields;
        auto const* const last = layout == nullptr ? nullptr : first + layout->size;
        levels_[depth_++] = {'}', object, object, nullptr, first, last, layout, nullptr};
        return true;
    }
    bool enter_list(field_layout const* field, void* list, char const* begin) noexcept
    {
        if (depth_ == max_depth)
            return false;
        levels_[depth_++] = {']', list, list, field, nullptr, nullptr, nullptr, begin};
        return true;
    }

    // The functions below take the position and return the one behind what they took, or null to give up.

    [[nodiscard]] bool scan_levels(char const* at)
    {
        for (bool opened = true;;)
        {
            // At a key or an element, or at the end of an empty object or list.
            auto& here = levels_[depth_ - 1];
            at = skip_blanks(at);
            if (!opened || *at != here.closing)
            {
                if (here.closing == '}')
                    at = take_key(at, here);
                auto const depth = depth_;
                at = at == nullptr ? nullptr : take_value(at, here);
                if (at == nullptr)
                    return false;
                opened = depth_ > depth;
                if (opened)
                    continue;
                at = skip_blanks(at);
            }
            while (*at == levels_[depth_ - 1].closing)
            {
                ++at;
                if (--depth_ == 0 || at == end_)
                    return depth_ == 0 && at == end_;
                at = skip_blanks(at);
            }
            if (*at++ != ',')
                return false;
            opened = false;
        }
    }

    [[nodiscard, gnu::always_inline]] inline char const* take_key(char const* at, level& here) const noexcept
    {
        if (*at++ != '"')
            return nullptr;
        if (here.next != here.last && left(at) >= key_pattern::size && here.next->pattern.matches(at))
        {
            here.owner = here.object;
            here.field = here.next++;
            at += here.field->name.size() + 1;
        }
        else
        {
            at = take_unexpected_key(at, here);
            if (at == nullptr)
                return nullptr;
        }
        at = skip_blanks(at);
        return *at == ':' ? skip_blanks(at + 1) : nullptr;
    }

    [[nodiscard]] char const* take_unexpected_key(char const* at, level& here) const noexcept
    {
        auto const run = find_plain_run(at, end_);
        std::string_view const key(at, static_cast<std::size_t>(run.end - at));
        if (run.end == end_ || *run.end != '"' || (!run.is_ascii && !is_utf8(key)))
            return nullptr;
        here.owner = here.object;
        here.field = here.layout == nullptr ? nullptr : here.layout->find(key);
        if (here.field != nullptr)
            here.next = here.field + 1;
        else if (depth_ == 1 && envelope_ != nullptr)
        {
            here.owner = envelope_;
            here.field = layout_of<service_error>().find(key);
        }
        return run.end + 1;
    }

    [[nodiscard, gnu::always_inline]] inline char const* take_value(char const* at, level& here)
    {
        switch (*at)
        {
        case '"':
            return take_text(at + 1, here);
        case '{':
            return begin_object(at, here) ? at + 1 : nullptr;
        case '[':
            return begin_list(at, here) ? at + 1 : nullptr;
        case 't':
            return take_word(at, "true", here);
        case 'f':
            return take_word(at, "false", here);
        case 'n':
            return take_word(at, "null", here);
        default:
            return take_number(at, here);
        }
    }

    /// Where a value of the present field goes, or null: a single value for a list is left to the parser.
    [[nodiscard, gnu::always_inline]] inline void* place_of_value(char const* at, level const& here) const
    {
        if (here.closing == ']')
            return here.field->list->append(here.object, static_cast<std::size_t>(at - here.begin), left(at));
        return here.field->list == nullptr ? here.field->locate(here.owner) : nullptr;
    }

    [[nodiscard]] bool begin_object(char const* at, level const& here)
    {
        if (here.field == nullptr)
            return enter_object(nullptr, nullptr);
        if (here.field->kind != value_kind::object)
            return false;
        auto* const object = place_of_value(at, here);
        if (object == nullptr)
            return false;
        auto const& inner = here.field->inner();
        if (here.closing == '}')
            inner.reset(object);
        return enter_object(&inner, object);
    }

    [[nodiscard]] bool begin_list(char const* at, level const& here)
    {
        if (here.field == nullptr)
            return enter_list(nullptr, nullptr, at);
        if (here.closing == ']' || here.field->list == nullptr)
            return false;
        auto* const list = here.field->locate(here.owner);
        here.field->list->clear(list);
        return enter_list(here.field, list, at);
    }

    [[nodiscard, gnu::always_inline]] inline char const* take_word(char const* at, std::string_view word, level const& here) const
    {
        if (left(at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0)
            return nullptr;
        if (here.field != nullptr && word.front() != 'n')
        {
            auto* const value = here.field->kind == value_kind::boolean ? place_of_value(at, here) : nullptr;
            if (value == nullptr)
                return nullptr;
            *static_cast<bool*>(value) = word.front() == 't';
        }
        return at + word.size();
    }

    [[nodiscard, gnu::always_inline]] inline char const* take_number(char const* const begin, level const& here) const
    {
        bool const negative = *begin == '-';
        auto const* const digits = begin + negative;
        auto const* at = digits;
        std::uint64_t magnitude = 0;
        for (; is_digit(*at); ++at)
            magnitude = magnitude * 10 + static_cast<unsigned>(*at - '0');
        auto const count = at - digits;
        if (count == 0 || (count > 1 && *digits == '0'))
            return nullptr;
        bool const is_plain = count < 19 && *at != '.' && *at != 'e' && *at != 'E';
        if (!is_plain)
            at = take_fraction_and_exponent(at);
        if (at == nullptr || here.field == nullptr)
            return at;
        auto* const value = here.field->kind == value_kind::object ? nullptr : place_of_value(begin, here);
        if (value == nullptr)
            return nullptr;
        if (is_plain && here.field->kind == value_kind::integer)
            return here.field->assign_integer(value, negative && magnitude != 0, magnitude) ? at : nullptr;
        std::string_view const text(begin, static_cast<std::size_t>(at - begin));
        return assign_text(*here.field, value, text) == nullptr ? at : nullptr;
    }

    /// Boost.JSON refuses an exponent that overflows an `int`; those of so many digits are left to it.
    [[nodiscard]] static char const* take_fraction_and_exponent(char const* at) noexcept
    {
        auto const skip_digits = [&at]
        {
            auto const* const begin = at;
            while (is_digit(*at))
                ++at;
            return at - begin;
        };
        if (*at == '.')
        {
            ++at;
            if (skip_digits() == 0)
                return nullptr;
        }
        if (*at == 'e' || *at == 'E')
        {
            ++at;
            at += *at == '-' || *at == '+';
            auto const count = skip_digits();
            if (count == 0 || count > 4)
                return nullptr;
        }
        return at;
    }

    [[nodiscard, gnu::always_inline]] inline char const* take_text(char const* at, level const& here) const
    {
        auto const run = find_plain_run(at, end_);
        std::string_view const text(at, static_cast<std::size_t>(run.end - at));
        if (run.end == end_ || (!run.is_ascii && !is_utf8(text)))
            return nullptr;
        if (*run.end != '"')
            return take_escaped_text(at, here);
        if (here.field != nullptr)
        {
            auto* const value = here.field->kind == value_kind::object ? nullptr : place_of_value(at, here);
            if (value == nullptr)
                return nullptr;
            if (here.field->kind == value_kind::text)
                assign(*static_cast<std::string*>(value), text);
            else if (assign_text(*here.field, value, text) != nullptr)
                return nullptr;
        }
        return run.end + 1;
    }

    /// Most strings are new and empty, and many texts fit into the string object: those are copied by a fixed size.
    [[gnu::always_inline]] inline void assign(std::string& string, std::string_view text) const
    {
        constexpr std::size_t small = 15;
        static bool const fits = std::string().capacity() >= small;
        if (text.size() <= small && fits && left(text.data()) >= small)
        {
            std::destroy_at(&string);
            std::construct_at(&string, text.data(), small);
            string.resize(text.size());
        }
        else
            string = std::string(text);
    }

    [[nodiscard]] char const* take_escaped_text(char const* at, level const& here) const
    {
        if (here.field == nullptr)
        {
            struct nowhere
            {
                void append(std::string_view) noexcept {}
            } skipped;
            return unescape(at, skipped);
        }
        bool const is_text = here.field->kind == value_kind::text;
        auto* const value = is_text || here.field->kind == value_kind::secret ? place_of_value(at, here) : nullptr;
        if (value == nullptr)
            return nullptr;
        if (is_text)
        {
            static_cast<std::string*>(value)->clear();
            return unescape(at, *static_cast<std::string*>(value));
        }
        static_cast<secret_string*>(value)->clear();
        return unescape(at, *static_cast<secret_string*>(value));
    }

    template <typename Target>
    [[nodiscard]] char const* unescape(char const* at, Target& target) const
    {
        while (true)
        {
            auto const run = find_plain_run(at, end_);
            std::string_view const text(at, static_cast<std::size_t>(run.end - at));
            if (run.end == end_ || (!run.is_ascii && !is_utf8(text)))
                return nullptr;
            target.append(text);
            if (*run.end == '"')
                return run.end + 1;
            if (*run.end != '\\')
                return nullptr;
            at = run.end + 1;
            constexpr std::string_view letters = "nrtbf\"\\/";
            constexpr std::string_view meanings = "\n\r\t\b\f\"\\/";
            auto const which = letters.find(*at);
            if (which == letters.npos)
                return nullptr; // \u, which is rare since the service writes UTF-8, or a mistake
            target.append(meanings.substr(which, 1));
            ++at;
        }
    }

    char const* begin_;
    char const* end_;
    service_error* envelope_;
    std::size_t depth_ = 0;
    std::array<level, max_depth> levels_; // the first `depth_` are in use
};

} // namespace aliyun::cas::detail

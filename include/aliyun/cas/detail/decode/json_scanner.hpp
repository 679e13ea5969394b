// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The fast way through JSON that is what a layout expects: it looks at each byte once, knows which field is likely to
// follow, and writes every value where it belongs. On anything odd, and on every mistake, it gives up; then
// Boost.JSON's parser decodes the body anew and has the say. It must never come to another result than that, which a
// fuzz target watches over.

#include "assign_value.hpp"
#include "decode.hpp"
#include "json_tokens.hpp"
#include "layout_of.hpp"
#include "utf8.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
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
        while (begin_ != end_ && is_json_blank(end_[-1]))
            --end_;
        // From here on the last character is no blank and belongs to no text and no number: what looks for the end of
        // one, or for what follows, stops there by itself.
        if (begin_ == end_ || end_[-1] != '}')
            return false;
        auto const* const at = skip_blanks(begin_);
        return *at == '{' && enter_object(layout, object, false) && scan_levels(at + 1);
    }

private:
    /// An object or a list that has begun.
    struct level
    {
        char closing;
        bool learns;                 ///< the order of its fields, from the elements before it
        std::size_t slot;            ///< number of the field behind the one that came last
        void* object;                ///< or the list
        void* owner;                 ///< of `field`: the object, or the envelope
        field_layout const* field;   ///< of the present value, or of the list's elements; null: nobody asks for it
        object_layout const* layout; ///< of no fields: an object that is skipped
        char const* begin;           ///< of the list's text
    };

    [[nodiscard]] std::size_t left(char const* at) const noexcept { return static_cast<std::size_t>(end_ - at); }

    [[nodiscard]] bool enter_object(object_layout const& layout, void* object, bool learns) noexcept
    {
        if (depth_ == max_nesting)
            return false;
        levels_[depth_++] = {'}', learns, 0, object, object, nullptr, &layout, nullptr};
        return true;
    }

    [[nodiscard]] bool enter_list(field_layout const* field, void* list, char const* begin) noexcept
    {
        if (depth_ == max_nesting)
            return false;
        levels_[depth_++] = {']', false, 0, list, list, field, nullptr, begin};
        if (learning_ == 0 && field != nullptr && field->kind == value_kind::object)
        {
            learning_ = depth_;
            auto const& inner = field->inner();
            for (std::size_t i = 0; i <= inner.size; ++i)
                followers_[i] = inner.fields + i;
        }
        return true;
    }

    /// The field that is likely to come next, or one that is never found.
    [[nodiscard]] field_layout const* expected(level const& here) const noexcept
    {
        return here.learns ? followers_[here.slot] : here.layout->fields + here.slot;
    }

    // The functions below take the position and return the one behind what they took, or null to give up.

    [[nodiscard]] bool scan_levels(char const* at)
    {
        for (bool opened = true;;)
        {
            // At a key or an element, or at the end of an empty object or list.
            auto& here = levels_[depth_ - 1];
            auto const* const behind = here.closing == '}' ? take_plain_members(at, here) : at;
            bool const took_some = behind != at;
            at = skip_blanks(behind);
            if (!took_some && (!opened || *at != here.closing))
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
                if (depth_ < learning_)
                    learning_ = 0;
                at = skip_blanks(at);
            }
            if (*at++ != ',')
                return false;
            opened = false;
        }
    }

    /// What most of the text is: members one behind the other as they are expected, without a blank. Stops where
    /// something else is needed: behind the last value that it took, or where it began.
    [[nodiscard]] char const* take_plain_members(char const* at, level& here) const
    {
        auto const* behind = at;
        while (left(at) > 64) // more than a name and a number
        {
            auto const* const field = expected(here);
            if (!field->is_plain || *at != '"' || !field->pattern.matches(at + 1))
                break;
            auto const* value = at + field->name.size() + 3;
            if (value[-1] != ':')
                break;
            auto* const member = static_cast<char*>(here.object) + field->offset;
            if (field->kind == value_kind::text)
            {
                if (*value++ != '"')
                    break;
                auto const run = find_plain_run(value, end_ - 1);
                if (!run.is_ascii || *run.end != '"')
                    break;
                assign(*reinterpret_cast<std::string*>(member), {value, static_cast<std::size_t>(run.end - value)});
                value = run.end + 1;
            }
            else if (field->kind == value_kind::integer)
            {
                auto const number = read_plain_integer(value);
                if (number.end == nullptr || !field->assign_integer(member, number.negative, number.magnitude))
                    break;
                value = number.end;
            }
            else
            {
                bool const is_true = std::memcmp(value, "true", 4) == 0;
                if (!is_true && std::memcmp(value, "false", 5) != 0)
                    break;
                *reinterpret_cast<bool*>(member) = is_true;
                value += is_true ? 4 : 5;
            }
            here.slot = field->index + 1;
            behind = value;
            if (*behind != ',')
                break;
            at = behind + 1;
        }
        return behind;
    }

    [[nodiscard]] char const* take_key(char const* at, level& here) noexcept
    {
        if (*at++ != '"')
            return nullptr;
        auto const* const guess = expected(here);
        if (left(at) >= key_pattern::size && guess->pattern.matches(at))
        {
            here.owner = here.object;
            here.field = guess;
            here.slot = guess->index + 1;
            at += guess->name.size() + 1;
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

    [[nodiscard]] char const* take_unexpected_key(char const* at, level& here) noexcept
    {
        auto const run = find_plain_run(at, end_);
        std::string_view const key(at, static_cast<std::size_t>(run.end - at));
        if (run.end == end_ || *run.end != '"' || (!run.is_ascii && !is_utf8(key)))
            return nullptr;
        here.owner = here.object;
        here.field = here.layout->find(key);
        if (here.field != nullptr)
        {
            if (here.learns)
                followers_[here.slot] = here.field;
            here.slot = here.field->index + 1;
        }
        else if (depth_ == 1 && envelope_ != nullptr)
        {
            here.owner = envelope_;
            here.field = layout_of<service_error>().find(key);
        }
        return run.end + 1;
    }

    [[nodiscard]] char const* take_value(char const* at, level const& here)
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
    [[nodiscard]] void* place_of_value(char const* at, level const& here) const
    {
        if (here.closing == ']')
            return here.field->list->append(here.object, static_cast<std::size_t>(at - here.begin), left(at));
        return here.field->list == nullptr ? here.field->locate(here.owner) : nullptr;
    }

    [[nodiscard]] bool begin_object(char const* at, level const& here)
    {
        if (here.field == nullptr)
            return enter_object(layout_of<no_fields>(), nullptr, false);
        auto* const object = here.field->kind == value_kind::object ? place_of_value(at, here) : nullptr;
        if (object == nullptr)
            return false;
        auto const& inner = here.field->inner();
        if (here.closing == '}')
            inner.reset(object);
        return enter_object(inner, object, depth_ == learning_);
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

    [[nodiscard]] char const* take_word(char const* at, std::string_view word, level const& here) const
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

    [[nodiscard]] char const* take_number(char const* const begin, level const& here) const
    {
        auto const integer = read_plain_integer(begin);
        auto const* const end = integer.end != nullptr ? integer.end : skip_json_number(begin);
        if (end == nullptr || here.field == nullptr)
            return end;
        auto* const value = here.field->kind == value_kind::object ? nullptr : place_of_value(begin, here);
        if (value == nullptr)
            return nullptr;
        if (integer.end != nullptr && here.field->kind == value_kind::integer)
            return here.field->assign_integer(value, integer.negative, integer.magnitude) ? end : nullptr;
        std::string_view const text(begin, static_cast<std::size_t>(end - begin));
        return assign_text(*here.field, value, text) == nullptr ? end : nullptr;
    }

    [[nodiscard]] char const* take_text(char const* at, level const& here) const
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
    void assign(std::string& string, std::string_view text) const
    {
        constexpr std::size_t short_text = 15;
        static bool const fits = std::string().capacity() >= short_text;
        if (text.size() <= short_text && fits && left(text.data()) >= short_text)
        {
            std::destroy_at(&string);
            std::construct_at(&string, text.data(), short_text);
            string.resize(text.size());
        }
        else
            string = std::string(text);
    }

    [[nodiscard]] char const* take_escaped_text(char const* at, level const& here) const
    {
        if (here.field == nullptr)
        {
            nowhere skipped;
            return unescape_json(at, end_, skipped);
        }
        bool const is_text = here.field->kind == value_kind::text;
        auto* const value = is_text || here.field->kind == value_kind::secret ? place_of_value(at, here) : nullptr;
        if (value == nullptr)
            return nullptr;
        if (is_text)
        {
            auto& text = *static_cast<std::string*>(value);
            text.clear();
            if (here.owner != here.object) // the envelope's may repeat a secret: growing would leave copies behind
                text.reserve(left(at));
            return unescape_json(at, end_, text);
        }
        auto& secret = *static_cast<secret_string*>(value);
        secret.clear();
        return unescape_json(at, end_, secret);
    }

    char const* begin_;
    char const* end_;
    service_error* envelope_;
    std::size_t depth_ = 0;
    std::array<level, max_nesting> levels_; // the first `depth_` are in use

    // The objects of one list mostly have their fields in one order. It is learned for the outermost list that is open.
    std::size_t learning_ = 0;                       // depth within that list, or 0
    std::array<field_layout const*, 255> followers_; // by slot: the field that came there the last time
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Puts the events of Boost.JSON's parser into an object through its layout. The parser sees to it that the text is
// JSON, this class that the values find their fields.

#include "assign_value.hpp"
#include "decode.hpp"
#include "layout_of.hpp"

#include <boost/system/error_code.hpp>

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// A handler for `boost::json::basic_parser`, for one document that is parsed in one piece.
class json_fields
{
    using error_code = boost::system::error_code;

public:
    static constexpr std::size_t max_object_size = (std::numeric_limits<std::size_t>::max)();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    json_fields(object_layout const& layout, void* object, service_error* envelope) noexcept
        : layout_(layout), object_(object), envelope_(envelope)
    {
    }

    /// What was wrong with a value, if the parser was stopped by this class; else what is wrong at the present place.
    [[nodiscard]] decode_problem problem(std::string_view of_the_parser) const
    {
        return {path(), what_.empty() ? std::string(of_the_parser) : what_};
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_comment_part(std::string_view, error_code&) { return true; }
    bool on_comment(std::string_view, error_code&) { return true; }

    bool on_object_begin(error_code& error)
    {
        if (skipped_levels_ > 0)
            return skip_level();
        if (depth_ == 0)
        {
            enter(layout_, object_);
            return true;
        }
        auto& here = top();
        if (here.field == nullptr)
            return skip_level();
        if (here.field->kind != value_kind::object)
            return refuse("an object", error) && skip_level();
        auto const& inner = here.field->inner();
        auto* const value = new_value();
        if (here.field->list == nullptr)
            inner.reset(value); // the last of two objects of one name counts, as of two texts
        enter(inner, value);
        return true;
    }

    bool on_object_end(std::size_t, error_code&)
    {
        if (skipped_levels_ > 0)
            return leave_skipped_level();
        --depth_;
        if (depth_ > 0)
            value_done();
        return true;
    }

    bool on_array_begin(error_code& error)
    {
        if (skipped_levels_ > 0)
            return skip_level();
        if (depth_ == 0)
            return refuse_document("a list", error);
        auto& here = top();
        if (here.field == nullptr)
            return skip_level();
        if (here.field->list == nullptr || here.in_list)
            return refuse("a list", error) && skip_level();
        here.list = here.field->locate(here.owner);
        here.field->list->clear(here.list); // of two lists of one name the last counts
        here.in_list = true;
        here.index = 0;
        return true;
    }

    bool on_array_end(std::size_t, error_code&)
    {
        if (skipped_levels_ > 0)
            return leave_skipped_level();
        top().in_list = false;
        return true;
    }

    bool on_key_part(std::string_view part, std::size_t, error_code&)
    {
        if (skipped_levels_ == 0)
            key_ += part;
        return true;
    }

    bool on_key(std::string_view last, std::size_t, error_code&)
    {
        if (skipped_levels_ > 0)
            return true;
        if (key_.empty())
            choose_field(last);
        else
        {
            choose_field(key_ += last);
            key_.clear();
        }
        return true;
    }

    // A text with escapes comes in parts. They go straight where they belong, so that no copy of a secret is left
    // behind but in the parser's own buffer on the stack; the scanner, which takes all usual answers, has none.
    bool on_string_part(std::string_view part, std::size_t, error_code& error)
    {
        if (skipped_levels_ > 0)
            return true;
        if (depth_ == 0)
            return refuse_document("text", error);
        auto& here = top();
        if (here.field == nullptr)
            return true;
        if (partial_ == nullptr)
        {
            if (here.field->kind == value_kind::object)
                return refuse("text", error);
            partial_ = new_value();
            if (here.field->kind == value_kind::text)
                static_cast<std::string*>(partial_)->clear();
            else if (here.field->kind == value_kind::secret)
                static_cast<secret_string*>(partial_)->clear();
        }
        if (here.field->kind == value_kind::text)
            append_without_traces(*static_cast<std::string*>(partial_), part);
        else if (here.field->kind == value_kind::secret)
            static_cast<secret_string*>(partial_)->append(part);
        else
            parts_ += part;
        return true;
    }

    bool on_string(std::string_view last, std::size_t total, error_code& error)
    {
        if (partial_ == nullptr)
            return on_scalar(last, "text", error);
        if (!on_string_part(last, total, error))
            return false;
        auto* const value = std::exchange(partial_, nullptr);
        auto const& field = *top().field;
        bool const in_place = field.kind == value_kind::text || field.kind == value_kind::secret;
        if (auto const* const wrong = in_place ? nullptr : assign_text(field, value, parts_))
            return refuse_with(wrong, error);
        parts_.clear();
        value_done();
        return true;
    }

    // The parser's own value of a number is not used: it may have been rounded, and a field may want the text.
    bool on_number_part(std::string_view, error_code&) { return true; } // only of a document in several pieces
    bool on_int64(std::int64_t, std::string_view text, error_code& error) { return on_scalar(text, "a number", error); }
    bool on_uint64(std::uint64_t, std::string_view text, error_code& error)
    {
        return on_scalar(text, "a number", error);
    }
    bool on_double(double, std::string_view text, error_code& error) { return on_scalar(text, "a number", error); }

    bool on_bool(bool value, error_code& error)
    {
        if (skipped_levels_ == 0 && depth_ > 0 && top().field != nullptr && top().field->kind != value_kind::boolean)
            return refuse("true or false", error);
        return on_scalar(value ? "true" : "false", "true or false", error);
    }

    bool on_null(error_code& error)
    {
        if (skipped_levels_ > 0)
            return true;
        if (depth_ == 0)
            return refuse_document("null", error);
        value_done();
        return true;
    }

private:
    /// One object that is being filled.
    struct place
    {
        object_layout const* layout;
        void* object;
        void* owner;               ///< of `field`: the object, or the envelope
        field_layout const* field; ///< of the last key; null if nobody asks for it
        std::size_t next;          ///< index of the field that is likely to follow
        void* list;                ///< while `in_list`
        std::size_t index;         ///< in the list
        char first;                ///< letter of the key, as the document has it
        bool in_list;
    };

    [[nodiscard]] place& top() noexcept { return places_[depth_ - 1]; }

    void enter(object_layout const& layout, void* object) noexcept
    {
        assert(depth_ < places_.size());
        places_[depth_++] = {&layout, object, object, nullptr, 0, nullptr, 0, '\0', false};
    }

    bool skip_level() noexcept
    {
        ++skipped_levels_;
        return true;
    }
    bool leave_skipped_level() noexcept
    {
        if (--skipped_levels_ == 0)
            value_done();
        return true;
    }

    void choose_field(std::string_view key) noexcept
    {
        auto& here = top();
        here.owner = here.object;
        if (here.next < here.layout->size && same_field_name(here.layout->fields[here.next].name, key))
            here.field = &here.layout->fields[here.next];
        else
            here.field = here.layout->find(key);
        if (here.field != nullptr)
        {
            here.next = static_cast<std::size_t>(here.field - here.layout->fields) + 1;
            here.first = key[0];
        }
        else if (depth_ == 1 && envelope_ != nullptr)
        {
            here.owner = envelope_;
            here.field = layout_of<service_error>().find(key);
        }
    }

    /// Where the value of the present field goes. A single value where a list is expected is a list of one.
    [[nodiscard]] void* new_value()
    {
        auto& here = top();
        if (here.field->list == nullptr)
            return here.field->locate(here.owner);
        if (!here.in_list)
        {
            here.list = here.field->locate(here.owner);
            here.field->list->clear(here.list);
        }
        return here.field->list->append(here.list, 0, 0);
    }

    void value_done() noexcept { ++top().index; }

    bool on_scalar(std::string_view text, std::string_view found, error_code& error)
    {
        if (skipped_levels_ > 0)
            return true;
        if (depth_ == 0)
            return refuse_document(found, error);
        auto const* const field = top().field;
        if (field != nullptr)
        {
            if (field->kind == value_kind::object)
                return refuse(found, error);
            if (auto const* const wrong = assign_text(*field, new_value(), text))
                return refuse_with(wrong, error);
        }
        value_done();
        return true;
    }

    /// False, and stops the parser, unless the value was meant for the envelope.
    bool refuse(std::string_view found, error_code& error)
    {
        auto const& here = top();
        if (here.owner != here.object)
            return true;
        bool const list_wanted = here.field->list != nullptr && !here.in_list;
        what_ =
            list_wanted ? "expected a list, found " + std::string(found) : expected_but_found(here.field->kind, found);
        return stop(error);
    }
    bool refuse_document(std::string_view found, error_code& error)
    {
        what_ = expected_but_found(value_kind::object, found);
        return stop(error);
    }
    bool refuse_with(char const* sentence, error_code& error)
    {
        what_ = sentence;
        return stop(error);
    }
    static bool stop(error_code& error)
    {
        error = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
        return false;
    }

    [[nodiscard]] std::string path() const
    {
        std::string text;
        for (std::size_t i = 0; i < depth_; ++i)
        {
            auto const& step = places_[i];
            if (step.field == nullptr || step.owner != step.object)
                break;
            if (i > 0)
                text += '.';
            text += step.first;
            text += step.field->name.substr(1);
            if (step.in_list)
                text += '[' + std::to_string(step.index) + ']';
        }
        return text;
    }

    object_layout const& layout_;
    void* object_;
    service_error* envelope_;
    std::array<place, max_layout_depth> places_; // the first `depth_` are in use
    std::size_t depth_ = 0;
    std::size_t skipped_levels_ = 0; // within a value that nobody asks for
    void* partial_ = nullptr;        // a text of which parts have come
    std::string parts_;              // of a text that is not to become text
    std::string key_;                // parts of a key that has escapes
    std::string what_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A table for people: as wide as its content, cut to the terminal where there is one.

#include "output.hpp"
#include "terminal.hpp"

#include <algorithm>

namespace certificates
{
namespace
{

class table_writer final : public row_writer
{
public:
    table_writer(schema const& shape, chosen_columns chosen, text_sink& sink)
        : shape_(shape),
          chosen_(std::move(chosen)),
          sink_(sink),
          limit_(terminal_width(stream::output)),
          colours_(has_colours(stream::output))
    {
        for (auto const at : chosen_)
            widths_.push_back(display_width(shape_.columns[at].title));
    }

    void add(row const& one) override
    {
        line made;
        made.grade = one.grade;
        for (std::size_t i = 0; i < chosen_.size(); ++i)
            made.texts.push_back(shown(one.cells[chosen_[i]]));
        if (begun_)
            return print(made);
        waiting_.push_back(std::move(made));
        if (waiting_.size() == rows_to_measure)
            begin();
    }
    void flush() override {} // widths are better measured on more rows than those of the first page
    void end(verdict const& what, bool complete) override
    {
        if (!begun_)
            begin();
        if (complete && !what.summary.empty())
            sink_.write(printable(what.summary) + "\n");
    }

private:
    struct line
    {
        std::vector<std::string> texts;
        severity grade = severity::ok;
    };
    static constexpr std::size_t rows_to_measure = 200;

    static std::string shown(cell const& value)
    {
        if (auto const* const is = std::get_if<bool>(&value))
            return *is ? "yes" : "no";
        if (auto const* const list = std::get_if<std::vector<std::string>>(&value); list && list->size() > 1)
            return printable(list->front()) + " +" + std::to_string(list->size() - 1);
        auto text = printable(plain_text(value));
        return text.empty() ? "-" : text;
    }

    void begin()
    {
        begun_ = true;
        for (auto const& one : waiting_)
            for (std::size_t i = 0; i < widths_.size(); ++i)
                widths_[i] = std::max(widths_[i], display_width(one.texts[i]));
        if (limit_)
            fit(*limit_);
        if (!waiting_.empty())
        {
            line head;
            for (auto const at : chosen_)
                head.texts.emplace_back(shape_.columns[at].title);
            print(head, true);
        }
        for (auto const& one : waiting_)
            print(one);
        waiting_.clear();
    }

    // The widest column gives way first, but numbers and dates stay whole: half an id is none.
    void fit(std::size_t limit)
    {
        constexpr std::size_t narrowest = 10; // a date
        std::size_t whole = 2 * (widths_.size() - 1);
        for (auto const width : widths_)
            whole += width;
        for (; whole > limit; --whole)
        {
            std::size_t* widest = nullptr;
            for (std::size_t i = 0; i < widths_.size(); ++i)
                if (shape_.columns[chosen_[i]].table != table_place::right && (!widest || widths_[i] > *widest))
                    widest = &widths_[i];
            if (!widest || *widest <= narrowest)
                break;
            --*widest;
        }
    }

    void print(line const& one, bool is_head = false)
    {
        std::string text;
        for (std::size_t i = 0; i < one.texts.size(); ++i)
        {
            auto const& whole = one.texts[i];
            bool const right = shape_.columns[chosen_[i]].table == table_place::right;
            auto const cut = limit_ && !right ? cut_to_width(whole, widths_[i]) : whole;
            auto const used = display_width(cut);
            std::string const padding(used < widths_[i] ? widths_[i] - used : 0, ' ');
            if (right)
                text += padding + cut;
            else
                text += i + 1 == one.texts.size() ? cut : cut + padding;
            if (i + 1 < one.texts.size())
                text += "  ";
        }
        if (colours_ && (is_head || one.grade != severity::ok))
        {
            auto const* const begin = is_head ? "\x1b[1m" : one.grade == severity::critical ? "\x1b[31m" : "\x1b[33m";
            text = begin + text + "\x1b[0m";
        }
        sink_.write(text + "\n");
    }

    schema const& shape_;
    chosen_columns chosen_;
    text_sink& sink_;
    std::optional<std::size_t> limit_;
    bool colours_;
    std::vector<std::size_t> widths_;
    std::vector<line> waiting_;
    bool begun_ = false;
};

} // namespace

std::unique_ptr<row_writer> make_table(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<table_writer>(shape, std::move(chosen), sink);
}

} // namespace certificates

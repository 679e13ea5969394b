// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A table for people: as wide as its content, but never wider than the terminal where there is one.

#include "output.hpp"
#include "terminal.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

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
        visible_.resize(chosen_.size());
        std::iota(visible_.begin(), visible_.end(), std::size_t{0});
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

    // Texts are cut first, down to the width of a date; then columns are left out, those that can be spared first.
    // Numbers stay whole as long as there is a second column: half an id is none.
    void fit(std::size_t limit)
    {
        constexpr std::size_t narrowest = 10; // a date
        auto const least = [&](std::size_t i) { return is_right(i) ? widths_[i] : std::min(widths_[i], narrowest); };
        auto const whole = [&](auto const& width)
        {
            std::size_t sum = 2 * (visible_.size() - 1);
            for (auto const i : visible_)
                sum += width(i);
            return sum;
        };
        while (visible_.size() > 1 && whole(least) > limit)
            visible_.erase(first_to_go());
        for (auto left = whole([&](std::size_t i) { return widths_[i]; }); left > limit; --left)
        {
            auto const room = [&](std::size_t i) { return widths_[i] - least(i); };
            auto const widest =
                *std::max_element(visible_.begin(), visible_.end(),
                                  [&](std::size_t a, std::size_t b)
                                  { return std::pair(room(a) > 0, widths_[a]) < std::pair(room(b) > 0, widths_[b]); });
            --widths_[widest];
        }
    }
    [[nodiscard]] bool is_right(std::size_t i) const { return shape_.columns[chosen_[i]].table == table_place::right; }
    [[nodiscard]] std::vector<std::size_t>::iterator first_to_go()
    {
        for (auto const name : shape_.spare)
            if (auto const found = std::find_if(visible_.begin(), visible_.end(),
                                                [&](std::size_t i) { return shape_.columns[chosen_[i]].name == name; });
                found != visible_.end())
                return found;
        return visible_.end() - 1;
    }

    void print(line const& one, bool is_head = false)
    {
        std::string text;
        for (auto const i : visible_)
        {
            auto const& whole = one.texts[i];
            auto const cut = limit_ ? cut_to_width(whole, widths_[i]) : whole;
            auto const used = display_width(cut);
            std::string const padding(used < widths_[i] ? widths_[i] - used : 0, ' ');
            bool const is_last = i == visible_.back();
            if (is_right(i))
                text += padding + cut;
            else
                text += is_last ? cut : cut + padding;
            if (!is_last)
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
    std::vector<std::size_t> visible_; ///< places in `chosen_`
    std::vector<line> waiting_;
    bool begun_ = false;
};

} // namespace

std::unique_ptr<row_writer> make_table(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<table_writer>(shape, std::move(chosen), sink);
}

} // namespace certificates

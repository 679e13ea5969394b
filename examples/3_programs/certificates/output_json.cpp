// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// JSON: one document that says whether it is complete; or one object a line.

#include "output.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace certificates
{
namespace
{

std::string json_string(std::string_view text)
{
    return boost::json::serialize(boost::json::value(boost::json::string_view(text.data(), text.size())));
}

std::string to_json(cell const& value)
{
    struct visitor
    {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool is) const { return is ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return plain_text(cell(number)); }
        std::string operator()(std::string const& text) const { return json_string(text); }
        std::string operator()(std::vector<std::string> const& texts) const
        {
            std::string all = "[";
            for (auto const& text : texts)
                all.append(all.size() > 1 ? "," : "").append(json_string(text));
            return all + "]";
        }
    };
    return std::visit(visitor{}, value);
}

class json_writer : public row_writer
{
public:
    json_writer(schema const& shape, chosen_columns chosen, text_sink& sink)
        : shape_(shape),
          chosen_(std::move(chosen)),
          sink_(sink),
          name_(std::string(shape.name) + '/' + std::to_string(shape.version))
    {
        for (auto const at : chosen_)
            keys_.push_back(json_string(shape_.columns[at].name) + ":");
    }

    void add(row const& one) override
    {
        sink_.write(any_ ? ",\n" : "{\"schema\":" + json_string(name_) + ",\"rows\":[\n");
        any_ = true;
        sink_.write("{" + members(one) + "}");
    }
    void end(verdict const& what, bool complete) override
    {
        if (!any_)
            sink_.write("{\"schema\":" + json_string(name_) + ",\"rows\":[");
        std::string tail = any_ ? "\n]" : "]";
        if (!what.summary.empty())
            tail += ",\"summary\":" + json_string(what.summary);
        sink_.write(tail + (complete ? ",\"complete\":true}\n" : ",\"complete\":false}\n"));
    }

protected:
    [[nodiscard]] std::string members(row const& one) const
    {
        std::string text;
        for (std::size_t i = 0; i < chosen_.size(); ++i)
        {
            if (i > 0)
                text += ',';
            text += keys_[i];
            text += to_json(one.cells[chosen_[i]]);
        }
        return text;
    }
    void write(std::string const& text) { sink_.write(text); }
    [[nodiscard]] std::string const& name() const noexcept { return name_; }

private:
    schema const& shape_;
    chosen_columns chosen_;
    text_sink& sink_;
    std::string name_;
    std::vector<std::string> keys_;
    bool any_ = false;
};

// Each line says which schema it is of: lines are what gets cut out, mixed and kept.
class json_line_writer final : public json_writer
{
public:
    using json_writer::json_writer;

    void add(row const& one) override { write("{\"schema\":" + json_string(name()) + "," + members(one) + "}\n"); }
    void end(verdict const&, bool) override {}
};

} // namespace

std::unique_ptr<row_writer> make_json(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<json_writer>(shape, std::move(chosen), sink);
}

std::unique_ptr<row_writer> make_json_lines(schema const& shape, chosen_columns chosen, text_sink& sink)
{
    return std::make_unique<json_line_writer>(shape, std::move(chosen), sink);
}

} // namespace certificates

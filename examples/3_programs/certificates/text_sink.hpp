// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where data goes: standard output, or a text in tests.

#include <string>
#include <string_view>

namespace certificates
{

class text_sink
{
public:
    text_sink() = default;
    text_sink(text_sink const&) = delete;
    text_sink& operator=(text_sink const&) = delete;
    virtual ~text_sink() = default;

    virtual void write(std::string_view text) = 0;
    virtual void flush() = 0;
};

/// Standard output, buffered. Throws `reader_gone` if nobody reads it any more, and a problem if it cannot be written:
/// a list that is cut is never taken for a whole one.
class standard_output final : public text_sink
{
public:
    void write(std::string_view text) override;
    void flush() override;

private:
    std::string buffer_;
};

class string_sink final : public text_sink
{
public:
    void write(std::string_view more) override { text += more; }
    void flush() override {}

    std::string text;
};

} // namespace certificates

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The emulator on a context and a thread of its own, so that a test's own context runs nothing but the client. Compiled
// in running_emulator.cpp: the emulator is not compiled once for each unit.

#include <aliyun/cas/emulator_options.hpp>
#include <aliyun/cas/emulator_request.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace support
{

class running_emulator
{
public:
    explicit running_emulator(aliyun::cas::emulator_options options = {});
    ~running_emulator();

    [[nodiscard]] std::string endpoint() const; ///< by the name `localhost`
    [[nodiscard]] std::string ca_pem() const;
    [[nodiscard]] std::vector<aliyun::cas::emulator_request> history() const;
    [[nodiscard]] std::uint64_t connections_accepted() const;
    [[nodiscard]] std::size_t certificates() const;
    /// Waits until no connection is open, or 5 s.
    [[nodiscard]] bool wait_until_closed() const;

    [[nodiscard]] std::vector<aliyun::cas::emulator_change> changes() const;

    /// Puts `count` certificates into the account: their names are `certificate-1` and so on.
    void add_certificates(std::size_t count);
    std::int64_t add_certificate(std::string_view name, std::string_view certificate_pem, std::string_view key_pem);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace support

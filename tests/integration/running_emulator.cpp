// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// See support/running_emulator.hpp.

#include "support/running_emulator.hpp"

#include <aliyun/cas/emulator.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>

namespace support
{

struct running_emulator::state
{
    explicit state(aliyun::cas::emulator_options options) : emulator(context.get_executor(), std::move(options))
    {
        thread = std::thread([this] { context.run(); });
    }
    ~state()
    {
        emulator.stop();
        context.stop(); // connections that a test has left behind end here
        thread.join();
    }

    boost::asio::io_context context;
    aliyun::cas::emulator emulator;
    std::thread thread;
};

running_emulator::running_emulator(aliyun::cas::emulator_options options)
    : state_(std::make_unique<state>(std::move(options)))
{
}
running_emulator::~running_emulator() = default;

std::string running_emulator::endpoint() const
{
    return "https://localhost:" + std::to_string(state_->emulator.port());
}
std::string running_emulator::ca_pem() const
{
    return state_->emulator.ca_pem();
}
std::vector<aliyun::cas::emulator_request> running_emulator::history() const
{
    return state_->emulator.history();
}
std::uint64_t running_emulator::connections_accepted() const
{
    return state_->emulator.connections_accepted();
}
bool running_emulator::wait_until_closed() const
{
    for (int tries = 0; tries < 2500; ++tries)
    {
        if (state_->emulator.connections_open() == 0)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return false;
}
std::size_t running_emulator::certificates() const
{
    return state_->emulator.certificates();
}

std::vector<aliyun::cas::emulator_change> running_emulator::changes() const
{
    return state_->emulator.changes();
}
std::int64_t running_emulator::add_certificate(std::string_view name, std::string_view certificate_pem,
                                               std::string_view key_pem)
{
    return state_->emulator.add_certificate(name, certificate_pem, key_pem);
}
void running_emulator::add_certificates(std::size_t count)
{
    state_->emulator.add_certificates(static_cast<std::uint32_t>(count));
}

} // namespace support

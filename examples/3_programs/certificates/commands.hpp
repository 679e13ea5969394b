// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The commands, one file each.

#include "command.hpp"

#include <memory>

namespace certificates
{

std::unique_ptr<command> make_list();
std::unique_ptr<command> make_show();
std::unique_ptr<command> make_check();
std::unique_ptr<command> make_expiring();
std::unique_ptr<command> make_upload();
std::unique_ptr<command> make_rotate();
std::unique_ptr<command> make_prune();
std::unique_ptr<command> make_apply();
std::unique_ptr<command> make_served();
std::unique_ptr<command> make_hook();
std::unique_ptr<command> make_order();
std::unique_ptr<command> make_report();
std::unique_ptr<command> make_emulate();
std::unique_ptr<command> make_completion();
std::unique_ptr<command> make_manual();

} // namespace certificates

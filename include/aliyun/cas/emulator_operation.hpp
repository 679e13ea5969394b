// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// An operation that a user gives to the emulator: for another product, another version, or an answer made up for a
// test.

#include "version.hpp"

#include <boost/json/fwd.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The decoded parameters of one request, the common ones among them.
using emulator_parameters = std::map<std::string, std::string, std::less<>>;

/// An error answer of the service: thrown by an operation, sent with this status, code and text.
struct emulator_refusal
{
    unsigned status;     ///< Of HTTP.
    std::string code;    ///< For example `InvalidParameter`.
    std::string message; ///< For people.
};

/// Who may call an operation.
enum class emulator_caller
{
    holder_of_a_key, ///< The signature is checked, with the timestamp, the nonce and the key.
    anyone           ///< Nothing but `Action` and `Version` is asked for, as with STS's `AssumeRoleWithOIDC`.
};

/// One operation more, or one of the emulator's own in another shape.
class emulator_operation
{
public:
    /// The answer to a request whose common parameters are in order, without its `RequestId`, which is added. Objects
    /// and arrays may nest. It refuses by throwing `emulator_refusal`. It is called from the threads that run the
    /// emulator, one call at a time, and may call the emulator's members.
    using answer_function = std::function<boost::json::object(emulator_parameters const&)>;

    explicit emulator_operation(std::string name, answer_function how) : action(std::move(name)), answer(std::move(how))
    {
    }

    std::string action;     ///< Its name.
    answer_function answer; ///< What it does.
    std::string version{};  ///< For example `2018-05-10` for the CDN; empty: the emulator's own.
    emulator_caller caller = emulator_caller::holder_of_a_key; ///< Who may call it.
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

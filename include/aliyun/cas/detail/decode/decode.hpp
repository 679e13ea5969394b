// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What a decoder is to its caller, whatever the format: a function that fills an object through its layout.

#include "../text/wipe.hpp"
#include "layout.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Why a body was refused. Neither text ever holds a part of a value.
struct decode_problem
{
    std::string path; ///< where it was seen: `CertificateList[3].id`; empty: at the outermost level
    std::string what; ///< a short sentence
};

/// The body of an answer that is an error. All texts are the service's and not to be trusted; the message of
/// `SignatureDoesNotMatch` repeats the parameters of the request, secret ones too, so that all are wiped.
struct service_error
{
    ~service_error()
    {
        for (auto* const text : {&code, &message, &request_id, &host_id, &recommend})
            if (!text->empty())
                wipe_text(*text);
    }

    std::string code{};
    std::string message{};
    std::string request_id{};
    std::string host_id{};
    std::string recommend{};

    using fields = field_table<field<"Code", &service_error::code>, field<"Message", &service_error::message>,
                               field<"RequestId", &service_error::request_id>, field<"HostId", &service_error::host_id>,
                               field<"Recommend", &service_error::recommend>>;
};

/// Levels of nesting that a decoder follows, also where nobody asks for what stands there.
inline constexpr std::size_t max_nesting = 64;

/// Where nothing is asked for.
struct no_fields
{
    using fields = field_table<>;
};

/// Fills `object`, which must be new, from `body`. After a problem the object holds anything.
///
/// Fields of the outermost level that the layout does not have go to `envelope`, if there is one: an error that comes
/// with status 200 is seen by its code. A value of another kind than text is ignored there. A `RequestId` that the
/// layout has itself is not in the envelope.
using decode_function = std::optional<decode_problem>(std::string_view body, object_layout const& layout, void* object,
                                                      service_error* envelope);

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

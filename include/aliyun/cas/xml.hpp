// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Answers in XML. Not in the umbrella header: whoever includes this links pugixml (`aliyun::cas_xml` in CMake).

#include "detail/decode/decode_xml.hpp"
#include "response_format.hpp"

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// The service's own default format. It says the same as JSON, in twice the bytes.
inline constexpr response_format xml_format{"XML", &detail::decode_xml};

} // namespace aliyun::ALIYUN_CAS_ABI::cas

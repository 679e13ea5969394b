// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// For a program that defines ALIYUN_CAS_SEPARATE_COMPILATION in all of its units: exactly one of them includes this
// header, too, and has what the others do without. CMake's target aliyun::cas_compiled is such a unit.

#include "../cas.hpp"
#include "detail/call/engine_parts.hpp"
#include "detail/decode/decode_json.hpp"

#if !defined(ALIYUN_CAS_SEPARATE_COMPILATION)
#error "aliyun/cas/src.hpp: define ALIYUN_CAS_SEPARATE_COMPILATION in all units of the program"
#endif

// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The library's version, for the preprocessor, for CMake (which reads this file) and for the User-Agent header.

#define ALIYUN_CAS_VERSION_MAJOR 0
#define ALIYUN_CAS_VERSION_MINOR 1
#define ALIYUN_CAS_VERSION_PATCH 0

/// The version as text, for example `0.1.0`.
#define ALIYUN_CAS_VERSION_STRING "0.1.0"

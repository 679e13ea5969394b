// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The library's version, for the preprocessor, for CMake (which reads this file), for the User-Agent header and for the
// linker: all names stand in an inline namespace of this version and configuration.

#include <version> // which standard library this is

#define ALIYUN_CAS_VERSION_MAJOR 0
#define ALIYUN_CAS_VERSION_MINOR 1
#define ALIYUN_CAS_VERSION_PATCH 0

/// The version as text, for example `0.1.0`.
#define ALIYUN_CAS_VERSION_STRING "0.1.0"

// Two shared libraries of one program may hold two versions of this one, or the same version built with other settings
// that change the layout of its types: the inline namespace gives them different symbols, so that neither calls the
// other's functions. Users write `aliyun::cas::` and never see it. The settings are those of the standard library,
// whose types are members here, and ALIYUN_CAS_LOW_LEVEL_SHA1 (detail/sign/sha1_state.hpp); of other settings (NDEBUG,
// optimisation, sanitizers, exceptions) none changes a layout. Boost has no such namespaces: two libraries with two
// Boosts in one program must hide their symbols, ours with them.
#if defined(ALIYUN_CAS_LOW_LEVEL_SHA1)
#define ALIYUN_CAS_ABI_OF(name) inline name##_low_level_sha1
#else
#define ALIYUN_CAS_ABI_OF(name) inline name
#endif
#if defined(_LIBCPP_VERSION)
#define ALIYUN_CAS_ABI ALIYUN_CAS_ABI_OF(v0_1_0_libcpp)
#elif defined(_GLIBCXX_DEBUG)
#define ALIYUN_CAS_ABI ALIYUN_CAS_ABI_OF(v0_1_0_debug)
#elif defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define ALIYUN_CAS_ABI ALIYUN_CAS_ABI_OF(v0_1_0_old_strings)
#else
#define ALIYUN_CAS_ABI ALIYUN_CAS_ABI_OF(v0_1_0)
#endif

// Functions that are no templates and that much hangs on stand in every unit, or in one of the program: see src.hpp.
#if defined(ALIYUN_CAS_SEPARATE_COMPILATION)
#define ALIYUN_CAS_DECL
#else
#define ALIYUN_CAS_DECL inline
#endif

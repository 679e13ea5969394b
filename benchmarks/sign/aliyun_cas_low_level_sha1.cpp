// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The library's signing by the calls that a program may choose in place of the default. In one program with that, which
// no other should do: all names of the library differ between the two, since they stand in different inline namespaces.

#define ALIYUN_CAS_LOW_LEVEL_SHA1
#include "aliyun_cas.cpp"

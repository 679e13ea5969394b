// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Macros that stand in other people's programs before our header: of windows.h, X11, Qt, older C headers and compilers
// in GNU mode. Whatever they are replaced by does not compile.

#define ALIYUN_TEST_BROKEN ] this name is a macro elsewhere [
#define min(a, b) ALIYUN_TEST_BROKEN
#define max(a, b) ALIYUN_TEST_BROKEN
#define ERROR ALIYUN_TEST_BROKEN
#define NO_ERROR ALIYUN_TEST_BROKEN
#define DELETE ALIYUN_TEST_BROKEN
#define IN ALIYUN_TEST_BROKEN
#define OUT ALIYUN_TEST_BROKEN
#define OPTIONAL ALIYUN_TEST_BROKEN
#define CONST ALIYUN_TEST_BROKEN
#define STRICT ALIYUN_TEST_BROKEN
#define TRUE ALIYUN_TEST_BROKEN
#define FALSE ALIYUN_TEST_BROKEN
#define DOMAIN ALIYUN_TEST_BROKEN
#define OVERFLOW ALIYUN_TEST_BROKEN
#define interface ALIYUN_TEST_BROKEN
#define small ALIYUN_TEST_BROKEN
#define near ALIYUN_TEST_BROKEN
#define far ALIYUN_TEST_BROKEN
#define Bool ALIYUN_TEST_BROKEN
#define None ALIYUN_TEST_BROKEN
#define Status ALIYUN_TEST_BROKEN
#define Success ALIYUN_TEST_BROKEN
#define Always ALIYUN_TEST_BROKEN
#define emit ALIYUN_TEST_BROKEN
#define signals ALIYUN_TEST_BROKEN
#define slots ALIYUN_TEST_BROKEN
#define foreach ALIYUN_TEST_BROKEN
#define forever ALIYUN_TEST_BROKEN
#define check(x) ALIYUN_TEST_BROKEN
#define verify(x) ALIYUN_TEST_BROKEN
#define major(x) ALIYUN_TEST_BROKEN
#define minor(x) ALIYUN_TEST_BROKEN
#define linux ALIYUN_TEST_BROKEN
#define unix ALIYUN_TEST_BROKEN
#define PAGE_SIZE ALIYUN_TEST_BROKEN

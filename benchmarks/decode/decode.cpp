// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Decoding list pages into plain structs. The decoders join by themselves: the baselines from ../baselines/, the
// library's own from aliyun_cas.cpp.

#include "decoding.hpp"

int main(int argc, char** argv)
{
    return bench::run_contenders("decode", argc, argv, 32);
}

# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
run_sign()
{
    time_contenders sign '.*'
    if [ ! "$quick" ]; then count_instructions sign 256 'list|upload|nonce'; fi
}

# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
run_decode()
{
    if [ "$quick" ]; then
        time_contenders decode 'page_(50|50_reordered|1000)'
        return
    fi
    time_contenders decode '.*'
    count_instructions decode 64 'page_50|page_50_reordered'
}

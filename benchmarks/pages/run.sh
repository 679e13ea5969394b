# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# 200 pages of 50 from a server that answers after 5 ms: one page after the other, and eight asked for ahead. The bare
# Beast loop throws the pages away in any order; it shows what the server and the connections alone take.
run_pages()
{
    local walkers=(load_bare_beast) walker window round
    [ -x "$programs/benchmark_pages_aliyun_cas" ] && walkers+=(pages_aliyun_cas)
    start_benchmark_server --delay-ms 5 --pages 200
    for ((round = 1; round <= rounds; ++round)); do
        for window in 1 8; do
            for walker in "${walkers[@]}"; do
                sample pages "window_$window" "${walker#*_}" "$(on_client_core "$programs/benchmark_$walker" \
                    --port "$port" --ca "$run/cert.pem" --connections "$window" --calls 200 --target "$target_page")"
            done
        done
    done
    stop_servers
}

# shellcheck shell=bash disable=SC2154,SC2034 # what run.sh sets and uses
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# Calls over TLS that is kept alive: what a call costs the client's process, how many go through, how long one takes.

common='Format=JSON&Lang=zh&ShowSize=50&SignatureMethod=HMAC-SHA1&SignatureNonce=2a5a8512269a9839a6cb3d5b881e4af1'
common+='&SignatureVersion=1.0&Timestamp=2026-11-24T05%3A12%3A24Z&Version=2018-07-13&Signature=RW42pMPGfiLHtn73dtiRIU4W9V4%3D'
target_small="/?AccessKeyId=LTAI0123456789AB&Action=DescribeDVOrderResult&InstanceId=cas-cn-0pp1abcdefgh&$common"
target_page="/?AccessKeyId=LTAI0123456789AB&Action=DescribeUserCertificateList&CurrentPage=1&$common"

# wrk tells of its answers, and the shell of wrk's CPU time. That holds the start and the handshakes too, which the other
# clients leave out: they are measured by a run that gets no answer, and taken off.
run_wrk() # CONNECTIONS TARGET SECONDS_OF_CPU_TO_TAKE_OFF
{
    local TIMEFORMAT='%U %S' times
    { time on_client_core wrk --threads 1 --connections "$1" --duration 1s --latency --timeout 5s \
        --script "$here/load/wrk.lua" "https://127.0.0.1:$port$2" >"$run/wrk.out"; } 2>"$run/wrk.times"
    read -r times <"$run/wrk.times"
    awk -v times="$times" -v off="$3" '
        /^measured / {
            split(times, cpu, " ")
            each = $2 ? (cpu[1] + cpu[2] - off) / $2 * 1e6 : 0
            printf "{\"calls\":%d,\"seconds\":%.6f,\"calls_per_second\":%.1f,\"cpu_user\":%s,\"cpu_sys\":%s,", $2, $3, $2 / $3, cpu[1], cpu[2]
            printf "\"cpu_per_call_us\":%.3f,\"p50_us\":%s,\"p99_us\":%s}\n", each, $4, $5
        }' "$run/wrk.out"
}

start_of_wrk() # CONNECTIONS: seconds of CPU that wrk takes before its first answer
{
    run_wrk "$1" / 0 | sed 's/.*"cpu_user":\([0-9.]*\),"cpu_sys":\([0-9.]*\).*/\1 \2/' | awk '{ print $1 + $2 }'
}

run_client() # NAME CONNECTIONS TARGET
{
    if [ "$1" = wrk ]; then
        run_wrk "$2" "$3" "${wrk_start[$2]}"
    else
        on_client_core "$programs/benchmark_load_$1" --port "$port" --ca "$run/cert.pem" --connections "$2" --target "$3" \
            --warm-up 0.2 --seconds 1
    fi
}

measure_cells() # SERVER ANSWER/CONNECTIONS...: one round
{
    local server=$1 cell answer connections client target
    shift
    for cell in "$@"; do
        answer=${cell%/*} connections=${cell#*/}
        target=target_$answer
        for client in "${clients[@]}"; do
            sample load "$server/$cell" "$client" "$(run_client "$client" "$connections" "${!target}")"
        done
    done
}

run_load()
{
    local nginx_cells=(small/64 page/64 page/1) memory_cells=() round nginx_port memory_port
    clients=(bare_beast curl_multi)
    have wrk wrk "nothing is compared with it" && clients=(wrk "${clients[@]}")
    [ -x "$programs/benchmark_load_aliyun_cas" ] && clients+=(aliyun_cas)
    if [ ! "$quick" ]; then
        nginx_cells=({small,page}/{1,16,64})
        memory_cells=({small,page}/{1,4,16,64,256})
    elif [ ! "$nginx" ]; then
        memory_cells=("${nginx_cells[@]}")
    fi

    declare -gA wrk_start
    if [ "${clients[0]}" = wrk ]; then
        local connections
        start_benchmark_server --delay-ms 60000
        for connections in $(printf '%s\n' "${nginx_cells[@]#*/}" "${memory_cells[@]#*/}" | sort -un); do
            wrk_start[$connections]=$(start_of_wrk "$connections")
        done
        stop_servers
    fi

    if [ "$nginx" ]; then
        start_nginx
        nginx_port=$port
    fi
    start_benchmark_server
    memory_port=$port
    for ((round = 1; round <= rounds; ++round)); do
        say "load, round $round of $rounds"
        if [ "$nginx" ]; then
            port=$nginx_port
            measure_cells nginx "${nginx_cells[@]}"
        fi
        port=$memory_port
        measure_cells memory "${memory_cells[@]}"
    done
    stop_servers
}

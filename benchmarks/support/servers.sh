# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# The servers that the clients are measured against. All stand on 127.0.0.1 and are gone when the script ends.

make_certificate()
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$run/key.pem" -out "$run/cert.pem" 2>/dev/null
}

# start_benchmark_server [OPTIONS]: sets $port.
start_benchmark_server()
{
    rm -f "$run/port"
    mkfifo "$run/port"
    on_server_core "$programs/benchmark_server" --cert "$run/cert.pem" --key "$run/key.pem" "$@" >"$run/port" &
    servers+=($!)
    read -r port <"$run/port"
}

answers() # PORT: whether somebody listens there
{
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# start_nginx: the same two answers from files; sets $port.
start_nginx()
{
    local home=$run/nginx
    mkdir -p "$home/www"
    "$programs/benchmark_server" --print small >"$home/www/small.json"
    "$programs/benchmark_server" --print page >"$home/www/page.json"
    port=$((20000 + RANDOM % 10000))
    while answers "$port"; do port=$((port + 1)); done
    cat >"$home/nginx.conf" <<END
daemon off;
master_process off;
pid $home/nginx.pid;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path $home/body;
    proxy_temp_path $home/proxy;
    fastcgi_temp_path $home/fastcgi;
    uwsgi_temp_path $home/uwsgi;
    scgi_temp_path $home/scgi;
    default_type application/json;
    sendfile on;
    open_file_cache max=16;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    map \$arg_Action \$answer {
        default small;
        DescribeUserCertificateList page;
    }
    server {
        listen 127.0.0.1:$port ssl backlog=1024;
        ssl_certificate $run/cert.pem;
        ssl_certificate_key $run/key.pem;
        ssl_protocols TLSv1.3;
        root $home/www;
        location = / { rewrite ^ /\$answer.json break; }
    }
}
END
    on_server_core "$nginx" -p "$home" -c "$home/nginx.conf" -e "$home/error.log" &
    servers+=($!)
    local tries=0
    until answers "$port"; do
        [ $((tries += 1)) -lt 100 ] || fail "nginx did not start: $(cat "$home/error.log")"
        sleep 0.05
    done
}

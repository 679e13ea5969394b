#!/bin/sh
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Shows that check.sh can fail: a small tree that keeps the rules, then one breach after the other in it, each with the words that
# must be in the complaint.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cas=$root/include/aliyun/cas
licence='// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.'
wrong=0

# header PATH LINE...: a header that keeps the rules but for the lines given.
header()
{
    path=$cas/$1
    shift
    mkdir -p "$(dirname "$path")"
    {
        printf '%s\n' "$licence" '#pragma once' '// What it is for.' ''
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$path"
}

good_tree()
{
    rm -rf "$root/include"
    header detail/text/base64.hpp '#include <string>'
    header detail/query/writer.hpp '#include "../text/base64.hpp"' '' '#include <string>'
    header detail/decode/fields.hpp '#include "aliyun/cas/detail/text/base64.hpp"'
    header detail/os/platform.hpp '#include <sys/socket.h>'
    header detail/call/body.hpp '#include "../decode/fields.hpp"' '#include "../query/writer.hpp"'
    header detail/emulator/store.hpp '#include "aliyun/cas/secret.hpp"'
    header secret.hpp '#include "detail/text/base64.hpp"' '#define ALIYUN_CAS_SECRET 1'
    header emulator.hpp '#include "detail/emulator/store.hpp"'
    header detail/credentials/cache.hpp '#include "../query/writer.hpp"'
    header operations/sts.hpp
    header detail/sources/role.hpp '#include "../../client.hpp"' '#include "../../operations/sts.hpp"'
    header operations/orders.hpp '#include "../secret.hpp"' 'x{.action = "DescribeOrders"}'
    header client.hpp '#include "detail/call/body.hpp"' '' '#include <boost/asio/post.hpp>' '' '#include <openssl/ssl.h>' '' '#include <new>'
}

# refuses WORDS: the tree as it stands now must be refused, and with these words.
refuses()
{
    if complaints=$(sh "$here/check.sh" "$root"); then
        echo "passed, though it should have said: $1"
        wrong=$((wrong + 1))
    elif ! printf '%s\n' "$complaints" | grep -qF -- "$1"; then
        echo "should have said: $1"
        echo "but said: $complaints"
        wrong=$((wrong + 1))
    fi
    good_tree
}

good_tree
sh "$here/check.sh" "$root" || wrong=$((wrong + 1))

sed -i 1d "$cas/secret.hpp"
refuses 'secret.hpp:1: the first line is not the licence line'
sed -i 2d "$cas/secret.hpp"
refuses 'secret.hpp:2: the second line is not #pragma once'
sed -i '3s/.*/#include <string>/' "$cas/secret.hpp"
refuses 'secret.hpp:3: no comment says what the file is for'
yes 'int x;' | head -n 396 >>"$cas/detail/text/base64.hpp"
refuses 'base64.hpp: has 400 lines or more'
echo '#  define SECRET 1' >>"$cas/secret.hpp"
refuses 'secret.hpp:7: defines the macro SECRET'
header secret.hpp 'int most = std::max(1, 2);'
refuses 'secret.hpp:5: calls min or max without brackets'
header detail/extra/thing.hpp
refuses 'detail/extra/thing.hpp: is in no stage'
header detail/text/base64.hpp '#include "../query/writer.hpp"'
refuses 'an arrow points back from text/ to query/'
header secret.hpp '#include "client.hpp"'
header detail/query/writer.hpp '#include "aliyun/cas/secret.hpp"'
refuses 'query/ to call/: aliyun/cas/detail/query/writer.hpp > aliyun/cas/secret.hpp > aliyun/cas/client.hpp > aliyun/cas/detail/call/body.hpp'
header detail/http/request.hpp '#include "../decode/fields.hpp"'
refuses 'an arrow points back from http/ to decode/'
header secret.hpp '#include "client.hpp"'
header client.hpp '#include "secret.hpp"'
refuses 'includes itself'
header client.hpp '#include "absent.hpp"'
refuses 'includes absent.hpp, which is not there'
header client.hpp '#include <new>' '#include <boost/asio/post.hpp>'
refuses 'client.hpp:6: includes boost/asio/post.hpp too late'
header client.hpp '#include <unistd.h>'
refuses 'what the operating system gives stands in detail/os/platform.hpp'
header client.hpp '#include "operations/orders.hpp"'
refuses 'includes operations/orders.hpp; only operations/ knows the product'
header detail/sources/role.hpp '#include "../../operations/orders.hpp"'
refuses 'role.hpp:5: includes ../../operations/orders.hpp; only operations/ knows the product'
header detail/credentials/cache.hpp '#include "../sources/role.hpp"'
refuses 'an arrow points back from credentials/ to sources/'
header client.hpp 'send("DescribeOrders");'
refuses 'client.hpp:5: names DescribeOrders; only operations/ knows the product'
header client.hpp '#include "emulator.hpp"'
refuses 'the emulator is for itself'
header detail/emulator/store.hpp '#include "../query/writer.hpp"'
refuses 'the emulator reads the protocol by itself'
header secret.hpp '#include "detail/query/writer.hpp"'
refuses 'the emulator shares nothing with query/'
rm -r "$root/include/aliyun"
mkdir "$root/include/aliyun"
refuses 'no headers found'

[ "$wrong" -eq 0 ] || { echo "$wrong wrong"; exit 1; }
echo "each breach was found"

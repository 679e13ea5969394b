#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Builds and runs somebody else's project that has this source tree inside it; nothing of ours is installed with it.
#
#     inside.sh SOURCE_TREE FOLDER CMAKE_ARGUMENT...
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$1
folder=$2
shift 2

rm -rf "$folder"
cmake -S "$here/inside" -B "$folder" -G Ninja -D source="$source" "$@"
cmake --build "$folder"
"$folder/consumer"

cmake --install "$folder" --prefix "$folder/prefix"
installed=$(find "$folder/prefix" -type f -printf '%P\n')
[ "$installed" = bin/consumer ] || { echo "installed: $installed"; exit 1; }

echo "-- the same by FetchContent from a path"
cmake -S "$here/inside" -B "$folder/fetched" -G Ninja -D source="$source" -D FETCH=ON "$@"

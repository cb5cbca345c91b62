#!/usr/bin/env bash
# pkg_config.sh COMPILER PREFIX FOLDER: builds the consumer with a compiler and
# pkg-config alone, in FOLDER, and runs it.
set -euo pipefail
compiler=$1 prefix=$2 folder=$3
source=$(dirname "$0")/consumer/main.cc

pc=$(find "$prefix" -name thalweg.pc)
export PKG_CONFIG_PATH=${pc%/*}
export LD_LIBRARY_PATH=${PKG_CONFIG_PATH%/*}
mkdir -p "$folder"
# shellcheck disable=SC2046  # the flags are meant to split
"$compiler" -c "$source" -o "$folder/main.o" $(pkg-config --cflags thalweg)
for package in thalweg "--static thalweg" thalweg-static; do
  # shellcheck disable=SC2046,SC2086
  "$compiler" "$folder/main.o" -o "$folder/main" $(pkg-config --libs $package)
  "$folder/main" "$prefix/bin/thalweg"
done

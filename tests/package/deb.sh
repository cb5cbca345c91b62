#!/usr/bin/env bash
# deb.sh COMPILER BUILD FOLDER: makes the Debian packages of a build folder in
# FOLDER, reads what they say, unpacks them and builds the consumer with that.
set -euo pipefail
compiler=$1 build=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# depends PACKAGE TEXT: PACKAGE says so.
depends() {
  dpkg-deb -f "$folder/$1"_*.deb Depends | grep -qF "$2" ||
    fail "$1 does not depend on $2"
}

rm -rf "$folder"
(cd "$build" && cpack -G DEB -B "$folder")
depends libthalweg0 libdnnl2
depends libthalweg0 libprotobuf32
depends libthalweg-dev "libthalweg0 (= "
depends libthalweg-dev libabsl-dev
depends thalweg-tools libdnnl2
for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
find "$folder/root/usr" -name 'libthalweg.so.0.*' -exec file {} + |
  grep -q ', stripped' || fail "the library is not stripped"
"$here/pkg_config.sh" "$compiler" "$folder/root/usr" "$folder/consumer"

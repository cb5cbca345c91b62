# shellcheck shell=bash
# What the scripts of this folder share; sourced, after set -euo pipefail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The objects that ccache has handed out so far, 0 without it.
cache_hits() {
  command -v ccache >/dev/null || { echo 0; return; }
  ccache --print-stats |
    awk '$1 ~ /^(direct|preprocessed)_cache_hit$/ { n += $2 } END { print n + 0 }'
}

# On a terminal ninja rewrites one line; elsewhere every fiftieth step is
# enough, with all that compilers say.
run_ninja() {
  if [[ -t 1 ]]; then
    ninja "$@"
  else
    ninja "$@" | awk '/^\[[0-9]+\/[0-9]+\] / { if (++n % 50) next }
                      { print; fflush() }'
  fi
}

# build PRESET [TARGET...]: configures and builds, and says how long a build
# from nothing took.
build() {
  local preset=$1 folder=$root/build/$1 clean=no started=$SECONDS hits
  shift
  [[ -e $folder/.ninja_log ]] || clean=yes
  hits=$(cache_hits)
  mkdir -p "$folder"
  (cd "$root" && cmake --preset "$preset") >"$folder/configure.log" 2>&1 || {
    cat "$folder/configure.log" >&2
    fail "CMake could not configure the $preset build; its words are above." \
      "If it misses a package, run tools/setup."
  }
  run_ninja -C "$folder" "$@" ||
    fail "the $preset build failed; the first error is above"
  if [[ $clean == yes ]]; then
    say "clean $preset build: $((SECONDS - started)) s on $(nproc) cores" \
      "($(($(cache_hits) - hits)) objects from ccache)"
  fi
}

#!/usr/bin/env bash
# The public API of each library is the one that is written down in docs/api. A line that goes is a
# break for somebody, a line that comes is a promise; either is to be seen in review.
# `REFRAIN_WRITE_API=1 bash .ci/run api` writes the lists anew.
. .ci/step.sh

# The format of rustdoc's JSON that the lists are made from; another stable toolchain may have another.
format=57

describe() {
  RUSTDOC="$PWD/.ci/rustdoc-json" RUSTDOCFLAGS="-Z unstable-options --output-format json" \
    cargo doc --workspace --no-deps --all-features --lib --locked --quiet
}

list() {
  target/api/debug/refrain-api "$1"
}

compare() {
  local package json status=0
  for package in $(packages); do
    json=target/doc/${package//-/_}.json
    # The program is no library.
    [ -e "crates/$package/src/lib.rs" ] || continue
    if [ -n "${REFRAIN_WRITE_API:-}" ]; then
      mkdir -p docs/api
      list "$json" >"docs/api/$package.txt"
    else
      list "$json" | diff -U0 "docs/api/$package.txt" - || status=1
    fi
  done
  [ $status = 0 ] || echo "the public API differs: see .ci/steps/api.sh"
  return $status
}

step "API described" describe
if ! grep -q "\"format_version\":$format}" target/doc/refrain_core.json; then
  echo "API not compared: $(rustc --version) writes another format of JSON than $format"
  exit 0
fi
step "lister of the API built" cargo build --quiet --locked --manifest-path .ci/api/Cargo.toml --target-dir target/api
step "API compared" compare

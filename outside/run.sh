#!/usr/bin/env bash
# Builds the twelve programs, runs each, and compares what it prints with its expected.txt.
# `./run.sh --bless` writes those files anew.
set -euo pipefail
cd "$(dirname "$0")"

# The directory of the workspace of the crates: what is built there serves here.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../target}
cargo fmt --all --check
cargo build --quiet --workspace --locked

failed=0
for source in */src/main.rs; do
  program=${source%%/*}
  printed=$("$CARGO_TARGET_DIR/debug/$program")
  if [ "${1:-}" = --bless ]; then
    printf '%s\n' "$printed" > "$program/expected.txt"
  elif ! diff "$program/expected.txt" - <<< "$printed"; then
    echo "$program printed something else" >&2
    failed=1
  fi
done
exit "$failed"

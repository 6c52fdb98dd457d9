#!/usr/bin/env bash
# The examples print what is written down.
. .ci/step.sh

step "examples built" cargo build --release --examples --bins --locked

print_as_expected() {
  local expected
  for expected in examples/expected/*.txt; do
    cargo run --quiet --release --locked --example "$(basename "$expected" .txt)" | diff "$expected" -
  done
}
step "examples print what is expected" print_as_expected

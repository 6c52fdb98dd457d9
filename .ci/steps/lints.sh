#!/usr/bin/env bash
# Format, lints (public items without docs among them) and links of the docs.
. .ci/step.sh

step format cargo fmt --all --check
for workspace in fuzz outside .ci/api; do
  [ ! -e "$workspace/Cargo.toml" ] ||
    step "format of $workspace" cargo fmt --all --check --manifest-path "$workspace/Cargo.toml"
done
step lints cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
export RUSTDOCFLAGS="-D warnings"
step docs cargo doc --workspace --no-deps --locked
step "docs of all features" cargo doc --workspace --no-deps --all-features --locked

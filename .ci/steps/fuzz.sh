#!/usr/bin/env bash
# The fuzz targets compile. To run them takes the nightly toolchain: see fuzz/README.md.
. .ci/step.sh

# Nothing is linked, so libFuzzer is not compiled either.
export CUSTOM_LIBFUZZER_PATH=/not/linked/libFuzzer.a
step "fuzz targets checked" cargo check --locked --manifest-path fuzz/Cargo.toml --target-dir target

#!/usr/bin/env bash
# The benches run once and give the right answers. Over the whole workspace, so that what the
# examples compiled serves.
. .ci/step.sh

step benches cargo bench --workspace --locked -- --test

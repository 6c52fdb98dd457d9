#!/usr/bin/env bash
# Programs of strangers, each with one of our packages.
. .ci/step.sh

step "programs outside the workspace" bash outside/run.sh

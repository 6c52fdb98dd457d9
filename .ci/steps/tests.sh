#!/usr/bin/env bash
# The very command that the README gives for the tests; examples in the docs are among them.
. .ci/step.sh

test_command=$(sed -n '/<!-- tests -->/,/^```$/p' README.md | grep '^cargo test')
step "tests built" bash -c "$test_command --no-run"
step tests bash -c "$test_command"

#!/usr/bin/env bash
# Each package without the others, with every set of its features: linted, and tested save for the
# default set, which the tests of the workspace run. So a feature that is only there because another
# package turns it on does not go unseen.
. .ci/step.sh

# The features of a package, without `default`.
features() {
  sed -n '/^\[features\]/,/^\[[^f]/s/^\([a-z0-9_-]*\) *=.*/\1/p' "crates/$1/Cargo.toml" | grep -vx default || true
}

# The features that are on by default, in alphabetical order, with commas.
defaults() {
  sed -n 's/^default *= *\[\(.*\)\]/\1/p' "crates/$1/Cargo.toml" | tr -d '" ' | tr ',' '\n' | sort | paste -sd,
}

for package in $(packages); do
  sets=("")
  for feature in $(features "$package" | sort); do
    for set in "${sets[@]}"; do
      sets+=("${set:+$set,}$feature")
    done
  done
  for set in "${sets[@]}"; do
    with=(-p "$package" --no-default-features --features "$set" --locked --quiet)
    step "$package [$set] linted" cargo clippy "${with[@]}" --all-targets -- -D warnings
    if [ "$set" != "$(defaults "$package")" ]; then
      step "$package [$set] tested" cargo test "${with[@]}" --tests
    fi
  done
  # The last set is that of all features.
  if [ "$set" != "$(defaults "$package")" ]; then
    step "$package [all] examples in its docs" cargo test -p "$package" --all-features --locked --quiet --doc
  fi
done

#!/usr/bin/env bash
# Each package as it would be published, unpacked in a folder with nothing of ours beside it and
# tested there. The benches stand in the same workspace, untested, so that dependencies have the
# features that they have in ours and are not compiled anew.
. .ci/step.sh

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
unpacked=target/packages

unpack() {
  rm -rf "$unpacked" target/package/*.crate
  cargo package --workspace --exclude refrain-examples --exclude refrain-benches \
    --no-verify --locked --allow-dirty --quiet
  mkdir -p "$unpacked"
  for crate in target/package/*.crate; do
    # Not with the times in the package, which are those of every other: cargo would see no change.
    tar -xzmf "$crate" -C "$unpacked"
  done
}

workspace() {
  cp -R benches examples Cargo.lock "$unpacked"
  # The tests of the examples are about our pages.
  sed -i.old '/^\[\[test\]\]/,/^$/d' "$unpacked/examples/Cargo.toml"
  {
    sed -e 's/^members = .*/members = ["refrain*", "benches", "examples"]/' -e '/^exclude = /d' \
      -e "s#path = \"crates/\([a-z-]*\)\"#path = \"\1-$version\"#" Cargo.toml
    printf '\n[patch.crates-io]\n'
    for package in $(packages); do
      printf '%s = { path = "%s-%s" }\n' "$package" "$package" "$version"
    done
  } >"$unpacked/Cargo.toml"
}

# What a package must hold besides its code, as files and not as links.
check_contents() {
  for package in $(packages); do
    for file in LICENSE-MIT LICENSE-APACHE README.md; do
      local path="$unpacked/$package-$version/$file"
      if [ ! -s "$path" ] || [ -L "$path" ]; then
        echo "$package does not pack $file"
        return 1
      fi
    done
  done
}

step "packages unpacked" unpack
workspace
step "packages hold licences and a page" check_contents
step "packages tested unpacked" cargo test --quiet --workspace --tests \
  --manifest-path "$unpacked/Cargo.toml" --target-dir target

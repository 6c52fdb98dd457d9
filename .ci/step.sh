# Sourced by the parts of the gate. `step NAME COMMAND...` runs a command and notes its time.
set -euo pipefail
: "${GATE_TIMES:=/dev/stderr}"

step() {
  local name=$1
  shift
  printf '\n== %s: %s\n' "$name" "$*"
  local TIMEFORMAT="%0R s, %0U + %0S s: $name"
  { time "$@" 2>&3; } 3>&2 2>>"$GATE_TIMES"
}

# The names of all packages in crates/.
packages() {
  local manifest
  for manifest in crates/*/Cargo.toml; do
    basename "$(dirname "$manifest")"
  done
}

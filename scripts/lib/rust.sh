# Finding the Rust toolchain and a linker. Sourced after common.sh, never run.
# shellcheck shell=bash

# require_rust ROOT: cargo and a C compiler, or a word about how to get them.
require_rust() {
  local wanted found cargo_home=${CARGO_HOME:-${HOME:-/root}/.cargo}
  if ! have cargo && [[ -x $cargo_home/bin/cargo ]]; then PATH=$cargo_home/bin:$PATH; fi
  have cargo || die "cargo, Rust's build tool, was not found" \
    "Install Rust with rustup: https://rustup.rs (Debian 13: apt-get install rustup && rustup default stable)" \
    "Then open a new shell, or: . ~/.cargo/env"
  wanted=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$1/Cargo.toml" | head -n 1)
  found=$(cargo --version | cut -d ' ' -f 2)
  if [[ -n $wanted ]] && ! version_at_least "${found%%-*}" "$wanted"; then
    die "Rust $found is too old: the project needs $wanted or newer" "Update it: rustup update stable"
  fi
  # The linker, and the few dependencies that compile C.
  have cc || apt_install gcc libc6-dev || die "no C compiler (cc) was found" \
    "Debian, Ubuntu: sudo apt-get install gcc libc6-dev"
  [[ -e /usr/include/stdlib.h || ! -e /etc/debian_version ]] || apt_install libc6-dev || die "the C headers are missing" \
    "Debian, Ubuntu: sudo apt-get install libc6-dev"
}

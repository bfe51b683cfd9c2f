# Helpers that every script here shares. Sourced, never run.
# shellcheck shell=bash

# Messages go to standard error: standard output belongs to what a script is asked to print.
say() { printf '%s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# die MESSAGE [CURE...]: says what failed, then what to do about it.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Can Debian packages be installed here without asking anyone for a password?
can_apt_install() {
  have apt-get || return 1
  ((EUID == 0)) || sudo -n true >/dev/null 2>&1
}

# as_root COMMAND...: only after can_apt_install.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# apt_install PACKAGE...: installs Debian packages, quietly unless it fails. False when it could not.
apt_install() {
  can_apt_install || return 1
  say "installing Debian packages: $*"
  local log attempt
  log=$(mktemp)
  for attempt in install update-first; do
    if [[ $attempt == update-first ]]; then
      # Package lists are missing or old: the usual reason for the first try to fail.
      as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1 </dev/null || true
    fi
    if as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" \
      >>"$log" 2>&1 </dev/null; then
      rm -f "$log"
      return 0
    fi
  done
  tail -n 20 "$log" >&2
  rm -f "$log"
  warn "apt-get could not install: $*"
  return 1
}

# port_open PORT: does something listen on this loopback port?
port_open() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# version_at_least HAVE WANT: compares dotted versions.
version_at_least() {
  [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

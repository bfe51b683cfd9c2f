# Finding Node.js for the browser app. Sourced after common.sh, never run.
# shellcheck shell=bash

NODE_MIN_MAJOR=20

node_recent() {
  have node && have npm && (($(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || printf 0) >= NODE_MIN_MAJOR))
}

# require_node ROOT: Node.js 20 or newer. Debian 12's is older, but good enough to fetch a newer one from npm.
require_node() {
  local own=$1/.panal/node/node_modules/node/bin
  if [[ -x $own/node ]]; then PATH=$own:$PATH; fi
  node_recent && return
  if ! have node || ! have npm; then apt_install nodejs npm || true; fi
  node_recent && return
  if have npm; then
    say "installing Node.js 22 for this checkout"
    mkdir -p "$1/.panal/node"
    if npm install --silent --no-audit --no-fund --prefix "$1/.panal/node" node@22 >&2 </dev/null; then
      PATH=$own:$PATH
    fi
    node_recent && return
  fi
  die "the browser app needs Node.js $NODE_MIN_MAJOR or newer, and npm" \
    "Install it from https://nodejs.org or your distribution (Debian 13: sudo apt-get install nodejs npm)"
}

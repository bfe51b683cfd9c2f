# Building the browser app. Sourced after common.sh and node.sh, never run.
# shellcheck shell=bash

# ui_packages ROOT: installs what the lock file says, unless that is what is there.
ui_packages() {
  local ui=$1/crates/web/ui
  if cmp -s "$ui/package-lock.json" "$ui/node_modules/.panal-lock"; then return; fi
  say "installing the packages of the browser app"
  npm ci --prefix "$ui" --no-audit --no-fund --loglevel=error </dev/null >&2 ||
    die "the packages of the browser app could not be installed" "npm ci --prefix crates/web/ui says why."
  cp "$ui/package-lock.json" "$ui/node_modules/.panal-lock"
}

# ui_current ROOT: is what was built newer than everything that it is made of?
ui_current() {
  local ui=$1/crates/web/ui
  [[ -s $ui/dist/version.json ]] || return 1
  [[ -z $(find "$ui/src" "$ui/public" "$ui/scripts" "$ui"/*.html "$ui"/*.json "$ui"/*.ts \
    "$1/crates/http/tests/it/snapshots/it__openapi__openapi.snap" -type f -newer "$ui/dist/version.json" \
    ! -name schema.d.ts -print -quit) ]]
}

# ui_build ROOT: types, type check, and the files that the program embeds. In version control: none of them.
ui_build() {
  npm run --silent --prefix "$1/crates/web/ui" build </dev/null ||
    die "the browser app could not be built, see above"
}

# require_chromium: a browser for the tests, in CHROMIUM.
require_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && have "$name"; then
      CHROMIUM=$(command -v "$name")
      export CHROMIUM
      return
    fi
  done
  apt_install chromium || die "the tests of the browser app need Chromium" "Debian: sudo apt-get install chromium"
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}

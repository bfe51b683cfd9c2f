# A Python environment for the tests that ask an independent OpenAPI validator. Sourced after common.sh, never run.
# shellcheck shell=bash

# python_venv ROOT: sets venv_python to an interpreter that has scripts/lib/requirements.txt; false when it cannot.
python_venv() {
  local venv=$1/.panal/venv wanted=$1/scripts/lib/requirements.txt log
  venv_python=$venv/bin/python
  if cmp -s "$wanted" "$venv/requirements.txt" && "$venv_python" -c 'import openapi_spec_validator' 2>/dev/null; then
    return
  fi
  log=$(mktemp)
  rm -rf "$venv"
  if ! { have python3 && python3 -m venv "$venv" >"$log" 2>&1; }; then
    rm -rf "$venv"
    if ! { apt_install python3 python3-venv && /usr/bin/python3 -m venv "$venv" >"$log" 2>&1; }; then
      cat "$log" >&2
      rm -f "$log"
      warn "could not create a Python environment (Debian: apt-get install python3-venv)"
      return 1
    fi
  fi
  say "installing the OpenAPI validator from PyPI"
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input --timeout 20 --retries 2 \
    --requirement "$wanted" >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    warn "PyPI was not reached, or does not have what scripts/lib/requirements.txt names"
    return 1
  fi
  rm -f "$log"
  # Last: an installation that was cut short must not be taken for a whole one.
  cp "$wanted" "$venv/requirements.txt"
}

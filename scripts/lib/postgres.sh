# Finding and installing the PostgreSQL programs. Sourced after common.sh, never run.
# shellcheck shell=bash

PG_MIN_MAJOR=15

# pg_major BINDIR: the major version of the server there; false when the directory lacks a program we need.
pg_major() {
  local program version
  for program in postgres initdb psql pg_dump pg_restore; do
    [[ -x $1/$program ]] || return 1
  done
  version=$("$1/postgres" --version 2>/dev/null) || return 1
  [[ $version =~ \)\ ([0-9]+) ]] || return 1
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# pg_find [MAJOR]: prints the directory of the newest PostgreSQL programs, or of those of that major version.
pg_find() {
  local wanted=${1:-} best='' best_major=0 dir major candidates=()
  shopt -s nullglob
  candidates+=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin /opt/postgresql*/bin)
  shopt -u nullglob
  if have pg_config; then candidates+=("$(pg_config --bindir 2>/dev/null)"); fi
  if have postgres; then candidates+=("$(dirname "$(readlink -f "$(command -v postgres)")")"); fi
  for dir in "${candidates[@]}"; do
    major=$(pg_major "$dir") || continue
    if [[ -n $wanted ]]; then
      ((major == wanted)) || continue
    elif ((major < PG_MIN_MAJOR)); then
      continue
    fi
    if ((major > best_major)); then best=$dir best_major=$major; fi
  done
  [[ -n $best ]] && printf '%s\n' "$best"
}

# pg_install: installs Debian's PostgreSQL without the "main" cluster that the package would create and start.
pg_install() {
  can_apt_install || return 1
  local drop_in=/etc/postgresql-common/createcluster.d/panal-no-main-cluster.conf status=0
  as_root mkdir -p "${drop_in%/*}"
  printf 'create_main_cluster = false\n' | as_root tee "$drop_in" >/dev/null
  apt_install postgresql postgresql-client || status=$?
  as_root rm -f "$drop_in"
  return "$status"
}

# pg_require [MAJOR]: like pg_find, but installs what is missing, and says what to do when it cannot.
pg_require() {
  local wanted=${1:-}
  pg_find "$wanted" && return
  if [[ -n $wanted ]]; then
    die "this cluster was made by PostgreSQL $wanted, whose programs are not installed" \
      "Install them (Debian: apt-get install postgresql-$wanted)," \
      "or throw the cluster and its data away: scripts/db reset"
  fi
  say "PostgreSQL $PG_MIN_MAJOR or newer was not found"
  if pg_install && pg_find; then return; fi
  die "PostgreSQL $PG_MIN_MAJOR or newer is needed: postgres, initdb, psql, pg_dump and pg_restore" \
    "Debian 12 or newer, Ubuntu 24.04 or newer: sudo apt-get install postgresql" \
    "Older releases: the packages of https://www.postgresql.org/download/" \
    "Elsewhere: put pg_config of that version on PATH"
}

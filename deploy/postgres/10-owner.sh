#!/usr/bin/env bash
# Runs once, when the database container prepares a new cluster: makes the owner of Panal's database, who may
# create roles and schemas but is no superuser. `panal migrate` makes everything else.
set -euo pipefail

psql -X --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" <<'SQL'
\set password `cat /run/secrets/owner_password`
CREATE ROLE panal_owner LOGIN CREATEROLE PASSWORD :'password';
SELECT format('ALTER DATABASE %I OWNER TO panal_owner', current_database()) \gexec
SQL

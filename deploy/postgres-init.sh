#!/bin/sh
# Runs once, on an empty volume: the app's role owns its database, and is no administrator.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$PACKSHOT_DB_PASSWORD" -U postgres <<'SQL'
CREATE ROLE packshot LOGIN PASSWORD :'password';
CREATE DATABASE packshot OWNER packshot;
REVOKE CONNECT ON DATABASE packshot FROM PUBLIC;
SQL

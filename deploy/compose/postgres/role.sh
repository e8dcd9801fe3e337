#!/bin/sh
# Run once, when the database is made: Seatyard's role is no superuser, so that row-level security holds it.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$SEATYARD_DB_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE seatyard LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE seatyard OWNER seatyard TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
SQL
